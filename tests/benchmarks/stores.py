"""Every operation of a store, in SQLite and in PostgreSQL, by turns in one run.

    python -m tests.benchmarks.stores [--articles N]

PostgreSQL is one of our own on this machine, as in the tests; both keep what they have confirmed.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.service import Service
from index.library import Library
from index.store.postgres import PostgresStore
from index.store.sqlite import SqliteStore
from tests.store.articles import HERE, LIMITS, MINUTE, NOW, draft, news
from tests.store.server import programs, server_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.store.protocol import Draft, Store

    Times = tuple[list[list[float]], list[list[float]]]
    """In ms, of each store: on the clock, and of the processor by this process."""

_WORDS = [
    f"{first}{last}" for first in "bdfklmnprst" for last in ("arn", "elt", "ing", "olk", "und")
]
_SENTENCES = 40
_QUESTION = "Which barn holds the milk of the dund?"


def main() -> None:
    """Run it, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=125)
    articles = parser.parse_args().articles
    chance = random.Random(20261125)
    drafts = [_draft(chance, number) for number in range(2 * articles)]
    with tempfile.TemporaryDirectory() as folder:
        for server in server_at(programs(), fast=False):
            stores: dict[str, Store] = {
                "SQLite": SqliteStore(Path(folder) / "a.db"),
                "PostgreSQL": PostgresStore(server.address()),
            }
            with asyncio.Runner() as runner:
                took = _measured(stores, drafts[:articles], drafts[articles:], runner)
            for store in stores.values():
                store.close()
    print("| ms | SQLite | PostgreSQL | ratio | of the quickest tenth | of our CPU |")
    print("|---|---|---|---|---|---|")
    for what, times in took.items():
        print(f"| {what} | {' | '.join(_row(times))} |")


def _row(times: Times) -> Iterator[str]:
    """Yield the medians in ms, and the ratios of medians, of quick ones, and of CPU times."""
    wall, cpu = times
    yield from (f"{statistics.median(found):.3f}" for found in wall)
    for kind, of in ((wall, statistics.median), (wall, _quick), (cpu, statistics.median)):
        ours, theirs = (of(times) for times in kind)
        yield f"{theirs / ours:.2f}"


def _quick(times: Sequence[float]) -> float:
    """Return the time within which the quickest tenth was: of a machine that is left alone."""
    return sorted(times)[len(times) // 10]


def _draft(chance: random.Random, number: int) -> Draft:
    sentences = (" ".join(chance.choices(_WORDS, k=12)).capitalize() for _ in range(_SENTENCES))
    return draft(f"Number {number}. {'. '.join(sentences)}.", f"a-{number}")


def _measured(
    stores: dict[str, Store], drafts: list[Draft], others: list[Draft], runner: asyncio.Runner
) -> dict[str, Times]:
    names = [each.content.article.id for each in drafts]
    libraries = {name: Library(store=store) for name, store in stores.items()}

    def question(_: int, warm: str) -> Callable[[Store], object]:
        def ask(store: Store) -> object:
            library = next(one for one in libraries.values() if one._store is store)
            if not warm:
                library._cache.drop(HERE)
            return library.ask(_QUESTION, collection_id=HERE)

        return ask

    services = {name: Service(library, workers=2) for name, library in libraries.items()}

    def in_the_bot(_: int) -> Callable[[Store], object]:
        def ask(store: Store) -> object:
            service = next(one for one in services.values() if one._library._store is store)
            return runner.run(service.ask(_QUESTION, collection_id=HERE, limit=3))

        return ask

    def each(what: str, count: int, work: Callable[[int], Callable[[Store], object]]) -> None:
        times: list[list[float]] = [[] for _ in stores]
        cpu: list[list[float]] = [[] for _ in stores]
        for number in range(count):
            do = work(number)
            for store, wall, own in zip(stores.values(), times, cpu, strict=True):
                started, began = time.perf_counter(), time.process_time()
                do(store)
                wall.append((time.perf_counter() - started) * 1e3)
                own.append((time.process_time() - began) * 1e3)
        took[what] = times, cpu

    took: dict[str, Times] = {}
    few = min(len(drafts), 40)
    each("add", len(drafts), lambda n: lambda s: s.add(HERE, drafts[n], limits=LIMITS))
    each("version", 200, lambda _: lambda s: s.version(HERE))
    each("snapshot, whole", 10, lambda _: news)
    each("records", 20, lambda _: lambda s: s.records(HERE))
    each("record", few, lambda n: lambda s: s.record(HERE, names[n]))
    each("article", few, lambda n: lambda s: s.article(HERE, names[n]))
    each("question, cold", 20, partial(question, warm=""))
    each("question, warm", 200, partial(question, warm="warm"))
    each("the same, in the bot", 200, in_the_bot)
    each("rename", few, lambda n: lambda s: s.rename(HERE, names[n], f"T {n}", by=1, now=NOW))
    each("update", few, lambda n: lambda s: s.update(HERE, names[n], others[n], limits=LIMITS))
    each("remove", few, lambda n: lambda s: s.remove(HERE, names[n], now=NOW))
    each("restore", few, lambda n: lambda s: s.restore(HERE, names[n], since=NOW, limits=LIMITS))
    each("purge", 10, lambda _: lambda s: s.purge(removed_before=NOW + MINUTE, left_before=NOW))
    each("hide", few, lambda n: lambda s: s.hide(HERE, f"x-{n}"))
    each("forget a person", 5, lambda _: lambda s: s.forget_person(99))
    for service in services.values():
        service.close()
    return took


if __name__ == "__main__":
    main()
