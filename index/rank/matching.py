"""How the terms of a question are matched by the words of a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.forms import NO_TERM
from index.grams import likeness, signatures
from index.rank.related import related

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.collection import Collection
    from index.rank.background import Background
    from index.rank.question import Question
    from index.rank.window import Window

    Floats = npt.NDArray[np.float64]
    Slots = npt.NDArray[np.int8]

LEAST_LIKENESS = 0.5
"""Words less alike than this are different words."""
_RELATED = 0.6
"""What a related word counts, as a part of the word itself."""
_UNMATCHED = -1


@dataclass(frozen=True, slots=True)
class Matching:
    """Matches between the s slots of a question and the w rows and t words of a window."""

    idf: Floats
    """(s,) the weight of each slot, its idf in the collection."""
    background: Floats
    """(s,) its idf in articles at large."""
    slots: Slots
    """(t,) the slot whose term each word is, -1 for none."""
    tf: Floats
    """(w + 1, s) how often each row has each slot's term; the last row is zero."""
    close: Floats
    """(w + 1, s) 1 for the term itself, else how near the nearest word of the row comes to it."""
    related: Floats
    """(w + 1, s) 1 where the row has a related word but not the term."""


def match(
    question: Question, collection: Collection, window: Window, background: Background
) -> Matching:
    """Return the matches between a question, which has one slot at least, and a window."""
    index, forms = collection.index, collection.forms
    shape = (len(window) + 1, len(question.slots))
    terms = np.array([slot.term for slot in question.slots], np.int32)
    table = np.full(index.terms + 1, _UNMATCHED, np.int8)  # the last is for "unknown", -1
    table[terms] = np.arange(len(terms))
    table[[NO_TERM, -1]] = _UNMATCHED
    words = forms.terms[window.words]
    slots = table[words]
    matched = np.flatnonzero(slots >= 0)
    tf = np.bincount(_cells(window, matched, slots, shape), minlength=shape[0] * shape[1])
    tf = tf.reshape(shape).astype(np.float64)

    hit = tf > 0
    table[:] = _UNMATCHED
    for number in np.argsort(idf := index.idf_of(terms), kind="stable").tolist():
        for stem in related(question.slots[number].stem):
            if (term := index.id_of(stem)) is not None:
                table[term] = number
    table[NO_TERM] = _UNMATCHED
    others = table[words]
    found = np.flatnonzero((others >= 0) & (slots < 0))
    near = np.zeros(shape)
    near.ravel()[_cells(window, found, others, shape)] = 1.0
    near[hit] = 0.0

    close = np.maximum(_alike(question, collection, window, slots, shape), _RELATED * near)
    close[hit] = 1.0
    return Matching(
        idf=idf,
        background=np.array([background.idf(slot.stem) for slot in question.slots]),
        slots=slots,
        tf=tf,
        close=close,
        related=near,
    )


def _cells(
    window: Window, places: npt.NDArray[np.int64], slots: Slots, shape: tuple[int, int]
) -> npt.NDArray[np.int64]:
    """Return the index into a flat matrix of rows and slots for some words of the window."""
    cells: npt.NDArray[np.int64] = window.rows[places] * shape[1] + slots[places]
    return cells


def _alike(
    question: Question,
    collection: Collection,
    window: Window,
    slots: Slots,
    shape: tuple[int, int],
) -> Floats:
    """Return how alike each slot's form and the most similar word of each row look."""
    forms = collection.forms
    present = np.zeros(len(forms), np.bool_)
    present[window.words[slots < 0]] = True
    present &= forms.terms != NO_TERM
    distinct = np.flatnonzero(present)
    alike = likeness(forms.grams[distinct], signatures(slot.form for slot in question.slots))
    best = alike.argmax(axis=1)
    degree = alike[np.arange(len(distinct)), best]
    enough = degree >= LEAST_LIKENESS
    slot_of = np.full(len(forms), _UNMATCHED, np.int8)
    slot_of[distinct[enough]] = best[enough]
    degree_of = np.zeros(len(forms))
    degree_of[distinct[enough]] = degree[enough]
    similar = slot_of[window.words]
    found = np.flatnonzero(similar >= 0)
    nearest = np.zeros(shape)
    np.maximum.at(
        nearest.ravel(), _cells(window, found, similar, shape), degree_of[window.words[found]]
    )
    return nearest
