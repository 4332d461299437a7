"""Ten thousand articles in two hundred collections: time, disk, memory; cold and warm questions.

    python -m tests.benchmarks.store --data FOLDER [--articles 10000] [--collections 200]

FOLDER holds question sets: JSON files, each a list of ``{"title", "text", "questions"}``, where
paragraphs are separated by a blank line. Articles are made by recombining their paragraphs. What
is reported depends on the machine; the ratios to rank_bm25 much less.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import statistics
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rank_bm25 import BM25Okapi

from index.analysis import Analysis, analyse
from index.analyze import terms
from index.collection import Collection
from index.library import Library
from index.model import Article, CollectionId
from index.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SEED = 4
SAMPLE = 40
"""Collections that are asked."""
PARAGRAPHS = (3, 12)
"""Paragraphs of an article, at least and at most."""


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--collections", type=int, default=200)
    options = parser.parse_args()
    chance = random.Random(SEED)
    paragraphs, questions = read(options.data)
    names = [CollectionId("server", number + 1) for number in range(options.collections)]
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "pullquote.db"
        print(f"Python {platform.python_version()} on {platform.machine()}")
        imported(database, names, options.articles, paragraphs, chance)
        opened(database, chance.sample(names, min(SAMPLE, len(names))), questions, chance)
        everything_open(database, names)


def read(folder: Path) -> tuple[list[str], list[str]]:
    """Return the paragraphs and the questions of all question sets."""
    sets = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    articles = [article for found in sets for article in found]
    paragraphs = [p for article in articles for p in article["text"].split("\n\n") if len(p) > 80]
    return paragraphs, [q["question"] for article in articles for q in article["questions"]]


def imported(
    database: Path,
    names: list[CollectionId],
    articles: int,
    paragraphs: list[str],
    chance: random.Random,
) -> None:
    """Add the articles, each kept before the next, and report what it took."""
    before = memory()
    characters = passages = 0
    with closing(Library(store=SqliteStore(database))) as library:
        started = time.perf_counter()
        for number in range(articles):
            text = "\n\n".join(chance.sample(paragraphs, chance.randint(*PARAGRAPHS)))
            article = Article("", f"Article {number}", text, "benchmark")
            record = library.add(names[number % len(names)], article, by=1, now=NOW).record
            characters += record.characters
            passages += record.passages
        took = time.perf_counter() - started
        added = memory() - before
    size = sum(path.stat().st_size for path in database.parent.iterdir())
    print(
        f"import: {articles:,} articles, {passages:,} passages, {characters / 1e6:.1f} M characters"
        f" in {took:.0f} s ({articles / took:.0f} a second)\n"
        f"disk: {size / 1e6:.0f} MB, {size / characters:.2f} bytes a character of text\n"
        f"memory while importing: {added:.0f} MB more than before"
    )


def opened(
    database: Path, names: list[CollectionId], questions: list[str], chance: random.Random
) -> None:
    """Ask collections for the first and the second time, and rank_bm25 the same."""
    figures: dict[str, list[float]] = {}

    def measure(what: str, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        figures.setdefault(what, []).append((time.perf_counter() - started) * 1e3)

    with closing(Library(store=SqliteStore(database))) as library:
        library.ask("Is everything imported?")
        for name in names:
            first, second = chance.sample(questions, 2)
            measure("cold", lambda: library.ask(first, collection=name))  # noqa: B023 - called at once
            measure("warm", lambda: library.ask(second, collection=name))  # noqa: B023 - as above
            measure("warm state", lambda: library._store.state(name))  # noqa: B023 - as above
            contents = library._store.view(name, {}).news
            made = [(c.article, analyse(c.article)) for c in contents]
            sentences = [
                terms(article.text[start:end])
                for article, analysis in made
                for start, end in zip(analysis.starts, analysis.ends, strict=True)
            ]
            measure("index from text", lambda: from_text([a for a, _ in made]))  # noqa: B023 - as above
            raw = [(a, analysis.to_bytes()) for a, analysis in made]
            measure("index from analyses", lambda: from_bytes(raw))  # noqa: B023 - as above
            measure("rank_bm25 build", lambda: BM25Okapi(sentences))  # noqa: B023 - as above
            theirs = BM25Okapi(sentences)
            measure("rank_bm25 ask", lambda: theirs.get_scores(terms(second)))  # noqa: B023 - as above
            figures.setdefault("passages", []).append(len(sentences))
    medians = {what: statistics.median(found) for what, found in figures.items()}
    for what, median in medians.items():
        unit = "" if what == "passages" else " ms"
        print(f"{what}: {median:.3f}{unit} (median of {len(figures[what])})")
    analysing = medians["index from text"]
    print(
        f"cold / rank_bm25 built from terms and asked: "
        f"{medians['cold'] / (medians['rank_bm25 build'] + medians['rank_bm25 ask']):.2f}\n"
        f"cold / indexing the text: {medians['cold'] / analysing:.3f}\n"
        f"opening from analyses / indexing the text: "
        f"{medians['index from analyses'] / analysing:.3f}\n"
        f"warm / rank_bm25 asked: {medians['warm'] / medians['rank_bm25 ask']:.2f}"
    )


def everything_open(database: Path, names: list[CollectionId]) -> None:
    """Open all collections, and report the memory they take together."""
    before = memory()
    with closing(Library(store=SqliteStore(database), memory_budget=2**40)) as library:
        for name in names:
            library.count(name)
        estimate = library._shelves.nbytes / 2**20
    print(
        f"all {len(names)} collections open: {memory() - before:.0f} MB more at the peak, "
        f"{estimate:.0f} MB by the estimate that eviction uses"
    )


def from_text(articles: list[Article]) -> None:
    """Index articles as if nothing were kept."""
    collection = Collection()
    collection.extend((article, analyse(article)) for article in articles)


def from_bytes(articles: list[tuple[Article, bytes]]) -> None:
    """Index articles from their analyses."""
    collection = Collection()
    collection.extend((article, Analysis.from_bytes(raw)) for article, raw in articles)


def memory() -> float:
    """Return the peak of the memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
