"""Features of how a sentence matches the words of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.analysis import Mark
from index.analyze import STOP_WORDS

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.collection import Collection
    from index.rank.matching import Matching
    from index.rank.question import Question
    from index.rank.window import Window

    Floats = npt.NDArray[np.float64]
    Features = dict[str, Floats]

_NAME = 0.6
"""A word is a name where more than this share of its occurrences begins with a capital."""


def saturated(tf: Floats, lengths: Floats, average: float, *, k1: float, b: float) -> Floats:
    """Return BM25's tf part, 0 to k1 + 1, of an (n, s) matrix of counts in n texts.

    Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), equation 3.15.
    """
    norm = k1 * (1 - b + b * lengths / (average or 1.0))
    part: Floats = tf * (k1 + 1) / (tf + norm[:, None])
    return part


def wording_features(
    question: Question, collection: Collection, window: Window, matching: Matching
) -> Features:
    """Return the features of m candidates, (m,) each."""
    index = collection.index
    rows = window.candidates
    idf = matching.idf
    tf, close = matching.tf[rows], matching.close[rows]
    hit = tf > 0
    lengths = index.lengths[window.numbers[rows]].astype(np.float64)
    share = idf / idf.sum()
    background = matching.background / (matching.background.sum() or 1.0)
    titled = _titled(question, collection, window.numbers[rows])
    beyond = np.where(titled, 0.0, share)
    rest = beyond.sum(axis=1)
    rest[rest == 0] = np.inf
    held = (hit * beyond).sum(axis=1)
    return {
        "bm25": saturated(tf, lengths, index.avgdl, k1=index.k1, b=index.b) @ idf,
        "topic_free": held / rest,
        "topic_free_close": (close * beyond).sum(axis=1) / rest,
        "topic_only": ((held == 0) & np.isfinite(rest)).astype(np.float64),
        "complete": hit.all(axis=1).astype(np.float64),
        "related": matching.related[rows] @ share,
        "common_sense": close @ background,
        "exact": _exact(question, collection, window)[rows] @ share,
        "pairs": _pairs(question, collection, window)[rows],
        "function_words": _function_words(question, collection, window)[rows],
        "names": hit @ np.where(_names(collection, window, matching), share, 0.0),
    }


def _titled(
    question: Question, collection: Collection, numbers: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return for each of m passages and s slots whether the article's title has the term, (m, s)."""
    serials = collection.table.articles[numbers]
    distinct, inverse = np.unique(serials, return_inverse=True)
    stems = [slot.stem for slot in question.slots]
    titles = [collection.title_terms(serial) for serial in distinct.tolist()]
    held = np.array([[stem in title for stem in stems] for title in titles], np.bool_)
    of_passages: npt.NDArray[np.bool_] = held[inverse]
    return of_passages


def _exact(question: Question, collection: Collection, window: Window) -> npt.NDArray[np.bool_]:
    """Return for each row and slot whether the row has the slot's very form, (w, s)."""
    size = len(question.slots)
    table = np.full(len(collection.forms), -1, np.int8)
    for number, slot in enumerate(question.slots):
        form = collection.forms.id_of(slot.form)
        if form is not None:
            table[form] = number
    slots = table[window.words]
    found = np.flatnonzero(slots >= 0)
    exact = np.zeros((len(window), size), np.bool_)
    exact[window.rows[found], slots[found]] = True
    return exact


def _pairs(question: Question, collection: Collection, window: Window) -> Floats:
    """Return how many pairs of words, as a share of the question's words, each row repeats, (w,)."""
    forms = [collection.forms.id_of(form) for form in question.forms]
    size = len(collection.forms)
    pairs = {
        first * size + second
        for first, second in zip(forms, forms[1:], strict=False)
        if first is not None and second is not None
    }
    if not pairs or len(window.words) < len(("first", "second")):
        return np.zeros(len(window))
    keys = window.words[:-1].astype(np.int64) * size + window.words[1:]
    found = np.flatnonzero(np.isin(keys, list(pairs)) & (window.rows[:-1] == window.rows[1:]))
    counts = np.bincount(window.rows[found], minlength=len(window))
    share: Floats = counts / len(question.forms)
    return share


def _function_words(question: Question, collection: Collection, window: Window) -> Floats:
    """Return BM25 over the question's stop words, with idf and lengths of the window's rows, (w,)."""
    forms = dict.fromkeys(form for form in question.forms if form in STOP_WORDS)
    known = [number for form in forms if (number := collection.forms.id_of(form)) is not None]
    if not known:
        return np.zeros(len(window))
    table = np.full(len(collection.forms), -1, np.int8)
    table[known] = np.arange(len(known))
    slots = table[window.words]
    found = np.flatnonzero(slots >= 0)
    cells = window.rows[found] * len(known) + slots[found]
    tf = np.bincount(cells, minlength=len(window) * len(known)).reshape(len(window), -1)
    df = (tf > 0).sum(axis=0)
    idf = np.log1p((len(window) - df + 0.5) / (df + 0.5))
    index = collection.index
    average = float(window.lengths.mean())
    part = saturated(
        tf.astype(np.float64), window.lengths.astype(np.float64), average, k1=index.k1, b=index.b
    )
    scores: Floats = part @ idf
    return scores


def _names(
    collection: Collection, window: Window, matching: Matching
) -> npt.NDArray[np.bool_]:
    """Return which slots are names, by how the window writes them, (s,)."""
    found = np.flatnonzero(matching.slots >= 0)
    slots = matching.slots[found]
    capital = (collection.table.marks[window.places[found]] & Mark.CAPITAL) > 0
    size = len(matching.idf)
    capitals = np.bincount(slots, weights=capital, minlength=size)
    return capitals > _NAME * np.bincount(slots, minlength=size)
