"""Features of what stands around a sentence: its neighbors, its paragraph, its article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.bm25.formula import tf_part
from index.text.lexicon import WordClass

if TYPE_CHECKING:
    from index.arrays import Float64s
    from index.collection.collection import Collection
    from index.rank.features.matching import Matching
    from index.rank.features.window import Window

    Features = dict[str, Float64s]


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """The paragraphs of m candidates, as far as the window has them."""

    tf: Float64s
    """(m, s) how often each has each term, with what it stands under."""
    lengths: Float64s
    """(m,) their lengths in terms."""


def paragraphs_of(collection: Collection, window: Window, matching: Matching) -> Paragraphs:
    """Return the paragraphs of the candidates of a window."""
    tf = np.zeros(matching.tf.shape)
    np.cumsum(matching.tf[:-1], axis=0, out=tf[1:])
    lengths = np.zeros(len(window) + 1)
    np.cumsum(collection.index.lengths[window.numbers], out=lengths[1:])
    first, last = window.first, window.last
    return Paragraphs(tf[last] - tf[first] + matching.place.tf, lengths[last] - lengths[first])


def context_features(
    collection: Collection,
    window: Window,
    matching: Matching,
    paragraphs: Paragraphs,
    *,
    bm25: Float64s,
) -> Features:
    """Return the features of m candidates, (m,) each; ``bm25`` is that of their sentences."""
    rows = window.candidates
    share = matching.share
    lacking = matching.tf[rows] + matching.place.tf == 0
    before = ((matching.tf[window.before] > 0) & lacking) @ share
    pronoun = np.zeros(len(rows), bool)
    wordy = window.lengths[rows] > 0
    first_words = window.words[window.starts[rows[wordy]]]
    pronoun[wordy] = (collection.forms.classes[first_words] & WordClass.PRONOUN) > 0
    return {
        **_paragraph(collection, window, matching, paragraphs),
        **_three(collection, window, matching),
        **_article(collection, window, matching, bm25),
        "before": before,
        "leaning": np.where(pronoun, before, 0.0),
        "paragraph_opening": (window.first == rows).astype(np.float64),
    }


def _paragraph(
    collection: Collection, window: Window, matching: Matching, paragraphs: Paragraphs
) -> Features:
    index = collection.index
    average = float(paragraphs.lengths.mean())
    part = tf_part(paragraphs.tf, paragraphs.lengths[:, None], average, k1=index.k1, b=index.b)
    share = matching.share
    bounds = np.stack([window.first, window.last], axis=1).ravel()
    close = np.maximum(
        np.maximum.reduceat(matching.close, bounds, axis=0)[::2], matching.place.close
    )
    return {
        "paragraph": part @ matching.idf,
        "paragraph_share": (paragraphs.tf > 0) @ share,
        "paragraph_close": close @ share,
        "paragraph_common_sense": part @ matching.background,
    }


def _three(collection: Collection, window: Window, matching: Matching) -> Features:
    index = collection.index
    lengths = np.zeros(len(window) + 1)
    lengths[:-1] = index.lengths[window.numbers]
    before, rows, after = window.before, window.candidates, window.after
    tf = matching.tf[before] + matching.tf[rows] + matching.tf[after] + matching.place.tf
    length = lengths[before] + lengths[rows] + lengths[after]
    part = tf_part(tf, length[:, None], float(length.mean()), k1=index.k1, b=index.b)
    return {"three": part @ matching.idf}


def _article(
    collection: Collection, window: Window, matching: Matching, bm25: Float64s
) -> Features:
    owners = window.owners
    share = matching.share
    numbers = window.numbers[window.candidates]
    firsts = np.array([entry.numbers.start for entry in collection.entries(window.serials)])
    tf = matching.tf[window.candidates] + matching.place.tf
    if len(firsts) == 1:
        held, best = (tf.sum(axis=0) > 0)[None], bm25.max(keepdims=True)
    else:
        held, best = np.zeros(matching.titled.shape, np.bool_), np.zeros(len(firsts))
        np.logical_or.at(held, owners, tf > 0)
        np.maximum.at(best, owners, bm25)
    return {
        "opening": 1.0 / (1 + numbers - firsts[owners]),
        "title": (matching.titled @ share)[owners],
        "article": (held @ share)[owners],
        "article_best": best[owners],
    }
