"""A server at its limit is opened: how long another one waits, and how much memory it takes.

    python -m tests.benchmarks.opening [--passages 200000]

The articles are few and kept often, each time as another one: reading them takes as long as if all
were different, and making them does not.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from bot.service import Service
from index.library import Library
from index.limits import CollectionLimits
from index.store.sqlite import SqliteStore
from tests.benchmarks.corpus import Gibberish
from tests.benchmarks.memory import resident
from tests.processes import peak_memory
from tests.store.articles import HERE, THERE, draft

PASSAGES = 200_000
"""As many as a server may have."""
_OF_ONE = 200
_DIFFERENT = 40
_QUESTION = "Where does the heron sleep?"
_EVERY = 0.02
"""Seconds from one question of the small server to the next."""


@dataclass(frozen=True)
class Opened:
    """What was seen while a collection was opened."""

    passages: int
    seconds: float
    waits: list[float]
    """Seconds that the small server waited for each answer."""
    held: int
    """Bytes that the index and its texts take, by the estimate that eviction uses."""
    stays: int
    """Bytes that the process has more afterwards than before."""
    peak: int
    """The same at its peak."""

    def row(self) -> str:
        """Return a line of the table."""
        median, worst = statistics.median(self.waits) * 1e3, max(self.waits) * 1e3
        return (
            f"| {self.passages:,} | {self.seconds:.1f} s | {len(self.waits)} | {median:.0f} ms |"
            f" {worst:.0f} ms | {self.held / 1e6:.0f} MB | {self.stays / 1e6:.0f} MB |"
            f" {self.peak / 1e6:.0f} MB |"
        )


def filled(path: Path, passages: int) -> None:
    """Give one server so many passages, and another one a single article."""
    gibberish = Gibberish(21)
    made = [draft(gibberish.text(_OF_ONE)) for _ in range(min(_DIFFERENT, passages // _OF_ONE))]
    store = SqliteStore(path)
    with store.together():
        for number in range(passages // _OF_ONE):
            one = made[number % len(made)]
            article = replace(one.content.article, id=f"a-{number}", revision=f"{number:064x}")
            content = replace(one.content, article=article)
            limits = CollectionLimits(articles=passages, passages=passages)
            store.add(HERE, replace(one, content=content), limits=limits)
        store.add(THERE, draft("The heron sleeps in the reeds."), limits=CollectionLimits())
    store.close()


async def opened(path: Path, passages: int) -> Opened:
    """Ask a server for the first time, and another one again and again meanwhile."""
    library = Library(store=SqliteStore(path), memory_budget=2**40)
    service = Service(library, workers=2)
    waits = []
    try:
        for _ in range(3):
            await service.ask(_QUESTION, collection_id=THERE, limit=3)
        before, held = resident(), library.memory.nbytes
        began = time.perf_counter()
        opening = asyncio.create_task(service.ask(_QUESTION, collection_id=HERE, limit=3))
        while not opening.done():
            asked = time.perf_counter()
            await service.ask(_QUESTION, collection_id=THERE, limit=3)
            waits.append(time.perf_counter() - asked)
            await asyncio.sleep(_EVERY)
        await opening
        took = time.perf_counter() - began
        peak, stays = peak_memory(os.getpid()) - before, resident() - before
        return Opened(passages, took, waits, library.memory.nbytes - held, stays, peak)
    finally:
        service.close()
        library.close()


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=PASSAGES)
    passages = parser.parse_args().passages
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pullquote.db"
        with ProcessPoolExecutor(1) as pool:  # so that its memory is not that of the measured one
            pool.submit(filled, path, passages).result()
        found = asyncio.run(opened(path, passages))
    print("| Passages | opened in | questions | median | worst | index | stays | peak |")
    print("|---|---|---|---|---|---|---|---|")
    print(found.row())


if __name__ == "__main__":
    main()
