"""Whether a passage says what is asked of a thing, or only names the thing.

"Isis launched a blitz" has the subject of "Who founded Isis?", and not what is asked of it: the
word that says it, or one that says the same (`predicates.txt`), and what could fill the gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.collection.forms import NO_TERM
from index.collection.passages import ranges
from index.rank.question import AnswerType
from index.rank.thesaurus import same_predicate
from index.text.analysis import Mark
from index.text.lexicon import WordClass

if TYPE_CHECKING:
    from index.arrays import Int32s, Int64s
    from index.collection.collection import Collection
    from index.rank.question import QueryTerm, Question
    from index.rank.ranking import Ranking

_MONEY = frozenset("cost costs price prices expensive worth salary earn earns".split())
_AGE = frozenset("old age aged".split())
_WH_OF_PLACE = frozenset("name names kind type sort year date number".split())
"""Nouns that say what is wanted, and stand in no answer."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the first passage of a ranking, with its neighbors, has of what is asked."""

    subject: tuple[QueryTerm, ...]
    """The names and numbers of the question that the passage has."""
    predicate: tuple[QueryTerm, ...]
    """The other terms of the question, where none of them is said there."""
    filled: bool
    """There is something of the kind that the question wants, if that can be told."""

    @property
    def only_subject(self) -> bool:
        """The passage names what is asked about, and says none of what is asked of it."""
        return bool(self.subject and self.predicate)

    @property
    def pieces(self) -> dict[str, float]:
        """The pieces of evidence."""
        return {
            "only names": self.only_subject,
            "predicate lacking": bool(self.predicate),
            "filler lacking": not self.filled,
        }


def said_of_subject(ranking: Ranking, collection: Collection) -> Said:
    """Return what the first passage and those beside it have of what is asked."""
    first = int(ranking.numbers[0])
    question = ranking.question
    own = _places(collection, first, first + 1)
    beside = _beside(collection, first)
    here = np.concatenate((own, *(_places(collection, n, n + 1) for n in beside)))
    terms = collection.forms.terms
    written = _written_as_names(collection, own)
    held = set(terms[collection.table.words_with_place(first)].tolist())
    around = held | set(terms[collection.table.words[here]].tolist())
    names = [t for t in question.terms if t.name or t.number or t.id in written]
    others = [t for t in question.terms if t not in names and t.stem not in _WH_OF_PLACE]
    said = any(_is_said(term, around, collection) for term in others)
    return Said(
        subject=tuple(term for term in names if term.id in held),
        predicate=() if said else tuple(others),
        filled=_is_filled(question, here, collection),
    )


def _beside(collection: Collection, number: int) -> list[int]:
    numbers = collection.entry_of(number).numbers
    return [n for n in (number - 1, number + 1) if n in numbers]


def _places(collection: Collection, first: int, stop: int) -> Int64s:
    """Return where the words of consecutive passages stand among those of the collection."""
    ends = collection.table.word_ends
    start = int(ends[first - 1]) if first else 0
    return ranges(np.array([start]), np.array([int(ends[stop - 1])]))


def _written_as_names(collection: Collection, places: Int64s) -> set[int]:
    """Return the terms, by id, that a passage writes with a capital wherever it has them."""
    ids: Int32s = collection.forms.terms[collection.table.words[places]]
    capital = (collection.table.marks[places] & Mark.CAPITAL) > 0
    return set(ids[capital].tolist()) - set(ids[~capital].tolist()) - {NO_TERM}


def _is_said(term: QueryTerm, ids: set[int], collection: Collection) -> bool:
    if term.id in ids or any(other in ids for other, _ in term.similar):
        return True
    return any(collection.index.id_of(same) in ids for same in same_predicate(term.stem))


def _is_filled(question: Question, places: Int64s, collection: Collection) -> bool:
    """Tell whether some words have one of the kind that a question wants; True if it wants none."""
    forms = frozenset(question.forms)
    words = collection.table.words[places]
    asked = {collection.forms.id_of(form) for form in forms}
    new = ~np.isin(words, [known for known in asked if known is not None])
    classes = collection.forms.classes[words]
    if not _MONEY.isdisjoint(forms):
        return bool(((collection.table.marks[places] & Mark.MONEY) > 0).any())
    if not _AGE.isdisjoint(forms):
        return bool((((classes & WordClass.NUMBER) > 0) & new).any())
    if question.answer_type is AnswerType.TIME:
        return bool((((classes & (WordClass.DATE | WordClass.NUMBER)) > 0) & new).any())
    if question.answer_type is AnswerType.NUMBER:
        return bool((((classes & WordClass.NUMBER) > 0) & new).any())
    return True
