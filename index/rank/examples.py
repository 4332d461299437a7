"""Question sets to training examples.

A question is asked in its own article alone, and with the other articles of its set, as on a
server. It is off topic in another article, and in a half of the set that lacks its own.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from index.analyze import terms
from index.collection import Collection
from index.model import Article
from index.rank.background import Background
from index.rank.candidates import candidates
from index.rank.features import compute
from index.rank.question import read_question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from index.rank.features import Computed
    from index.rank.question import Question

    Masks = npt.NDArray[np.bool_]
    Numbers = npt.NDArray[np.int64]

ANSWERABLE, OFF_TOPIC, NEAR = "answerable", "off topic", "near"
_SEED = 2026


@dataclass(frozen=True, slots=True)
class Gold:
    """A question about an article, and the ranges of the text that answer it, if any does."""

    question: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked in a collection, with the candidates that were found."""

    group: str
    """The article that the question is about: examples are split by it."""
    suite: str
    """The set and the way of asking, for reports."""
    kind: str
    question: Question
    collection: Collection
    numbers: Numbers
    """(m,) the candidates."""
    features: Computed | None
    """None where there are no candidates."""
    right: Masks
    """(m,) which candidates answer."""


class Source:
    """A question set: its articles, and the questions about each."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.articles: list[Article] = []
        self.asked: list[list[Gold]] = []
        for number, entry in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            text = entry["text"]
            self.articles.append(Article(f"{self.name}-{number}", entry["title"], text, self.name))
            self.asked.append([Gold(q["question"], _spans(q["gold"])) for q in entry["questions"]])

    def answerable(self, number: int) -> list[Gold]:
        """Return the questions that an article answers."""
        return [gold for gold in self.asked[number] if gold.spans]


def _spans(gold: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in gold)


def background_of(sources: Sequence[Source]) -> Background:
    """Return how many articles of some sets use each stem."""
    df: Counter[str] = Counter()
    total = 0
    for source in sources:
        for article in source.articles:
            df.update(set(terms(article.text)))
            total += 1
    return Background(total, df)


def examples_of(source: Source, background: Background) -> Iterator[Example]:
    """Yield the examples of a question set.

    The background of an example leaves out the article that its question is about.
    """
    backgrounds = [background.without(set(terms(a.text))) for a in source.articles]
    yield from _alone(source, backgrounds)
    yield from _together(source, backgrounds)


def _alone(source: Source, backgrounds: Sequence[Background]) -> Iterator[Example]:
    random = Random(_SEED)  # noqa: S311 - a choice of examples, not a secret
    suite = f"{source.name}, alone"
    for number, article in enumerate(source.articles):
        collection = Collection([article])
        others = [
            gold
            for other in range(len(source.articles))
            if other != number
            for gold in source.answerable(other)
        ]
        mine = source.asked[number]
        foreign = random.sample(others, min(len(source.answerable(number)), len(others)))
        for gold in mine:
            kind = ANSWERABLE if gold.spans else NEAR
            yield _example(gold, article, collection, backgrounds[number], suite=suite, kind=kind)
        for gold in foreign:
            yield _example(
                gold, article, collection, backgrounds[number], suite=suite, kind=OFF_TOPIC
            )


def _together(source: Source, backgrounds: Sequence[Background]) -> Iterator[Example]:
    """Yield the examples of all articles at once, and of halves without the article asked about."""
    everything = Collection(source.articles)
    halves = [Collection(source.articles[half::2]) for half in (0, 1)]
    for number, article in enumerate(source.articles):
        for gold in source.answerable(number):
            for collection, kind in (
                (everything, ANSWERABLE),
                (halves[number % 2], ANSWERABLE),
                (halves[1 - number % 2], OFF_TOPIC),
            ):
                suite = f"{source.name}, together"
                if collection is not everything:
                    suite += ", half"
                yield _example(
                    gold, article, collection, backgrounds[number], suite=suite, kind=kind
                )


def _example(
    gold: Gold,
    article: Article,
    collection: Collection,
    background: Background,
    *,
    suite: str,
    kind: str,
) -> Example:
    question = read_question(gold.question, collection)
    numbers = candidates(question, collection, within=None)
    right = np.zeros(len(numbers), np.bool_)
    if kind == ANSWERABLE:
        right = _right(collection, numbers, article.id, gold)
    features = compute(question, collection, numbers, background) if len(numbers) else None
    return Example(article.id, suite, kind, question, collection, numbers, features, right)


def _right(collection: Collection, numbers: Numbers, article_id: str, gold: Gold) -> Masks:
    """Return which passages overlap a gold span by half of the shorter of the two."""
    own = collection.entry(article_id).numbers
    inside = (numbers >= own.start) & (numbers < own.stop)
    starts = collection.table.starts[numbers]
    ends = collection.table.ends[numbers]
    right = np.zeros(len(numbers), np.bool_)
    for start, end in gold.spans:
        overlap = np.minimum(ends, end) - np.maximum(starts, start)
        right |= (overlap > 0) & (2 * overlap >= np.minimum(ends - starts, end - start))
    return right & inside


def folds_of(examples: Sequence[Example], count: int) -> Mapping[str, int]:
    """Return the fold of each group, so that every fold has articles of every set."""
    groups: dict[str, dict[str, None]] = {}
    for example in examples:
        groups.setdefault(example.suite.split(",")[0], {})[example.group] = None
    return {group: place % count for names in groups.values() for place, group in enumerate(names)}
