"""Evidence that the first passage of a ranking answers: what the confidence is estimated from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from index.collection.forms import NO_TERM
from index.rank.features import FEATURES
from index.rank.opposites import opposites
from index.rank.question import Want
from index.text.lexicon import Kind, kinds_of
from index.text.terms import stem

if TYPE_CHECKING:
    import numpy.typing as npt

    from index.collection.collection import Collection
    from index.rank.background import Background
    from index.rank.question import Question, Slot
    from index.rank.ranker import Ranking

    Floats = npt.NDArray[np.float64]
    Forms = npt.NDArray[np.int32]
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
    *("opposite instead", "number instead"),
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
    | {"words", "opposite instead", "number instead"}
)
"""What tells near questions: only what does not depend on how large the collection is, since such
questions are rare, and all that there are to learn from are asked in one article."""

SIGNS = tuple(
    -1.0
    if " not in " in name or " instead" in name or name in {"unknown", "rarest unknown"}
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
    first = int(ranking.numbers[0])
    words = collection.table.words_with_place(first)
    idf = np.array([background.idf(slot.stem) for slot in slots])
    held, around = ranking.features.held[0], ranking.features.around[0]
    known = np.array([_is_known(slot, collection) for slot in slots], np.bool_)
    places = np.array([held, around, known])
    names = [slot.name for slot in slots]
    kinds = np.array([names, [slot.number for slot in slots], [True] * len(slots)], np.float64)
    return np.array(
        [
            *ranking.features.columns[0].tolist(),
            *_lead(ranking, collection),
            known.mean(),
            idf[known].sum() / idf.sum(),
            (~known).sum(),
            known.all(),
            idf[~known].max(initial=0.0),
            *(kinds @ ~places.T).ravel().tolist(),
            *_missing(idf, around),
            *(~places.T[[0, -1]]).ravel().tolist(),
            *_negations(question, words, collection),
            _has_opposite(question, words, collection),
            _has_number(question, words, collection),
            len(question.forms),
            sum(names),
            *(question.word == word for word in _WORDS),
            *(question.want is want for want in _WANTS),
        ],
        np.float64,
    )


def _is_known(slot: Slot, collection: Collection) -> bool:
    """Tell whether the articles use a term, or one that it may be a misspelling of."""
    return collection.knows(slot.stem) or any(degree >= _MISSPELT for _, degree in slot.alike)


def _rivals(ranking: Ranking, collection: Collection) -> Masks:
    """Return which candidates would be another answer than the first, and the first, (m,).

    What stands beside it or under it in a list or a section, and was found by that alone, is shown
    with it, or as well as it.
    """
    parents, numbers = collection.table.parents[ranking.numbers], ranking.numbers
    beside = (parents == parents[0]) & (parents[0] >= 0)
    related = beside | (parents == numbers[0]) | (numbers == parents[0])
    rivals: Masks = ~(related & ranking.features.by_place)
    rivals[0] = True
    return rivals


def _lead(ranking: Ranking, collection: Collection) -> tuple[float, ...]:
    """Return how clearly the first candidate leads, and out of how many."""
    kept = ranking.scores[_rivals(ranking, collection)]
    scores = kept.tolist()
    second, fourth = (
        min(scores[0] - scores[min(place, len(scores) - 1)], most) if len(scores) > 1 else most
        for place, most in zip((1, 3), _FAR_AHEAD, strict=True)
    )
    return (
        -math.log(float(np.exp(kept - kept[0]).sum())),
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


def _negations(question: Question, words: Forms, collection: Collection) -> tuple[bool, bool, bool]:
    said = bool((collection.forms.kinds[words] & Kind.NEGATION).any())
    asked = any(kinds_of(form) & Kind.NEGATION for form in question.forms)
    return asked, asked and not said, said and not asked


def _has_opposite(question: Question, words: Forms, collection: Collection) -> bool:
    """Tell whether a sentence has, in place of a word of the question, one that excludes it."""
    asked = {form: stem(form) for form in map(str.casefold, question.forms)}
    stems = set(asked.values())
    forms, terms = set(words.tolist()), set(collection.forms.terms[words].tolist()) - {NO_TERM}
    form_of, term_of = collection.forms.id_of, collection.index.id_of

    def has(word: str, stemmed: str) -> bool:
        return term_of(stemmed) in terms or form_of(word) in forms

    return any(
        other not in stems and has(opposite, other)
        for form, stemmed in asked.items()
        if not has(form, stemmed)
        for opposite, other in opposites(form)
    )


def _has_number(question: Question, words: Forms, collection: Collection) -> bool:
    """Tell whether a sentence has other numbers in place of one of the question."""
    asked = {form for form in question.forms if form[0].isdigit()}
    if not asked:
        return False
    numbers = set(words[(collection.forms.kinds[words] & Kind.NUMBER) > 0].tolist())
    known = {collection.forms.id_of(form) for form in asked}
    return not known <= numbers and not numbers <= known
