"""Evidence that the first passage of a ranking answers: what the confidence is estimated from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.collection.forms import NO_TERM
from index.rank.features import AGAINST, EITHER, FEATURES, FOR
from index.rank.question import AnswerType
from index.rank.subject import said_of_subject
from index.rank.thesaurus import opposites
from index.text.lexicon import WordClass, classes_of
from index.text.terms import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.arrays import Bools, Float64s, Int32s
    from index.collection.collection import Collection
    from index.rank.background import Background
    from index.rank.question import QueryTerm, Question
    from index.rank.ranking import Ranking


_MISSPELT = 0.55
"""Likeness from which a word may be a misspelling of another."""
_FAR_AHEAD = (4.0, 6.0)
"""Margins over the second and the fourth candidate beyond which more does not count."""


class Piece(NamedTuple):
    """How a piece of evidence counts."""

    sign: float = EITHER
    """What it can only speak for: `FOR` an answer, `AGAINST` one, or `EITHER`."""
    near: bool = False
    """It tells questions near the subject that are not answered: only what does not depend on how
    large the collection is does, since such questions are rare, and all that there are to learn
    from are asked in one article."""


_BY_TITLE = ("topic_free", "topic_free_close", "topic_only", "title")
"""Features that change with what the article is called, though it says the same."""
_OF_FIRST = {f"first {name}": name for name in FEATURES if name not in _BY_TITLE}
"""The features of the first passage, as evidence."""
_COLUMNS = {name: list(FEATURES).index(feature) for name, feature in _OF_FIRST.items()}
_ASKED = {f"asks {word}": word for word in ("who", "when", "where", "what", "which", "how", "why")}
_WANTED = {
    f"wants a {want.name.lower()}": want
    for want in (AnswerType.TIME, AnswerType.PLACE, AnswerType.NUMBER, AnswerType.DURATION)
}
_PARTS = ("names", "numbers", "terms")
_ENDS = ("opening", "closing")
_LACKING = ("sentence", "paragraph", "articles")
"""Where a term of the question may not be; in the last case, no article uses it."""

EVIDENCE: dict[str, Piece] = {
    **{
        name: Piece(FEATURES[feature].sign, FEATURES[feature].near)
        for name, feature in _OF_FIRST.items()
    },
    "held": Piece(FOR, near=True),
    "title adds": Piece(FOR),
    "share": Piece(FOR),
    "score": Piece(),
    "margin to second": Piece(FOR),
    "margin to fourth": Piece(),
    "candidates": Piece(),
    "terms": Piece(),
    "known": Piece(FOR),
    "known at large": Piece(FOR),
    "unknown": Piece(AGAINST),
    "all known": Piece(FOR),
    "rarest unknown": Piece(AGAINST),
    **{f"{part} not in {where}": Piece(AGAINST, True) for part in _PARTS for where in _LACKING},
    "rare not in paragraph": Piece(AGAINST, near=True),
    "rarest not in paragraph": Piece(AGAINST, near=True),
    "commonest not in paragraph": Piece(AGAINST, near=True),
    **{f"{end} term not in {where}": Piece(AGAINST, True) for end in _ENDS for where in _LACKING},
    "negation in question": Piece(near=True),
    "negation in question only": Piece(near=True),
    "negation in sentence only": Piece(near=True),
    "opposite instead": Piece(AGAINST, near=True),
    "number instead": Piece(AGAINST, near=True),
    "only names": Piece(AGAINST, near=True),
    "predicate lacking": Piece(AGAINST, near=True),
    "filler lacking": Piece(AGAINST, near=True),
    "words": Piece(near=True),
    "names": Piece(),
    **dict.fromkeys((*_ASKED, *_WANTED), Piece(near=True)),
}
"""The pieces of evidence by name, in the order of the columns."""


def evidence(ranking: Ranking, collection: Collection, background: Background) -> Float64s:
    """Return the evidence that the first passage of a ranking answers, (e,) as in `EVIDENCE`."""
    found = pieces(ranking, collection, background)
    return np.array([found[name] for name in EVIDENCE], np.float64)


def pieces(ranking: Ranking, collection: Collection, background: Background) -> dict[str, float]:
    """Return the evidence that the first passage of a ranking answers, by name."""
    question = ranking.question
    first = int(ranking.numbers[0])
    words = collection.table.words_with_place(first)
    features = ranking.features.columns[0].tolist()
    return {
        **{name: features[column] for name, column in _COLUMNS.items()},
        **_lead(ranking, collection),
        **_coverage(ranking, collection, background),
        **said_of_subject(ranking, collection).pieces,
        **_negations(question, words, collection),
        "opposite instead": _has_opposite(question, words, collection),
        "number instead": _has_number(question, words, collection),
        "words": len(question.forms),
        "names": sum(term.name for term in question.terms),
        **{name: question.word == word for name, word in _ASKED.items()},
        **{name: question.answer_type is want for name, want in _WANTED.items()},
    }


def _rivals(ranking: Ranking, collection: Collection) -> Bools:
    """Return which candidates would be another answer than the first, and the first, (m,).

    What stands beside it or under it in a list or a section, and was found by that alone, is shown
    with it, or as well as it.
    """
    parents, numbers = collection.table.parents[ranking.numbers], ranking.numbers
    beside = (parents == parents[0]) & (parents[0] >= 0)
    related = beside | (parents == numbers[0]) | (numbers == parents[0])
    rivals: Bools = ~(related & ranking.features.by_place)
    rivals[0] = True
    return rivals


def _lead(ranking: Ranking, collection: Collection) -> dict[str, float]:
    """Return how clearly the first candidate leads, and out of how many."""
    kept = ranking.scores[_rivals(ranking, collection)]
    scores = kept.tolist()
    second, fourth = (
        min(scores[0] - scores[min(place, len(scores) - 1)], most) if len(scores) > 1 else most
        for place, most in zip((1, 3), _FAR_AHEAD, strict=True)
    )
    return {
        "share": -math.log(float(np.exp(kept - kept[0]).sum())),
        "score": scores[0],
        "margin to second": second,
        "margin to fourth": fourth,
        "candidates": math.log1p(len(scores)),
        "terms": math.log(len(ranking.question.terms)),
    }


def _coverage(ranking: Ranking, collection: Collection, background: Background) -> dict[str, float]:
    """Return which terms of the question the sentence, its paragraph and the articles lack."""
    terms = ranking.question.terms
    idf = np.array([background.idf(term.stem) for term in terms])
    held, around = ranking.features.held[0], ranking.features.around[0]
    known = np.array([_is_known(term, collection) for term in terms], np.bool_)
    lacking = ~np.array([held, around, known])
    parts = np.array(
        [[term.name for term in terms], [term.number for term in terms], [True] * len(terms)],
        np.float64,
    )
    missing = idf[~around]
    title = collection.entry_of(int(ranking.numbers[0])).title
    titled = np.array([term.stem in title for term in terms], np.bool_)
    return {
        "held": float(idf[held].sum() / idf.sum()),
        "title adds": float(idf[titled & ~held].sum() / idf.sum()),
        "known": float(known.mean()),
        "known at large": float(idf[known].sum() / idf.sum()),
        "unknown": int((~known).sum()),
        "all known": bool(known.all()),
        "rarest unknown": float(idf[~known].max(initial=0.0)),
        **_table("{} not in {}", _PARTS, parts @ lacking.T),
        "rare not in paragraph": float(missing.sum() / idf.sum()),
        "rarest not in paragraph": float(missing.max(initial=0.0)),
        "commonest not in paragraph": float(missing.min() if len(missing) else idf.max()),
        **_table("{} term not in {}", _ENDS, lacking.T[[0, -1]]),
    }


def _table(name: str, rows: Sequence[str], values: npt.NDArray[np.generic]) -> dict[str, float]:
    """Return the values of a table of some rows by where terms are lacking, each by its name."""
    return {
        name.format(row, where): value
        for row, found in zip(rows, values.tolist(), strict=True)
        for where, value in zip(_LACKING, found, strict=True)
    }


def _is_known(term: QueryTerm, collection: Collection) -> bool:
    """Tell whether the articles use a term, or one that it may be a misspelling of."""
    return collection.knows(term.stem) or any(degree >= _MISSPELT for _, degree in term.similar)


def _negations(question: Question, words: Int32s, collection: Collection) -> dict[str, float]:
    said = bool((collection.forms.classes[words] & WordClass.NEGATION).any())
    asked = any(classes_of(form) & WordClass.NEGATION for form in question.forms)
    return {
        "negation in question": asked,
        "negation in question only": asked and not said,
        "negation in sentence only": said and not asked,
    }


def _has_opposite(question: Question, words: Int32s, collection: Collection) -> bool:
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


def _has_number(question: Question, words: Int32s, collection: Collection) -> bool:
    """Tell whether a sentence has other numbers in place of one of the question."""
    asked = {form for form in question.forms if form[0].isdigit()}
    if not asked:
        return False
    numbers = set(words[(collection.forms.classes[words] & WordClass.NUMBER) > 0].tolist())
    known = {collection.forms.id_of(form) for form in asked}
    return not known <= numbers and not numbers <= known
