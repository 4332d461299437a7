"""A question set is asked: which questions of which articles, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from random import Random
from typing import TYPE_CHECKING, NamedTuple, Protocol

from index.errors import QuestionError
from index.evaluate.matching import is_right
from index.library import Library
from index.text.segment import segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from index.evaluate.questions import AskedQuestion, Kind, QuestionSet, QuestionType
    from index.model import Article
    from index.rank.rankers import Ranker

DEPTH = 10
"""How many passages are asked for."""
_SEED = 2026


class Found(NamedTuple):
    """A passage that was found: where it stands."""

    article_id: str
    start: int
    end: int


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
class Trial:
    """A question, as it will be asked."""

    question: AskedQuestion
    kind: Kind
    about: int
    """The article that is resampled with it, by its number in the set."""
    asked: tuple[int, ...]
    """The articles that are asked together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a trial."""

    kind: Kind
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


def plan(questions: QuestionSet, *, together: bool) -> list[Trial]:
    """Return what is asked of whom, in an order in which nothing is built twice.

    Alone, each article is asked its own questions, and as many of other articles, drawn once and
    for all, as it answers itself: these are off topic. Together, all articles are asked all
    questions; off topic are the answerable questions of every second article for the others, and
    the other way round.
    """
    return list(_together(questions) if together else _alone(questions))


def _alone(questions: QuestionSet) -> Iterator[Trial]:
    random = Random(_SEED)  # noqa: S311 - a choice of questions, not a secret
    numbers = range(len(questions.articles))
    for number in numbers:
        mine = questions.answerable(number)
        others = [q for other in numbers if other != number for q in questions.answerable(other)]
        foreign = random.sample(others, min(len(mine), len(others)))
        yield from _own(questions, number, (number,))
        for question in foreign:
            yield Trial(question, "off-topic", number, (number,))


def _together(questions: QuestionSet) -> Iterator[Trial]:
    numbers = range(len(questions.articles))
    for number in numbers:
        yield from _own(questions, number, tuple(numbers))
    for half in (0, 1):
        kept, left_out = tuple(numbers[half::2]), numbers[1 - half :: 2]
        for number in left_out if kept else ():
            for question in questions.answerable(number):
                yield Trial(question, "off-topic", number, kept)


def _own(questions: QuestionSet, number: int, asked: tuple[int, ...]) -> Iterator[Trial]:
    for question in questions.answerable(number):
        yield Trial(question, "answerable", number, asked)
    for question in questions.near(number):
        yield Trial(question, "near", number, asked)


def ask_all(
    trials: Iterable[Trial],
    questions: QuestionSet,
    make: Callable[[Sequence[Article]], System],
) -> Iterator[Outcome]:
    """Ask, and yield what became of each trial.

    A system is made for each run of trials that ask the same articles.
    """
    passages = [segment(article) for article in questions.articles]
    for asked, group in groupby(trials, key=lambda trial: trial.asked):
        system = make([questions.articles[number] for number in asked])
        for trial in group:
            gold = trial.question.gold if trial.kind == "answerable" else ()
            home = questions.articles[trial.about].id
            response = system.ask(trial.question.text)
            yield Outcome(
                kind=trial.kind,
                type=trial.question.type,
                article=trial.about,
                ranks=tuple(
                    rank
                    for rank, found in enumerate(response.found, start=1)
                    if found.article_id == home and is_right((found.start, found.end), gold)
                ),
                relevant=sum(is_right((p.start, p.end), gold) for p in passages[trial.about]),
                confidence=_or_least(response.confidence),
                answered=response.answered,
                altered=response.altered,
            )


def _or_least(confidence: float | None) -> float:
    return float("-inf") if confidence is None else confidence


class Pullquote:
    """Pullquote as people get it: through its public door, at its default threshold."""

    def __init__(self, articles: Sequence[Article], *, ranker: Ranker | None = None) -> None:
        self._library = Library(articles, ranker=ranker)
        self._texts = {article.id: article.text for article in articles}

    def ask(self, question: str) -> Response:
        """Return the quotes of the answer, or what is nearest."""
        try:
            answer = self._library.ask(question, limit=DEPTH)
        except QuestionError:  # such as one without a word: people are told so
            return Response((), 0.0, answered=False)
        shown = answer.quotes or answer.nearest
        return Response(
            found=tuple(Found(q.citation.article_id, q.start, q.end) for q in shown),
            confidence=answer.confidence,
            answered=answer.answered,
            altered=sum(
                self._texts[q.citation.article_id][q.start : q.end] != q.text for q in shown
            ),
        )
