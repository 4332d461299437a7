"""Features of what stands around a sentence: its neighbours, its paragraph, its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.rank.lexicon import Kind
from index.rank.wording import saturated

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.collection import Collection
    from index.rank.matching import Matching
    from index.rank.question import Question
    from index.rank.window import Window

    Floats = npt.NDArray[np.float64]
    Features = dict[str, Floats]


def context_features(
    question: Question, collection: Collection, window: Window, matching: Matching
) -> Features:
    """Return the features of m candidates, (m,) each."""
    rows = window.candidates
    share = matching.idf / matching.idf.sum()
    lacking = matching.tf[rows] == 0
    before = ((matching.tf[window.before] > 0) & lacking) @ share
    first_words = window.words[np.minimum(window.starts, len(window.words) - 1)]
    pronoun = (collection.forms.kinds[first_words] & Kind.PRONOUN) > 0
    return {
        **_paragraph(collection, window, matching, share),
        **_article(question, collection, window, matching, share),
        "before": before,
        "leaning": np.where(pronoun[rows], before, 0.0),
        "paragraph_opening": (window.first == rows).astype(np.float64),
    }


def _paragraph(
    collection: Collection, window: Window, matching: Matching, share: Floats
) -> Features:
    index = collection.index
    rows, first, last = window.candidates, window.first, window.last
    lengths = np.zeros(len(window) + 1)
    lengths[:-1] = index.lengths[window.numbers]
    tf_before = np.zeros((len(window) + 1, len(share)))
    np.cumsum(matching.tf[:-1], axis=0, out=tf_before[1:])
    lengths_before = np.zeros(len(window) + 1)
    np.cumsum(lengths[:-1], out=lengths_before[1:])
    tf = tf_before[last] - tf_before[first]
    length = lengths_before[last] - lengths_before[first]
    part = saturated(tf, length, float(length.mean()), k1=index.k1, b=index.b)
    bounds = np.stack([first, last], axis=1).ravel()
    close = np.maximum.reduceat(matching.close, bounds, axis=0)[::2]
    three = matching.tf[window.before] + matching.tf[rows] + matching.tf[window.after]
    three_length = lengths[window.before] + lengths[rows] + lengths[window.after]
    return {
        "paragraph": part @ matching.idf,
        "paragraph_share": (tf > 0) @ share,
        "paragraph_close": close @ share,
        "paragraph_common_sense": part @ matching.background,
        "three": saturated(
            three, three_length, float(three_length.mean()), k1=index.k1, b=index.b
        )
        @ matching.idf,
    }


def _article(
    question: Question,
    collection: Collection,
    window: Window,
    matching: Matching,
    share: Floats,
) -> Features:
    index = collection.index
    rows = window.candidates
    numbers = window.numbers[rows]
    serials, inverse = np.unique(collection.table.articles[numbers], return_inverse=True)
    stems = [slot.stem for slot in question.slots]
    titles = [collection.title_terms(serial) for serial in serials.tolist()]
    titled = np.array([[stem in title for stem in stems] for title in titles], np.bool_)
    firsts = np.array([collection.first_number(serial) for serial in serials.tolist()])
    tf = matching.tf[rows]
    held = np.zeros(titled.shape, np.bool_)
    np.logical_or.at(held, inverse, tf > 0)
    lengths = index.lengths[numbers].astype(np.float64)
    scores = saturated(tf, lengths, index.avgdl, k1=index.k1, b=index.b) @ matching.idf
    best = np.zeros(len(serials))
    np.maximum.at(best, inverse, scores)
    return {
        "opening": 1.0 / (1 + numbers - firsts[inverse]),
        "title": (titled @ share)[inverse],
        "article": (held @ share)[inverse],
        "article_best": best[inverse],
    }
