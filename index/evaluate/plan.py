"""Plan what is asked of whom: of each article alone, of all together, of halves of the set.

Trials come in an order in which nothing has to be built twice. Off topic is a question whose answer
is in none of the articles that are asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.evaluate.questions import AskedQuestion, QuestionKind, QuestionSet

_SEED = 2026


@dataclass(frozen=True, slots=True)
class Trial:
    """A question, as it will be asked."""

    question: AskedQuestion
    kind: QuestionKind
    about: int
    """The article that is resampled with it, by its number in the set."""
    asked: tuple[int, ...]
    """The articles that are asked together."""


def plan(questions: QuestionSet, *, together: bool) -> list[Trial]:
    """Return what a system is evaluated with.

    Together, all articles are asked all questions; off topic are the answerable questions of every
    second article for the others, and the other way round.
    """
    if not together:
        return list(in_one(questions))
    off_topic = (trial for trial in in_halves(questions) if trial.kind == "off-topic")
    return [*in_all(questions), *off_topic]


def in_one(questions: QuestionSet) -> Iterator[Trial]:
    """Yield trials that ask each article its own questions, and as many off topic.

    These are of other articles, drawn once and for all, as many as it answers itself.
    """
    random = Random(_SEED)  # noqa: S311 - a choice of questions, not a secret
    numbers = range(len(questions.articles))
    for number in numbers:
        mine = questions.answerable(number)
        others = [q for other in numbers if other != number for q in questions.answerable(other)]
        foreign = random.sample(others, min(len(mine), len(others)))
        yield from own(questions, number, (number,))
        for question in foreign:
            yield Trial(question, "off-topic", number, (number,))


def in_all(questions: QuestionSet) -> Iterator[Trial]:
    """Yield trials that ask all articles at once every question."""
    numbers = tuple(range(len(questions.articles)))
    for number in numbers:
        yield from own(questions, number, numbers)


def in_halves(questions: QuestionSet) -> Iterator[Trial]:
    """Yield trials that ask every second article, and then the others, what any article answers."""
    numbers = range(len(questions.articles))
    for half in (0, 1):
        asked = tuple(numbers[half::2])
        for number in numbers if asked else ():
            kind: QuestionKind = "answerable" if number in asked else "off-topic"
            for question in questions.answerable(number):
                yield Trial(question, kind, number, asked)


def own(questions: QuestionSet, number: int, asked: tuple[int, ...]) -> Iterator[Trial]:
    """Yield trials that ask some articles the questions about one of them, by its number."""
    for question in questions.answerable(number):
        yield Trial(question, "answerable", number, asked)
    for question in questions.near(number):
        yield Trial(question, "near", number, asked)
