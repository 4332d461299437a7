"""Features of how a sentence matches the words of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.rank.features.phrasing import phrasing_features
from index.rank.saturated import saturated
from index.text.analysis import Mark

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.collection.collection import Collection
    from index.rank.features.matching import Matching
    from index.rank.features.window import Window
    from index.rank.question import Question

    Floats = npt.NDArray[np.float64]
    Features = dict[str, Floats]

_NAME = 0.6
"""A word is a name where more than this share of its occurrences begins with a capital."""


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
        "bm25": saturated(tf, lengths, index.avgdl, k1=index.k1, b=index.b) @ idf,
        "topic_free": held / rest,
        "topic_free_close": (close * beyond).sum(axis=1) / rest,
        "topic_only": ((held == 0) & np.isfinite(rest)).astype(np.float64),
        "complete": hit.all(axis=1).astype(np.float64),
        "related": related @ share,
        "common_sense": close @ background,
        "names": hit @ np.where(_names(collection, window, matching), share, 0.0),
        **phrasing_features(question, collection, window, share),
    }


def _names(collection: Collection, window: Window, matching: Matching) -> npt.NDArray[np.bool_]:
    """Return which slots are names, by how the window writes them, (s,)."""
    found = np.flatnonzero(matching.slots >= 0)
    slots = matching.slots[found]
    capital = (collection.table.marks[window.places[found]] & Mark.CAPITAL) > 0
    size = len(matching.idf)
    capitals = np.bincount(slots, weights=capital, minlength=size)
    return capitals > _NAME * np.bincount(slots, minlength=size)
