"""Evidence that the first passage of a ranking answers: what the confidence is estimated from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from index.rank.features import FEATURES
from index.rank.lexicon import Kind, kinds_of
from index.rank.question import Want

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.collection import Collection
    from index.rank.background import Background
    from index.rank.question import Slot
    from index.rank.ranker import Ranking

    Floats = npt.NDArray[np.float64]
    Masks = npt.NDArray[np.bool_]

_WORDS = ("who", "when", "where", "what", "which", "how", "why")
_WANTS = (Want.TIME, Want.PLACE, Want.NUMBER, Want.DURATION)
_MISSPELT = 0.55
"""Likeness from which a word may be a misspelling of another."""
_FAR_AHEAD = (4.0, 6.0)
"""Margins over the second and the fourth candidate beyond which more does not count."""

EVIDENCE = (
    *(f"first {name}" for name in FEATURES),
    *("share", "score", "margin to second", "margin to fourth", "candidates", "terms"),
    *("known", "known at large", "unknown", "all known", "rarest unknown"),
    *(
        f"{what} not in {where}"
        for what in ("names", "numbers", "terms")
        for where in ("sentence", "paragraph", "articles")
    ),
    *("rare not in paragraph", "rarest not in paragraph", "commonest not in paragraph"),
    *(
        f"{which} term not in {where}"
        for which in ("opening", "closing")
        for where in ("sentence", "paragraph", "articles")
    ),
    *("negation in question", "negation in question only", "negation in sentence only"),
    *("words", "names"),
    *(f"asks {word}" for word in _WORDS),
    *(f"wants a {want.name.lower()}" for want in _WANTS),
)
"""The names of the pieces of evidence, in order."""

_OF_THE_SENTENCE = """
    topic_free topic_free_close complete related common_sense exact pairs paragraph_share
    paragraph_close before time time_near year place number_near measured duration numbers
    nothing_new
""".split()
NEAR_EVIDENCE = frozenset(
    {f"first {name}" for name in _OF_THE_SENTENCE}
    | {name for name in EVIDENCE if " not in " in name or name.startswith(("asks ", "wants "))}
    | {name for name in EVIDENCE if name.startswith("negation ")}
    | {"words", "names"}
)
"""What tells near questions: only what does not depend on how large the collection is, since such
questions are rare, and all that there are to learn from are asked in one article."""

SIGNS = tuple(
    -1.0
    if " not in " in name or name in {"unknown", "rarest unknown"}
    else 1.0
    if name in {"known", "known at large", "all known", "share", "margin to second"}
    or name.removeprefix("first ") in {"topic_free", "topic_free_close", "common_sense", "complete"}
    else 0.0
    for name in EVIDENCE
)
"""What a piece of evidence can only speak for (1) or against (-1), whatever a fit makes of it
together with others: a question with more unknown words is never the surer for it."""


def evidence(ranking: Ranking, collection: Collection, background: Background) -> Floats:
    """Return the evidence that the first passage of a ranking answers, (e,) as in `EVIDENCE`."""
    question = ranking.question
    slots = question.slots
    idf = np.array([background.idf(slot.stem) for slot in slots])
    held, around = ranking.features.held[0], ranking.features.around[0]
    known = np.array([_is_known(slot, collection) for slot in slots], np.bool_)
    places = (held, around, known)
    kinds = {
        "names": np.array([slot.name for slot in slots], np.bool_),
        "numbers": np.array([slot.number for slot in slots], np.bool_),
        "terms": np.ones(len(slots), np.bool_),
    }
    return np.array(
        [
            *ranking.features.columns[0].tolist(),
            *_lead(ranking),
            known.mean(),
            idf[known].sum() / idf.sum(),
            (~known).sum(),
            known.all(),
            idf[~known].max(initial=0.0),
            *((kind & ~place).sum() for kind in kinds.values() for place in places),
            *_missing(idf, around),
            *(not place[end] for end in (0, -1) for place in places),
            *_negations(ranking, collection),
            len(question.forms),
            kinds["names"].sum(),
            *(question.word == word for word in _WORDS),
            *(question.want is want for want in _WANTS),
        ],
        np.float64,
    )


def _is_known(slot: Slot, collection: Collection) -> bool:
    """Tell whether the articles use a term, or one that it may be a misspelling of."""
    return collection.knows(slot.stem) or any(degree >= _MISSPELT for _, degree in slot.alike)


def _lead(ranking: Ranking) -> tuple[float, ...]:
    """Return how clearly the first candidate leads, and out of how many."""
    scores = ranking.scores.tolist()
    second, fourth = (
        min(scores[0] - scores[min(place, len(scores) - 1)], most) if len(scores) > 1 else most
        for place, most in zip((1, 3), _FAR_AHEAD, strict=True)
    )
    return (
        math.log(float(ranking.shares[0])),
        scores[0],
        second,
        fourth,
        math.log1p(len(scores)),
        math.log(len(ranking.question.slots)),
    )


def _missing(idf: Floats, around: Masks) -> tuple[float, float, float]:
    """Return how rare, at large, the terms are that the paragraph does not have."""
    missing = idf[~around]
    if not len(missing):
        return 0.0, 0.0, float(idf.max())
    return float(missing.sum() / idf.sum()), float(missing.max()), float(missing.min())


def _negations(ranking: Ranking, collection: Collection) -> tuple[bool, bool, bool]:
    number = int(ranking.numbers[0])
    words, _ = collection.table.words_of(range(number, number + 1))
    said = bool((collection.forms.kinds[words] & Kind.NEGATION).any())
    asked = any(kinds_of(form) & Kind.NEGATION for form in ranking.question.forms)
    return asked, asked and not said, said and not asked
