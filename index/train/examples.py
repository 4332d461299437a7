"""Turn question sets into training examples.

A question is asked in its own article alone, and with the other articles of its set, as on a
server. It is off topic in another article, and in a half of the set that lacks its own
(`index.evaluate.plan`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.collection.collection import Collection
from index.evaluate.plan import in_all, in_halves, in_one
from index.evaluate.questions import which_answer
from index.rank.background import Background
from index.rank.candidates import candidates
from index.rank.features import compute
from index.rank.question import read_question
from index.rank.ranking import arrange
from index.text.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from index.arrays import Bools, Float64s, Int64s
    from index.evaluate.plan import Trial
    from index.evaluate.questions import QuestionKind, QuestionSet
    from index.rank.features import Computed
    from index.rank.question import Question
    from index.rank.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked in a collection, with the candidates that were found."""

    group: str
    """The article that the question is about: examples are split by it."""
    suite: str
    """The set and the way of asking, for reports."""
    kind: QuestionKind
    question: Question
    collection: Collection
    numbers: Int64s
    """(m,) the candidates."""
    features: Computed | None
    """None where there are no candidates."""
    right: Bools
    """(m,) which candidates answer."""

    def ranked(self, weights: Float64s) -> Ranking | None:
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
    collections: dict[tuple[int, ...], Collection] = {}
    for suite, trials in _trials(source):
        for trial in trials:
            if trial.asked not in collections:
                collections[trial.asked] = Collection(source.articles[at] for at in trial.asked)
            yield _example(
                trial,
                source.articles[trial.about].id,
                collections[trial.asked],
                backgrounds[trial.about],
                suite=f"{source.name}, {suite}",
            )


def _trials(source: QuestionSet) -> Iterator[tuple[str, Iterable[Trial]]]:
    """Yield the ways of asking, each with what is asked; of all at once, no near questions."""
    yield "alone", in_one(source)
    yield "together", (trial for trial in in_all(source) if trial.kind == "answerable")
    yield "together, half", in_halves(source)


def _example(
    trial: Trial, home: str, collection: Collection, background: Background, *, suite: str
) -> Example:
    question = read_question(trial.question.text, collection)
    numbers = candidates(question, collection, within=None)
    right = np.zeros(len(numbers), np.bool_)
    if trial.kind == "answerable":
        own = collection.entry(home).numbers
        starts = collection.table.starts[numbers].astype(np.int64)
        ends = collection.table.ends[numbers].astype(np.int64)
        right = which_answer(starts, ends, trial.question.gold)
        right &= (numbers >= own.start) & (numbers < own.stop)
    features = compute(question, collection, numbers, background) if len(numbers) else None
    return Example(home, suite, trial.kind, question, collection, numbers, features, right)


def folds_of(examples: Sequence[Example], count: int) -> Mapping[str, int]:
    """Return the fold of each group, so that every fold has articles of every set."""
    groups: dict[str, dict[str, None]] = {}
    for example in examples:
        groups.setdefault(example.suite.split(",")[0], {})[example.group] = None
    return {group: place % count for names in groups.values() for place, group in enumerate(names)}
