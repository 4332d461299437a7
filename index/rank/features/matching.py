"""Match the terms of a question with the words of a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.collection.forms import NO_TERM
from index.rank.question import LEAST_LIKENESS
from index.rank.thesaurus import related as related_to
from index.text.trigrams import signatures, similar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from index.arrays import Bools, Float64s, Int8s, Int32s, Int64s
    from index.collection.collection import Collection
    from index.rank.background import Background
    from index.rank.features.window import Window
    from index.rank.question import Question


_RELATED = 0.6
"""What a related word counts, as a part of the word itself."""
_PLACE = 1.0
"""What an occurrence in a heading above a sentence counts, as a part of one in the sentence."""
_UNMATCHED = -1


@dataclass(frozen=True, slots=True)
class Matching:
    """Matches between the s terms of a question and the w rows and t words of a window."""

    idf: Float64s
    """(s,) the idf of each term in the collection, times its weight in the question."""
    share: Float64s
    """(s,) each term's part of the idf of all."""
    background: Float64s
    """(s,) as `idf`, with the idf in articles at large."""
    terms: Int8s
    """(t,) the number of the term that each word is, -1 for none."""
    tf: Float64s
    """(w + 1, s) how often each row has each term; the last row is zero."""
    close: Float64s
    """(w + 1, s) 1 for the term itself, else how near the nearest word of the row comes to it."""
    related: Float64s
    """(w + 1, s) 1 where the row has a related word but not the term."""
    place: Place
    """What the candidates stand under."""
    titled: Bools
    """(a, s) the title of each of the candidates' articles has the term."""


@dataclass(frozen=True, slots=True)
class Place:
    """How what m candidates stand under matches the s terms: zero for one under nothing."""

    tf: Float64s
    """(m, s) what to add to how often a sentence has each term."""
    close: Float64s
    """(m, s) as `Matching.close`."""
    related: Float64s
    """(m, s) as `Matching.related`."""

    @classmethod
    def of(cls, window: Window, tf: Float64s, close: Float64s, related: Float64s) -> Place:
        """Return what the rows above the candidates have between them."""
        above = window.above
        if not above.shape[1]:
            nothing = np.zeros((len(above), tf.shape[1]))
            return cls(nothing, nothing, nothing)
        held: Float64s = np.where((tf[above] > 0).any(axis=1), _PLACE, 0.0)
        return cls(held, close[above].max(axis=1), related[above].max(axis=1))


def match(
    question: Question, collection: Collection, window: Window, background: Background
) -> Matching:
    """Return the matches between a question, which has one term at least, and a window."""
    terms = question.terms
    shape = (len(window) + 1, len(terms))
    weights = np.array([term.weight for term in terms])
    idf = collection.idf_of(np.array([term.id for term in terms], np.int32)) * weights
    own = {term.id: number for number, term in enumerate(terms) if term.id > NO_TERM}
    words = collection.forms.terms.take(window.words)
    exact = _find(own, words, collection)
    tf = _count(exact, window, shape)
    hit = tf > 0
    relatives = _find(_relatives(question, collection, idf), words, collection)
    related = (_count(relatives, window, shape) > 0) & ~hit
    close = np.maximum(
        _similarity(question, collection, window, exact < 0, shape), _RELATED * related
    )
    close[hit] = 1.0
    stems = [term.stem for term in terms]
    counts, relations = tf.astype(np.float64), related.astype(np.float64)
    titles = [entry.title for entry in collection.entries(window.serials)]
    return Matching(
        idf=idf,
        share=idf / idf.sum(),
        background=np.array([background.idf(stem) for stem in stems]) * weights,
        terms=exact,
        tf=counts,
        close=close,
        related=relations,
        place=Place.of(window, counts, close, relations),
        titled=np.array([[stem in title for stem in stems] for title in titles]),
    )


def _relatives(question: Question, collection: Collection, idf: Float64s) -> dict[int, int]:
    """Return the ids of related terms, each with the number of the rarest that it relates to."""
    number_of: dict[int, int] = {}
    for number in np.argsort(idf, kind="stable").tolist():
        for stem in related_to(question.terms[number].stem):
            if (known := collection.index.id_of(stem)) is not None:
                number_of[known] = number
    for known in (NO_TERM, *(term.id for term in question.terms)):
        number_of.pop(known, None)
    return number_of


def _find(number_of: Mapping[int, int], words: Int32s, collection: Collection) -> Int8s:
    """Return the number of the term that each word is, both by id; -1 for none of them, (t,)."""
    numbers = np.full(collection.index.terms, _UNMATCHED, np.int8)
    numbers[list(number_of)] = list(number_of.values())
    return numbers.take(words)


def _count(numbers: Int8s, window: Window, shape: tuple[int, int]) -> Int64s:
    """Return how often each row has a word of each number, (w + 1, s)."""
    found = np.flatnonzero(numbers >= 0)
    cells = _cells(window, found, numbers[found], shape)
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def _cells(window: Window, places: Int64s, numbers: Int8s, shape: tuple[int, int]) -> Int64s:
    """Return the index into a flat matrix of rows and terms for some words with their numbers."""
    cells: Int64s = window.rows[places] * shape[1] + numbers
    return cells


def _similarity(
    question: Question,
    collection: Collection,
    window: Window,
    unmatched: Bools,
    shape: tuple[int, int],
) -> Float64s:
    """Return how much each term's form looks like the most similar word of each row, (w + 1, s).

    Only words that are ``unmatched``, (t,), are compared.
    """
    forms = collection.forms
    present = np.zeros(len(forms), np.bool_)
    present[window.words[unmatched]] = True
    present &= forms.terms != NO_TERM
    distinct = np.flatnonzero(present)
    which, number, degree = similar(
        forms.grams.take(distinct, axis=0),
        signatures(term.form for term in question.terms),
        least=LEAST_LIKENESS,
    )
    number_of = np.full(len(forms), _UNMATCHED, np.int8)
    degree_of = np.zeros(len(forms))
    # In order of similarity: of two terms that a form looks like, the more similar one is kept.
    order = np.argsort(degree, kind="stable")
    alike = distinct[which[order]]
    number_of[alike] = number[order]
    degree_of[alike] = degree[order]
    found = np.flatnonzero(number_of.take(window.words) >= 0)
    words = window.words[found]
    cells = _cells(window, found, number_of[words], shape)
    nearest = np.zeros(shape)
    np.maximum.at(nearest.ravel(), cells, degree_of[words])
    return nearest
