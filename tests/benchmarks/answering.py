"""Pullquote's whole answer, through its public door: from a question to what Discord shows."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.render.answers import answer_layout
from index.collection.collection import Collection
from index.library import Library
from index.model import SHARED
from index.rank.background import read_background
from index.rank.candidates import candidates
from index.rank.features import compute
from index.rank.model import shipped_model
from index.rank.question import read_question
from index.rank.ranking import arrange
from index.store.sqlite import SqliteStore
from tests.benchmarks.clock import Result, result, seconds
from tests.benchmarks.corpus import articles, tokens
from tests.benchmarks.engines import Pullquote
from tests.benchmarks.process import times_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from index.arrays import Int64s
    from index.rank.question import Question
    from tests.benchmarks.clock import Answering
    from tests.benchmarks.engines import Asked

_COLLECTIONS = 4
_IN_EACH = 5_000
_START = {
    "pullquote ask": ["-m", "bot.cli", "ask", "Who was blamed for the rocket attack?"],
    "import numpy, nltk": ["-c", "import numpy, nltk.stem.snowball"],
}


class WholeAnswer:
    """A collection of articles made of passages."""

    def __init__(self, passages: list[str]) -> None:
        self._library = Library(articles(passages))

    def answer(self, asked: Asked) -> object:
        """Analyze the question, retrieve, decide, compose, render."""
        return answer_layout(self._library.ask(asked.text))


class ReRanking:
    """What the answer adds to finding its candidates: their features, and their order."""

    def __init__(self, passages: list[str], questions: Iterable[Asked]) -> None:
        self._collection = Collection(articles(passages))
        self._found = {asked.text: self._find(asked.text) for asked in questions}

    def _find(self, text: str) -> tuple[Question, Int64s]:
        question = read_question(text, self._collection)
        return question, candidates(question, self._collection, within=None)

    def order(self, asked: Asked) -> object:
        """Order the candidates of a question, which were found before."""
        question, numbers = self._found[asked.text]
        if not len(numbers):
            return None
        features = compute(question, self._collection, numbers, read_background())
        return arrange(question, self._collection, numbers, features, shipped_model().weights)


def opening(passages: list[str], documents: list[list[str]], *, times: int) -> list[Result]:
    """Measure how long a collection takes to open: from text, from the store, and its index."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "pullquote.db")
        _store(passages, path)
        return [
            result("open", name, len(passages), [seconds(work) for _ in range(times)])
            for name, work in (
                ("from text", partial(WholeAnswer, passages)),
                ("from the store", partial(_open, path)),
                ("index from terms", partial(Pullquote, documents)),
            )
        ]


def _store(passages: list[str], path: Path) -> None:
    library = Library(store=SqliteStore(path))
    for article in articles(passages):
        library.add(SHARED, article, by=None, now=datetime.now(UTC))
    library.close()


def _open(path: Path) -> None:
    library = Library(store=SqliteStore(path))
    library.count(SHARED)
    library.close()


def threads(
    passages: Callable[[int], list[str]], questions: Sequence[Asked], workers: Sequence[int]
) -> list[Result]:
    """Measure the time for each question when several threads ask several collections."""
    made = passages(_COLLECTIONS * _IN_EACH)
    parts = [made[at::_COLLECTIONS] for at in range(_COLLECTIONS)]
    collections = {
        "whole answer": [WholeAnswer(part).answer for part in parts],
        "BM25 alone": [Pullquote(list(tokens(part))).top for part in parts],
    }
    return [
        result("threads", f"{name}, {count} at once", len(made), _shared(count, asking, questions))
        for name, asking in collections.items()
        for count in workers
    ]


def _shared(workers: int, asking: Sequence[Answering], questions: Sequence[Asked]) -> list[float]:
    """Return the seconds a question, five times over, when threads share all questions."""
    work = [partial(asking[at % len(asking)], asked) for at, asked in enumerate(questions)]

    def ask_all() -> None:
        for _ in pool.map(lambda ask: ask(), work, chunksize=1):
            pass

    with ThreadPoolExecutor(workers) as pool:
        ask_all()
        return [seconds(ask_all) / len(work) for _ in range(5)]


def start_up(times: int) -> list[Result]:
    """Measure `pullquote ask` about the article that ships, and the least that it has to import."""
    commands = {name: [sys.executable, *rest] for name, rest in _START.items()}
    measured = times_of(commands, times)
    return [result("start", name, 50, found) for name, found in measured.items()]
