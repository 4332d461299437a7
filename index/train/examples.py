"""Turn question sets into training examples.

A question is asked in its own article alone, and with the other articles of its set, as on a
server. It is off topic in another article, and in a half of the set that lacks its own
(`index.evaluate.plan`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.collection.collection import Collection
from index.evaluate.attributes import attributes
from index.evaluate.elsewhere import PIECE, elsewhere
from index.evaluate.plan import Trial, in_all, in_halves, in_one, own
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
    from index.evaluate.questions import QuestionKind, QuestionSet
    from index.model import Article
    from index.rank.features import Computed
    from index.rank.question import Question
    from index.rank.ranking import Ranking

SNIPPET = 700
"""Characters of the smallest pieces: a note, a short message, an article of a few sentences."""
PIECES = {"pieces": PIECE, "snippets": SNIPPET}
"""Suites of pieces, with the characters of each."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked in a collection, with the candidates that were found."""

    group: str
    """The title of the article that the question is about: examples are split by it."""
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
    sure: bool = True
    """What is off topic is not answered for certain, see `index.train.fit.Cases`."""

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


def examples_of(
    source: QuestionSet, background: Background, *, together: bool = True
) -> Iterator[Example]:
    """Yield the examples of a question set; not together, each article is asked alone only.

    The background of an example leaves out the article that its question is about.
    """
    for suite, made, trials in _suites(source, together=together):
        backgrounds = [background.without(_known(a, background)) for a in made.articles]
        collections: dict[tuple[int, ...], Collection] = {}
        for trial in trials:
            if trial.asked not in collections:
                collections[trial.asked] = Collection(made.articles[at] for at in trial.asked)
            example = _example(
                trial,
                made.articles[trial.about],
                collections[trial.asked],
                backgrounds[trial.about],
                suite=f"{source.name}, {suite}",
            )
            yield example if together or suite not in PIECES else replace(example, sure=False)


def _known(article: Article, background: Background) -> set[str]:
    """Return the stems of an article that the background has counted with it."""
    return {stem for stem in set(terms(article.text)) if background.df.get(stem)}


def _suites(
    source: QuestionSet, *, together: bool
) -> Iterator[tuple[str, QuestionSet, Iterable[Trial]]]:
    """Yield the ways of asking, each with its articles and what is asked of them.

    Of all at once, no near questions. What a piece of an article does not answer is off topic
    there: it is told by what the piece lacks, as other questions off topic are.
    """
    yield "alone", source, in_one(source)
    for name, size in PIECES.items():
        cut = elsewhere(source, size)
        yield (
            name,
            cut,
            map(
                _off_topic,
                (trial for at in range(len(cut.articles)) for trial in own(cut, at, (at,))),
            ),
        )
    made = attributes(source, training=True)
    yield "attributes", made, _spread(made)
    if together:
        yield "together", source, (t for t in in_all(source) if t.kind == "answerable")
        yield "together, half", source, in_halves(source)


def _off_topic(trial: Trial) -> Trial:
    return replace(trial, kind="off-topic") if trial.kind == "near" else trial


def _spread(made: QuestionSet) -> Iterator[Trial]:
    """Yield near questions about each article, half as many as it answers or one."""
    for number in range(len(made.articles)):
        most = len(made.answerable(number)) // 2 or 1
        for question in made.near(number)[:most]:
            yield Trial(question, "near", number, (number,))


def _example(
    trial: Trial, home: Article, collection: Collection, background: Background, *, suite: str
) -> Example:
    question = read_question(trial.question.text, collection)
    numbers = candidates(question, collection, within=None)
    right = np.zeros(len(numbers), np.bool_)
    if trial.kind == "answerable":
        own = collection.entry(home.id).numbers
        starts = collection.table.starts[numbers].astype(np.int64)
        ends = collection.table.ends[numbers].astype(np.int64)
        right = which_answer(starts, ends, trial.question.gold)
        right &= (numbers >= own.start) & (numbers < own.stop)
    features = compute(question, collection, numbers, background) if len(numbers) else None
    return Example(home.title, suite, trial.kind, question, collection, numbers, features, right)


def folds_of(examples: Sequence[Example], count: int) -> Mapping[str, int]:
    """Return the fold of each group, so that every fold has articles of every set.

    An article that is in two sets, by its title, is in one fold.
    """
    folds: dict[str, int] = {}
    places: Counter[str] = Counter()
    for example in examples:
        if example.group not in folds:
            name = example.suite.split(",")[0]
            folds[example.group] = places[name] % count
            places[name] += 1
    return folds
