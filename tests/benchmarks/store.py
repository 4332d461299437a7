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
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rank_bm25 import BM25Okapi

from index.collection.collection import Collection
from index.library import Library
from index.model import Article, CollectionId
from index.store.sqlite import SqliteStore
from index.text.analysis import Analysis, analyze
from index.text.segment import segment
from index.text.terms import terms
from tests.store.articles import news

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
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
    figures = Figures()
    store = SqliteStore(database)
    with closing(Library(store=store)) as library:
        library.ask("Is everything imported?")
        for name in names:
            first, second = chance.sample(questions, 2)
            figures.time("cold", partial(library.ask, first, collection_id=name))
            figures.time("warm", partial(library.ask, second, collection_id=name))
            figures.time("has it changed?", partial(store.version, name))
            contents = news(store, name)
            _indexed(figures, [(content.article, content.analysis) for content in contents])
            _rank_bm25(figures, [content.article for content in contents], second)
    figures.report()
    theirs_cold = sum(map(figures.median, ("rank_bm25: words", "rank_bm25: build", "rank_bm25")))
    from_text = figures.median("index from text")
    for what, ratio in (
        ("cold / rank_bm25 from the sentences", figures.median("cold") / theirs_cold),
        ("warm / rank_bm25", figures.median("warm") / figures.median("rank_bm25")),
        ("cold / index from text", figures.median("cold") / from_text),
        ("index from analyses / from text", figures.median("index from analyses") / from_text),
    ):
        print(f"{what}: {ratio:.3f}")


class Figures:
    """Times in ms, by what was timed."""

    def __init__(self) -> None:
        self._found: dict[str, list[float]] = {}

    def time(self, what: str, work: Callable[[], T]) -> T:
        """Do some work, and note how long it took."""
        started = time.perf_counter()
        done = work()
        self._found.setdefault(what, []).append((time.perf_counter() - started) * 1e3)
        return done

    def median(self, what: str) -> float:
        """Return the median of what was noted."""
        return statistics.median(self._found[what])

    def report(self) -> None:
        """Print the medians."""
        for what, found in self._found.items():
            print(f"{what}: {self.median(what):.3f} ms (median of {len(found)})")


def _indexed(figures: Figures, articles: list[tuple[Article, bytes]]) -> None:
    """Time indexing from text as if nothing were kept, and from what is kept."""

    def from_text() -> None:
        Collection().extend((article, analyze(article)) for article, _ in articles)

    def from_analyses() -> None:
        Collection().extend((article, Analysis.from_bytes(raw)) for article, raw in articles)

    figures.time("index from text", from_text)
    figures.time("index from analyses", from_analyses)


def _rank_bm25(figures: Figures, articles: list[Article], question: str) -> None:
    """Time rank_bm25 over the same passages: their words, the index, a question."""
    sentences = [
        article.text[passage.start : passage.end]
        for article in articles
        for passage in segment(article)
    ]
    corpus = figures.time("rank_bm25: words", lambda: [terms(text) for text in sentences])
    theirs = figures.time("rank_bm25: build", lambda: BM25Okapi(corpus))
    figures.time("rank_bm25", lambda: theirs.get_scores(terms(question)))


def everything_open(database: Path, names: list[CollectionId]) -> None:
    """Open all collections, and report the memory they take together."""
    before = memory()
    with closing(Library(store=SqliteStore(database), memory_budget=2**40)) as library:
        for name in names:
            library.count(name)
        estimate = library._cache.nbytes / 2**20
    print(
        f"all {len(names)} collections open: {memory() - before:.0f} MB more at the peak, "
        f"{estimate:.0f} MB by the estimate that eviction uses"
    )


def memory() -> float:
    """Return the peak of the memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
