"""Features of how a sentence matches the words of a question."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index.bm25.formula import idfs, tf_part
from index.text.analysis import Mark
from index.text.terms import STOP_WORDS

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.arrays import Bools, Float64s, Int16s, Int64s
    from index.collection.collection import Collection
    from index.rank.features.matching import Matching
    from index.rank.features.window import Window
    from index.rank.question import Question

    Features = dict[str, Float64s]

_NAME = 0.6
"""A word is a name where more than this share of its occurrences begins with a capital."""
_ABSENT = -1
_Number = TypeVar("_Number", np.int64, np.float64)


def wording_features(
    question: Question, collection: Collection, window: Window, matching: Matching
) -> Features:
    """Return the features of m candidates, (m,) each."""
    index = collection.index
    rows = window.candidates
    idf = matching.idf
    place = matching.place
    tf = matching.tf[rows] + place.tf
    close = np.maximum(matching.close[rows], place.close)
    hit = tf > 0
    related = np.where(hit, 0.0, np.maximum(matching.related[rows], place.related))
    lengths = index.lengths[window.numbers[rows]].astype(np.float64)
    share = matching.share
    background = matching.background / matching.background.sum()
    beyond = np.where(matching.titled, 0.0, share)[window.owners]
    rest = beyond.sum(axis=1)
    rest[rest == 0] = np.inf
    held = (hit * beyond).sum(axis=1)
    return {
        "bm25": tf_part(tf, lengths[:, None], index.avgdl, k1=index.k1, b=index.b) @ idf,
        "topic_free": held / rest,
        "topic_free_close": (close * beyond).sum(axis=1) / rest,
        "topic_only": ((held == 0) & np.isfinite(rest)).astype(np.float64),
        "complete": hit.all(axis=1).astype(np.float64),
        "related": related @ share,
        "common_sense": close @ background,
        "names": hit @ np.where(_names(collection, window, matching), share, 0.0),
        **_phrasing(question, collection, window, share),
    }


def _names(collection: Collection, window: Window, matching: Matching) -> Bools:
    """Return which terms are names, by how the window writes them, (s,)."""
    found = np.flatnonzero(matching.terms >= 0)
    terms = matching.terms[found]
    capital = (collection.table.marks[window.places[found]] & Mark.CAPITAL) > 0
    size = len(matching.idf)
    capitals = np.bincount(terms, weights=capital, minlength=size)
    return capitals > _NAME * np.bincount(terms, minlength=size)


def _phrasing(
    question: Question, collection: Collection, window: Window, share: Float64s
) -> Features:
    """Return how m candidates repeat the very words of a question, stop words included, (m,) each.

    ``share`` is each term's part of the idf, (s,).
    """
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
    for term, part in zip(question.terms, share.tolist(), strict=True):
        if term.form in places:
            weights[places[term.form]] = part
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
    found: Int64s,
    words: Int16s,
) -> Float64s:
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
    share: Float64s = counts / len(question.forms)
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
    collection: Collection, window: Window, rows_tf: Int64s, tf: Int64s
) -> Float64s:
    """Return BM25 of the candidates over stop words, with the window's idf and lengths, (m,).

    ``rows_tf`` are the counts of the stop words in each row, (w, n), and ``tf`` those in each
    candidate with what it stands under, (m, n).
    """
    df = (rows_tf > 0).sum(axis=0).astype(np.float64)
    idf = idfs(df, len(window))
    index = collection.index
    rows = window.candidates
    average = float(window.lengths.mean())
    lengths = window.lengths[rows].astype(np.float64)
    part = tf_part(tf.astype(np.float64), lengths[:, None], average, k1=index.k1, b=index.b)
    scores: Float64s = part @ idf
    return scores
