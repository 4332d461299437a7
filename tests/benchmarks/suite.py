"""What is measured: each function returns the results of one kind of work."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.answering import ReRanking, WholeAnswer
from tests.benchmarks.clock import Result, interleaved, result, seconds
from tests.benchmarks.corpus import ARTICLE, tokens
from tests.benchmarks.engines import Asked, Updatable, engines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.benchmarks.clock import Answering
    from tests.benchmarks.engines import Documents, Engine

WHOLE, RE_RANKING = "Pullquote, whole answer", "Pullquote, re-ranking alone"
_UPDATES = 120


def at_size(
    passages: list[str],
    documents: list[list[str]],
    questions: Sequence[Asked],
    *,
    budget: float,
    whole: bool = True,
) -> list[Result]:
    """Measure building, searching, answering and updating at one size.

    ``budget`` is in seconds, for one engine's questions; a twentieth of it is for building an
    engine again, up to three times.
    """
    size = len(documents)
    results: list[Result] = []
    built: dict[str, Engine] = {}
    for name, make in engines().items():
        times = _built(name, partial(make, documents), built, budget)
        results.append(result("build", name, size, times))
    work: dict[str, Answering] = {name: engine.top for name, engine in built.items()}
    if whole:
        work[WHOLE] = WholeAnswer(passages).answer
        work[RE_RANKING] = ReRanking(passages, questions).order
    warm_up = max(1, len(questions) // 6)
    for name, times in interleaved(work, questions, budget=budget, warm_up=warm_up).items():
        results.append(
            result("answer" if name in (WHOLE, RE_RANKING) else "top", name, size, times)
        )
    for name, engine in built.items():
        if isinstance(engine, Updatable):
            results += updates(name, engine, documents, questions)
        else:
            results += rebuilt(name, results, size)
    return results


def _built(
    name: str, make: Callable[[], Engine], built: dict[str, Engine], budget: float
) -> list[float]:
    times: list[float] = []
    while len(times) < 3 and sum(times) < budget / 20:
        times.append(seconds(lambda: built.__setitem__(name, make())))
    return times


def updates(
    name: str, engine: Updatable, documents: list[list[str]], questions: Sequence[Asked]
) -> list[Result]:
    """Measure adding and removing an article until the next question has seen it.

    Of two articles that are added, one is removed again, so that the index grows meanwhile.
    """

    def add(article: Documents, asked: Asked) -> None:
        engine.add(article)
        engine.top(asked)

    def remove(asked: Asked) -> None:
        engine.remove()
        engine.top(asked)

    added, removed = [], []
    for turn in range(_UPDATES):
        start = turn * ARTICLE % max(len(documents) - ARTICLE, 1)
        article, asked = documents[start : start + ARTICLE], questions[turn % len(questions)]
        added.append(seconds(partial(add, article, asked)))
        if turn % 2:
            removed.append(seconds(partial(remove, asked)))
    size = len(documents)
    return [result("add", name, size, added), result("remove", name, size, removed)]


def rebuilt(name: str, results: Sequence[Result], size: int) -> list[Result]:
    """Return what an update costs where it is a rebuild and a question."""
    took = {found.measure: found for found in results if found.engine == name}
    median = took["build"].median + took["top"].median
    return [Result(measure, name, size, median, median, 1) for measure in ("add", "remove")]


def asked(texts: list[str]) -> list[Asked]:
    """Return questions with their terms."""
    return [Asked(text, terms) for text, terms in zip(texts, tokens(texts), strict=True)]
