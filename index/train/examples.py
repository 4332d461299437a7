"""Question sets to training examples.

A question is asked in its own article alone, and with the other articles of its set, as on a
server. It is off topic in another article, and in a half of the set that lacks its own.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np

from index.collection.collection import Collection
from index.rank.background import Background
from index.rank.candidates import candidates
from index.rank.features import compute
from index.rank.question import read_question
from index.rank.ranker import arrange
from index.text.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from index.evaluate.questions import AskedQuestion, Kind, QuestionSet
    from index.model import Article
    from index.rank.features import Computed
    from index.rank.question import Question
    from index.rank.ranker import Ranking

    Floats = npt.NDArray[np.float64]
    Masks = npt.NDArray[np.bool_]
    Numbers = npt.NDArray[np.int64]

ANSWERABLE: Final = "answerable"
OFF_TOPIC: Final = "off-topic"
NEAR: Final = "near"
_SEED = 2026


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked in a collection, with the candidates that were found."""

    group: str
    """The article that the question is about: examples are split by it."""
    suite: str
    """The set and the way of asking, for reports."""
    kind: Kind
    question: Question
    collection: Collection
    numbers: Numbers
    """(m,) the candidates."""
    features: Computed | None
    """None where there are no candidates."""
    right: Masks
    """(m,) which candidates answer."""

    def ranked(self, weights: Floats) -> Ranking | None:
        """Return the candidates in order by the weights of the features; None if there are none."""
        if self.features is None:
            return None
        return arrange(self.question, self.collection, self.numbers, self.features, weights)


def background_of(sources: Sequence[QuestionSet]) -> Background:
    """Return how many articles of some sets use each stem."""
    df: Counter[str] = Counter()
    total = 0
    for source in sources:
        for article in source.articles:
            df.update(set(terms(article.text)))
            total += 1
    return Background(total, df)


def examples_of(source: QuestionSet, background: Background) -> Iterator[Example]:
    """Yield the examples of a question set.

    The background of an example leaves out the article that its question is about.
    """
    backgrounds = [background.without(set(terms(a.text))) for a in source.articles]
    yield from _alone(source, backgrounds)
    yield from _together(source, backgrounds)


def _alone(source: QuestionSet, backgrounds: Sequence[Background]) -> Iterator[Example]:
    random = Random(_SEED)  # noqa: S311 - a choice of examples, not a secret
    suite = f"{source.name}, alone"
    for number, article in enumerate(source.articles):
        collection = Collection([article])
        others = [
            question
            for other in range(len(source.articles))
            if other != number
            for question in source.answerable(other)
        ]
        mine = source.questions[number]
        foreign = random.sample(others, min(len(source.answerable(number)), len(others)))
        for asked in mine:
            kind: Kind = ANSWERABLE if asked.gold else NEAR
            yield _example(asked, article, collection, backgrounds[number], suite=suite, kind=kind)
        for asked in foreign:
            yield _example(
                asked, article, collection, backgrounds[number], suite=suite, kind=OFF_TOPIC
            )


def _together(source: QuestionSet, backgrounds: Sequence[Background]) -> Iterator[Example]:
    """Yield the examples of all articles at once, and of halves without the article asked about."""
    everything = Collection(source.articles)
    halves = [Collection(source.articles[half::2]) for half in (0, 1)]
    for number, article in enumerate(source.articles):
        ways: tuple[tuple[Collection, Kind], ...] = (
            (everything, ANSWERABLE),
            (halves[number % 2], ANSWERABLE),
            (halves[1 - number % 2], OFF_TOPIC),
        )
        for asked in source.answerable(number):
            for collection, kind in ways:
                suite = f"{source.name}, together"
                if collection is not everything:
                    suite += ", half"
                yield _example(
                    asked, article, collection, backgrounds[number], suite=suite, kind=kind
                )


def _example(
    asked: AskedQuestion,
    article: Article,
    collection: Collection,
    background: Background,
    *,
    suite: str,
    kind: Kind,
) -> Example:
    question = read_question(asked.text, collection)
    numbers = candidates(question, collection, within=None)
    right = np.zeros(len(numbers), np.bool_)
    if kind == ANSWERABLE:
        right = _right(collection, numbers, article.id, asked)
    features = compute(question, collection, numbers, background) if len(numbers) else None
    return Example(article.id, suite, kind, question, collection, numbers, features, right)


def _right(
    collection: Collection, numbers: Numbers, article_id: str, asked: AskedQuestion
) -> Masks:
    """Return which passages overlap a gold span by half of the shorter of the two."""
    own = collection.entry(article_id).numbers
    inside = (numbers >= own.start) & (numbers < own.stop)
    starts = collection.table.starts[numbers]
    ends = collection.table.ends[numbers]
    right = np.zeros(len(numbers), np.bool_)
    for start, end in asked.gold:
        overlap = np.minimum(ends, end) - np.maximum(starts, start)
        right |= (overlap > 0) & (2 * overlap >= np.minimum(ends - starts, end - start))
    return right & inside


def folds_of(examples: Sequence[Example], count: int) -> Mapping[str, int]:
    """Return the fold of each group, so that every fold has articles of every set."""
    groups: dict[str, dict[str, None]] = {}
    for example in examples:
        groups.setdefault(example.suite.split(",")[0], {})[example.group] = None
    return {group: place % count for names in groups.values() for place, group in enumerate(names)}
