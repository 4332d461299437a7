"""Whether a passage says what is asked of a thing, or only names the thing.

"Isis launched a blitz" has the subject of "Who founded Isis?", and not what is asked of it: the
word that says it, or one that says the same (`predicates.txt`), and what could fill the gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.collection.forms import NO_TERM
from index.rank.question import AnswerType
from index.rank.thesaurus import same_predicate
from index.text.analysis import Mark
from index.text.lexicon import WordClass

if TYPE_CHECKING:
    from index.collection.collection import Collection
    from index.rank.question import QueryTerm, Question
    from index.rank.ranking import Ranking

_MONEY = frozenset("cost costs price prices expensive worth salary earn earns".split())
_AGE = frozenset("old age aged".split())
_WANTED = frozenset("name names kind type sort year date number".split())
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
    own, around = _words_around(collection, first)
    ids = collection.forms.terms[collection.table.words[around]]
    said_here = set(ids.tolist())
    written = _written_as_names(collection, own)
    has = dict(zip(question.terms, ranking.features.held[0].tolist(), strict=True))
    names = [t for t in question.terms if t.name or t.number or t.id in written]
    others = [t for t in question.terms if t not in names and t.stem not in _WANTED]
    said = any(has[term] or _is_said(term, said_here, collection) for term in others)
    return Said(
        subject=tuple(term for term in names if has[term]),
        predicate=() if said else tuple(others),
        filled=_is_filled(question, around, collection),
    )


def _words_around(collection: Collection, number: int) -> tuple[slice, slice]:
    """Return where the words of a passage stand, and those of it with the ones beside it."""
    numbers = collection.entry_of(number).numbers
    ends = collection.table.word_ends
    first, last = max(number - 1, numbers.start), min(number + 1, numbers.stop - 1)
    start, own, end, stop = (
        int(ends[at]) if at >= 0 else 0 for at in (first - 1, number - 1, number, last)
    )
    return slice(own, end), slice(start, stop)


def _written_as_names(collection: Collection, places: slice) -> set[int]:
    """Return the terms, by id, that a passage writes with a capital wherever it has them."""
    ids = collection.forms.terms[collection.table.words[places]]
    capital = (collection.table.marks[places] & Mark.CAPITAL) > 0
    return set(ids[capital].tolist()) - set(ids[~capital].tolist()) - {NO_TERM}


def _is_said(term: QueryTerm, ids: set[int], collection: Collection) -> bool:
    if term.id in ids or any(other in ids for other, _ in term.similar):
        return True
    return any(collection.index.id_of(same) in ids for same in same_predicate(term.stem))


def _is_filled(question: Question, places: slice, collection: Collection) -> bool:
    """Tell whether some words have one of the kind that a question wants; True if it wants none."""
    forms = frozenset(question.forms)
    if not _MONEY.isdisjoint(forms):
        return bool((collection.table.marks[places] & Mark.MONEY).any())
    if not _AGE.isdisjoint(forms) or question.answer_type is AnswerType.NUMBER:
        wanted = WordClass.NUMBER
    elif question.answer_type is AnswerType.TIME:
        wanted = WordClass.DATE | WordClass.NUMBER
    else:
        return True
    words = collection.table.words[places]
    found = words[(collection.forms.classes[words] & wanted) > 0].tolist()
    return not set(found) <= {collection.forms.id_of(form) for form in forms}
