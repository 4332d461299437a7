"""Features of how a sentence repeats the very words of a question, stop words included."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index.rank.saturated import saturated
from index.text.terms import STOP_WORDS

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.collection.collection import Collection
    from index.rank.features.window import Window
    from index.rank.question import Question

    Floats = npt.NDArray[np.float64]
    Features = dict[str, Floats]

_ABSENT = -1
_Number = TypeVar("_Number", np.int64, np.float64)


def phrasing_features(
    question: Question, collection: Collection, window: Window, share: Floats
) -> Features:
    """Return the features of m candidates, (m,) each; ``share`` is each slot's part of the idf."""
    rows = window.candidates
    forms = {
        form: number
        for form in question.forms
        if (number := collection.forms.id_of(form)) is not None
    }
    if not forms:
        nothing = np.zeros(len(rows))
        return {"exact": nothing, "pairs": nothing, "function_words": nothing}
    places = {form: place for place, form in enumerate(forms)}
    table = np.full(len(collection.forms), _ABSENT, np.int16)
    table[list(forms.values())] = np.arange(len(forms))
    said = table.take(window.words)
    found = np.flatnonzero(said >= 0)
    words = said[found]
    counts = np.bincount(
        window.rows[found] * len(forms) + words, minlength=len(window) * len(forms)
    ).reshape(len(window), -1)
    with_place = counts[rows] + _in_place(window, counts)
    weights = np.zeros(len(forms))
    for slot, part in zip(question.slots, share.tolist(), strict=True):
        if slot.form in places:
            weights[places[slot.form]] = part
    pairs = _pairs(question, window, places, found, words)
    stops = [place for form, place in places.items() if form in STOP_WORDS]
    return {
        "exact": (with_place > 0) @ weights,
        "pairs": np.maximum(pairs[rows], _in_place(window, pairs[:, None])[:, 0]),
        "function_words": _function_words(
            collection, window, counts[:, stops], with_place[:, stops]
        ),
    }


def _pairs(
    question: Question,
    window: Window,
    places: dict[str, int],
    found: npt.NDArray[np.int64],
    words: npt.NDArray[np.int16],
) -> Floats:
    """Return how many pairs of words each row repeats, as a share of the question's words, (w,)."""
    wanted = np.zeros((len(places), len(places)), np.bool_)
    for first, second in pairwise(question.forms):
        if first in places and second in places:
            wanted[places[first], places[second]] = True
    together = np.flatnonzero(
        (np.diff(found) == 1)
        & (window.rows[found[:-1]] == window.rows[found[1:]])
        & wanted[words[:-1], words[1:]]
    )
    counts = np.bincount(window.rows[found[together]], minlength=len(window))
    share: Floats = counts / len(question.forms)
    return share


def _in_place(window: Window, values: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Return the most that one of the rows above each candidate has, (m, n), of values (w, n)."""
    above = window.above
    if not above.shape[1]:
        return np.zeros((len(above), values.shape[1]), values.dtype)
    padded = np.concatenate((values, np.zeros((1, values.shape[1]), values.dtype)))
    most: npt.NDArray[_Number] = padded[above].max(axis=1)
    return most


def _function_words(
    collection: Collection,
    window: Window,
    rows_tf: npt.NDArray[np.int64],
    tf: npt.NDArray[np.int64],
) -> Floats:
    """Return BM25 of the candidates over stop words, with the window's idf and lengths, (m,).

    ``rows_tf`` are the counts of the stop words in each row, (w, n), and ``tf`` those in each
    candidate with what it stands under, (m, n).
    """
    df = (rows_tf > 0).sum(axis=0)
    idf = np.log1p((len(window) - df + 0.5) / (df + 0.5))
    index = collection.index
    rows = window.candidates
    average = float(window.lengths.mean())
    lengths = window.lengths[rows].astype(np.float64)
    part = saturated(tf.astype(np.float64), lengths, average, k1=index.k1, b=index.b)
    scores: Floats = part @ idf
    return scores
