"""How the terms of a question are matched by the words of a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.collection.forms import NO_TERM
from index.rank.question import LEAST_LIKENESS
from index.rank.thesaurus import related
from index.text.trigrams import alike, signatures

if TYPE_CHECKING:
    from index.arrays import Bools, Float64s, Int8s, Int64s
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
    """Matches between the s slots of a question and the w rows and t words of a window."""

    idf: Float64s
    """(s,) the idf of each slot in the collection, times its weight in the question."""
    share: Float64s
    """(s,) each slot's part of the idf of all."""
    background: Float64s
    """(s,) as `idf`, with the idf in articles at large."""
    slots: Int8s
    """(t,) the slot whose term each word is, -1 for none."""
    tf: Float64s
    """(w + 1, s) how often each row has each slot's term; the last row is zero."""
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
    """How what m candidates stand under matches the s slots: zero for one under nothing."""

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
    """Return the matches between a question, which has one slot at least, and a window."""
    index = collection.index
    shape = (len(window) + 1, len(question.slots))
    terms = np.array([slot.term for slot in question.slots], np.int32)
    idf = collection.idf_of(terms) * [slot.weight for slot in question.slots]
    words = collection.forms.terms.take(window.words)

    table = np.full(index.terms + 1, _UNMATCHED, np.int8)  # the last is for "unknown", -1
    table[terms] = np.arange(len(terms))
    table[[NO_TERM, -1]] = _UNMATCHED
    slots = table.take(words)
    matched = np.flatnonzero(slots >= 0)
    tf = np.bincount(
        _cells(window, matched, slots[matched], shape), minlength=shape[0] * shape[1]
    ).reshape(shape)
    hit = tf > 0

    table.fill(_UNMATCHED)
    for number in np.argsort(idf, kind="stable").tolist():
        for stem in related(question.slots[number].stem):
            if (term := index.id_of(stem)) is not None:
                table[term] = number
    table[terms] = table[NO_TERM] = _UNMATCHED
    others = table.take(words)
    found = np.flatnonzero(others >= 0)
    near = np.zeros(shape)
    near.ravel()[_cells(window, found, others[found], shape)] = 1.0
    near[hit] = 0.0

    close = np.maximum(_alike(question, collection, window, slots, shape), _RELATED * near)
    close[hit] = 1.0
    stems = [slot.stem for slot in question.slots]
    titles = [entry.title for entry in collection.entries(window.serials)]
    counts = tf.astype(np.float64)
    return Matching(
        idf=idf,
        share=idf / idf.sum(),
        background=np.array([background.idf(slot.stem) * slot.weight for slot in question.slots]),
        slots=slots,
        tf=counts,
        close=close,
        related=near,
        place=Place.of(window, counts, close, near),
        titled=np.array([[stem in title for stem in stems] for title in titles]),
    )


def _cells(window: Window, places: Int64s, slots: Int8s, shape: tuple[int, int]) -> Int64s:
    """Return the index into a flat matrix of rows and slots for some words with their slots."""
    cells: Int64s = window.rows[places] * shape[1] + slots
    return cells


def _alike(
    question: Question,
    collection: Collection,
    window: Window,
    slots: Int8s,
    shape: tuple[int, int],
) -> Float64s:
    """Return how alike each slot's form and the most similar word of each row look."""
    forms = collection.forms
    present = np.zeros(len(forms), np.bool_)
    present[window.words[slots < 0]] = True
    present &= forms.terms != NO_TERM
    distinct = np.flatnonzero(present)
    which, slot, degree = alike(
        forms.grams.take(distinct, axis=0),
        signatures(slot.form for slot in question.slots),
        least=LEAST_LIKENESS,
    )
    slot_of = np.full(len(forms), _UNMATCHED, np.int8)
    degree_of = np.zeros(len(forms))
    # In order of likeness, so that of two slots that a form is like the more similar one stays.
    order = np.argsort(degree, kind="stable")
    similar = distinct[which[order]]
    slot_of[similar] = slot[order]
    degree_of[similar] = degree[order]
    found = np.flatnonzero(slot_of.take(window.words) >= 0)
    words = window.words[found]
    nearest = np.zeros(shape)
    np.maximum.at(nearest.ravel(), _cells(window, found, slot_of[words], shape), degree_of[words])
    return nearest
