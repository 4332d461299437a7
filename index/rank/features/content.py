"""Features of what else a sentence says, and of whether that looks like an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.collection.forms import NO_TERM
from index.collection.passages import ranges
from index.rank.question import AnswerType
from index.text.analysis import Mark
from index.text.lexicon import WordClass

if TYPE_CHECKING:
    from index.arrays import Bools, Float64s, Int32s, Int64s, UInt8s
    from index.collection.collection import Collection
    from index.rank.features.matching import Matching
    from index.rank.features.window import Window
    from index.rank.question import Question

    Features = dict[str, Float64s]

_FAR = 50
"""Words beyond which a distance does not grow."""
_FEW = 2
"""A sentence with fewer new words than this says nothing new."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of m candidates, one after the other, and what each of them is."""

    owners: Int64s
    """Which candidate each word is of."""
    starts: Int64s
    """(m,) where each candidate's words start."""
    ends: Int64s
    classes: Int32s
    marks: UInt8s
    matched: Bools
    """It is a term of the question."""
    content: Bools
    """It is no stop word."""

    def count(self, which: Bools) -> Float64s:
        """Return how many of some words each candidate has, (m,)."""
        return np.bincount(self.owners[which], minlength=len(self.starts)).astype(np.float64)

    def has(self, which: Bools) -> Float64s:
        """Return 1 where a candidate has one of some words, else 0, (m,)."""
        return (self.count(which) > 0).astype(np.float64)

    def nearest(self, which: Bools) -> Float64s:
        """Return 1 / (1 + the least distance of some words to a matched one), 0 if none, (m,)."""
        found = np.flatnonzero(which)
        matched = np.flatnonzero(self.matched)
        near = np.zeros(len(self.starts))
        if not len(found) or not len(matched):
            return near
        after = np.searchsorted(matched, found)
        left = matched[np.maximum(after - 1, 0)]
        right = matched[np.minimum(after, len(matched) - 1)]
        owners = self.owners[found]
        to_left = np.where((left < found) & (left >= self.starts[owners]), found - left, _FAR)
        to_right = np.where((right > found) & (right < self.ends[owners]), right - found, _FAR)
        np.maximum.at(near, owners, 1.0 / (1 + np.minimum(to_left, to_right)))
        return near


def content_features(
    question: Question, collection: Collection, window: Window, matching: Matching
) -> Features:
    """Return the features of m candidates, (m,) each."""
    words = _words_of(collection, window, matching)
    new = words.count(words.content & ~words.matched)
    numbers = _of_class(words, WordClass.NUMBER) & ~words.matched
    features = {
        "numbers": np.log1p(words.count(numbers)),
        "new_words": np.log1p(new),
        "nothing_new": (new < _FEW).astype(np.float64),
        "unfinished": 1.0 - collection.table.finished[window.numbers[window.candidates]],
    }
    nothing = np.zeros(len(words.starts))
    for name in ("time", "time_near", "year", "place", "number_near", "measured", "duration"):
        features[name] = nothing
    features.update(_wanted(question.answer_type, words, numbers))
    return features


def _words_of(collection: Collection, window: Window, matching: Matching) -> _Words:
    rows = window.candidates
    lengths = window.lengths[rows]
    places = ranges(window.starts[rows], window.starts[rows] + lengths)
    forms = window.words.take(places)
    ends = np.cumsum(lengths)
    return _Words(
        owners=np.repeat(np.arange(len(rows)), lengths),
        starts=ends - lengths,
        ends=ends,
        classes=collection.forms.classes.take(forms),
        marks=collection.table.marks.take(window.places.take(places)),
        matched=matching.terms[places] >= 0,
        content=collection.forms.terms.take(forms) != NO_TERM,
    )


def _wanted(want: AnswerType, words: _Words, numbers: Bools) -> Features:
    """Return the features of the kind of answer that the question wants."""
    if want is AnswerType.TIME:
        times = _of_class(words, WordClass.DATE | WordClass.YEAR) & ~words.matched
        return {
            "time": words.has(times),
            "time_near": words.nearest(times),
            "year": words.has(_of_class(words, WordClass.YEAR) & ~words.matched),
        }
    if want is AnswerType.PLACE:
        return {"place": words.has(_places(words))}
    measured = numbers & (
        _before(words, _of_class(words, WordClass.UNIT))
        | ((words.marks & (Mark.MONEY | Mark.PERCENT)) > 0)
    )
    if want is AnswerType.NUMBER:
        return {"number_near": words.nearest(numbers), "measured": words.has(measured)}
    if want is AnswerType.DURATION:
        times = _of_class(words, WordClass.DATE | WordClass.YEAR) & ~words.matched
        long = numbers & _before(words, _of_class(words, WordClass.DURATION))
        return {"duration": words.has(times | measured | long)}
    return {}


def _places(words: _Words) -> Bools:
    """Return which words are new names that stand one or two words after "in", "near", ..."""
    name = (
        ((words.marks & Mark.CAPITAL) > 0)
        & words.content
        & ~words.matched
        & ~_of_class(words, WordClass.DATE)
    )
    name[words.starts[words.starts < len(name)]] = False  # a first word is always in capitals
    leads = _of_class(words, WordClass.PLACE)
    return name & (_after(words, leads, 1) | _after(words, leads, 2))


def _of_class(words: _Words, wanted: WordClass) -> Bools:
    return (words.classes & wanted) > 0


def _before(words: _Words, which: Bools) -> Bools:
    """Return which words stand right before one of some words, in the same sentence."""
    found = np.zeros(len(which), np.bool_)
    found[:-1] = which[1:] & (words.owners[:-1] == words.owners[1:])
    return found


def _after(words: _Words, which: Bools, distance: int) -> Bools:
    """Return which words stand so many words after one of some words, in the same sentence."""
    found = np.zeros(len(which), np.bool_)
    found[distance:] = which[:-distance] & (words.owners[distance:] == words.owners[:-distance])
    return found
