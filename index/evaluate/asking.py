"""Ask a system the questions of a set, and keep what came back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from index.evaluate.questions import which_answer
from index.text.segment import segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from index.arrays import Int64s
    from index.evaluate.plan import Trial
    from index.evaluate.questions import QuestionKind, QuestionSet, QuestionType
    from index.model import Article, Passage

DEPTH = 10
"""How many passages are asked for."""


class Found(NamedTuple):
    """A passage that was found: where it stands."""

    article_id: str
    start: int
    end: int
    beside: tuple[tuple[int, int], ...] = ()
    """The passages that are shown with it."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a system says to a question."""

    found: tuple[Found, ...]
    """The passages, best first; at most `DEPTH`."""
    confidence: float | None
    """That the first is right: a probability, or a score for the peers; None of nothing found."""
    answered: bool | None = None
    """None for a system that does not decide."""
    altered: int = 0
    """How many of the quotes are not the slices of their articles that they say they are."""


class System(Protocol):
    """Something that finds passages of the articles that it was made of."""

    def ask(self, question: str) -> Response:
        """Return the passages that answer a question best."""


@dataclass(frozen=True, slots=True)
class TrialOutcome:
    """What became of a trial."""

    kind: QuestionKind
    type: QuestionType
    article: int
    """As `Trial.about`."""
    ranks: tuple[int, ...]
    """Of the right passages among those found, from 1."""
    relevant: int
    """How many passages of the articles that were asked are right."""
    confidence: float
    """As `Response.confidence`; of nothing found, less than of anything."""
    answered: bool | None
    altered: int
    shown: bool = False
    """What is shown of the first passage, with what is beside it, has a right one."""


def ask_all(
    trials: Iterable[Trial],
    questions: QuestionSet,
    make: Callable[[Sequence[Article]], System],
) -> Iterator[TrialOutcome]:
    """Ask, and yield what became of each trial.

    A system is made for each run of trials that ask the same articles.
    """
    passages = [_ranges(segment(article)) for article in questions.articles]
    for asked, group in groupby(trials, key=lambda trial: trial.asked):
        system = make([questions.articles[number] for number in asked])
        for trial in group:
            gold = trial.question.gold if trial.kind == "answerable" else ()
            home = questions.articles[trial.about].id
            response = system.ask(trial.question.text)
            right = which_answer(*_ranges(response.found), gold).tolist()
            yield TrialOutcome(
                kind=trial.kind,
                type=trial.question.type,
                article=trial.about,
                ranks=tuple(
                    rank
                    for rank, found in enumerate(response.found, start=1)
                    if found.article_id == home and right[rank - 1]
                ),
                relevant=int(which_answer(*passages[trial.about], gold).sum()),
                confidence=_or_least(response.confidence),
                answered=response.answered,
                altered=response.altered,
                shown=_shown(response, home, gold),
            )


def _shown(response: Response, home: str, gold: Sequence[tuple[int, int]]) -> bool:
    first = response.found[:1]
    if not first or first[0].article_id != home:
        return False
    spans = [(first[0].start, first[0].end), *first[0].beside]
    starts, ends = np.array(spans, np.int64).T
    return bool(which_answer(starts, ends, gold).any())


def _ranges(passages: Sequence[Passage | Found]) -> tuple[Int64s, Int64s]:
    """Return where n passages start and where they end, (n,) each."""
    starts, ends = ([getattr(passage, name) for passage in passages] for name in ("start", "end"))
    return np.array(starts, np.int64), np.array(ends, np.int64)


def _or_least(confidence: float | None) -> float:
    return float("-inf") if confidence is None else confidence
