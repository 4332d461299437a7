"""What a question asks for: its terms with their weights, and the kind of answer it wants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import islice
from typing import TYPE_CHECKING

from index.collection.forms import NO_TERM
from index.rank.spelling import respell
from index.text.analysis import Mark, marked_forms
from index.text.terms import STOP_WORDS, question_words, stem
from index.text.trigrams import alike, signatures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.collection.collection import Collection


class Want(Enum):
    """The kind of answer that a question wants, as far as it can be told from an answer."""

    OTHER = auto()
    TIME = auto()
    PLACE = auto()
    NUMBER = auto()
    DURATION = auto()


LEAST_LIKENESS = 0.5
"""Words less alike than this are different words."""
MOST_SLOTS = 100
"""Terms of a question that are looked for; nobody asks with more."""
_NEAR = 4
"""Words after "what" or "which" among which the noun is looked for."""
_TIMES = frozenset("year date day month century decade time era period years".split())
_PLACES = frozenset(
    """country city state place region area location town continent county province nation island
    countries cities places regions areas river site sites nations colony territory""".split()
)
_WHICH_TIME = frozenset(
    "first second third fourth fifth sixth seventh tenth last next this each every same".split()
)
_NUMBERS = frozenset(
    "percentage percent number amount proportion population rate score cost price distance".split()
)
_MEASURES = frozenset("many much tall high large big far deep heavy fast wide old hot cold".split())
_LONG = frozenset("long often soon".split())
_AUXILIARIES = frozenset(
    "is are was were do does did can could has have had will would should may might must".split()
)
_WH = frozenset("who whom whose when where why how what which".split())

_BEFORE = 0.4
"""What a term of the question before counts."""
_ENOUGH = 2
"""Terms with which a question stands on its own, if nothing in it points elsewhere."""
_GOES_ON = frozenset("and but or so then also".split())
_WHAT_ABOUT = frozenset({("what", "about"), ("how", "about")})
_STANDS_FOR_SOMETHING = frozenset(
    """he she it they him her them his its their this that these those one ones there""".split()
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One distinct term of a question."""

    form: str
    stem: str
    term: int
    """Its id in the index; -1 if no article ever used it."""
    name: bool
    """It is written as a name: with a capital, and not as the first word."""
    alike: tuple[tuple[int, float], ...] = ()
    """If no article uses it, the terms that look like it, by id, and how alike they are, 0 to 1."""
    weight: float = 1.0
    """What it counts; less than 1 for a term of the question before."""

    @property
    def number(self) -> bool:
        """It is a number in digits."""
        return self.form[0].isdigit()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the ranking sees it."""

    text: str
    """As asked, after the question before it if it leans on that."""
    forms: tuple[str, ...]
    """Its words, as they were meant where they are misspelt (`index.rank.spelling`)."""
    slots: tuple[Slot, ...]
    """Its terms, those of the question itself before those of the question before."""
    want: Want
    word: str
    """Its question word, or the empty string."""
    follows: bool = False
    """It leans on the question before it."""


def read_question(text: str, collection: Collection, *, previous: str | None = None) -> Question:
    """Return a question as the ranking sees it, in the light of the one before if it leans on it.

    A question leans on the one before where it says so ("and", "what about"), where a pronoun
    stands for something, or where it has next to no words of its own.
    """
    marked = marked_forms(text, question_words(text))
    found = [(_meant(form, collection), mark) for form, mark in marked]
    forms = [form.casefold() for form, _ in found]
    slots = _slots(found, collection)
    at = next((place for place, form in enumerate(forms) if form in _WH), None)
    question = Question(
        text=text,
        forms=tuple(form for form, _ in found),
        slots=tuple(slots.values())[:MOST_SLOTS],
        want=_wanted(forms, at),
        word="" if at is None else forms[at],
    )
    if previous is None or not _leans(forms, slots):
        return question
    before = read_question(previous, collection)
    added = [
        replace(slot, weight=_BEFORE * slot.weight)
        for slot in before.slots
        if slot.stem not in slots
    ]
    asks = question if question.word else before
    return replace(
        question,
        text=f"{previous} {text}",
        slots=(*question.slots, *added)[:MOST_SLOTS],
        want=asks.want,
        word=asks.word,
        follows=True,
    )


def _slots(found: Sequence[tuple[str, int]], collection: Collection) -> dict[str, Slot]:
    slots: dict[str, Slot] = {}
    for place, (form, mark) in enumerate(found):
        if form in STOP_WORDS:
            continue
        stemmed = stem(form.casefold())
        if stemmed not in slots:
            term = collection.index.id_of(stemmed)
            name = place > 0 and bool(mark & Mark.CAPITAL)
            slots[stemmed] = Slot(form, stemmed, -1 if term is None else term, name)
    looked_for = islice(slots.values(), MOST_SLOTS)
    unknown = [slot for slot in looked_for if not collection.knows(slot.stem)]
    for slot, others in zip(unknown, _look_alikes(unknown, collection), strict=True):
        slots[slot.stem] = replace(slot, alike=others)
    return slots


def _meant(typed: str, collection: Collection) -> str:
    """Return a word of the question, without the slip if it is one of typing."""
    if typed in STOP_WORDS or collection.knows(stem(typed.casefold())):
        return typed
    return respell(typed, collection) or typed


def _look_alikes(
    slots: Sequence[Slot], collection: Collection
) -> list[tuple[tuple[int, float], ...]]:
    """Return for each slot the terms that look like it, and how alike they are."""
    if not slots:
        return []
    forms = collection.forms
    asked = signatures(slot.form for slot in slots)
    found, which, degrees = alike(forms.grams, asked, least=LEAST_LIKENESS)
    terms = forms.terms[found]
    others: list[list[tuple[int, float]]] = [[] for _ in slots]
    for slot, term, degree in zip(which.tolist(), terms.tolist(), degrees.tolist(), strict=True):
        if term != NO_TERM:
            others[slot].append((term, degree))
    return [tuple(pairs) for pairs in others]


def _leans(forms: Sequence[str], slots: Mapping[str, Slot]) -> bool:
    return (
        len(slots) < _ENOUGH
        or forms[0] in _GOES_ON
        or tuple(forms[:2]) in _WHAT_ABOUT
        or not _STANDS_FOR_SOMETHING.isdisjoint(forms)
    )


def _wanted(forms: Sequence[str], at: int | None) -> Want:
    """Return the kind of answer that a question wants, by its first question word, at a place."""
    if at is None:
        return Want.OTHER if forms[:1] and forms[0] in _AUXILIARIES else _by_noun(forms)
    rest = forms[at + 1 :]
    following = rest[0] if rest else ""
    match forms[at]:
        case "when" | "where":
            return Want.TIME if forms[at] == "when" else Want.PLACE
        case "how" if following in _MEASURES:
            return Want.NUMBER
        case "how" if following in _LONG:
            return Want.DURATION
        case "what" | "which":
            return _by_noun(rest)
        case _:
            return Want.OTHER


def _by_noun(forms: Sequence[str]) -> Want:
    """Return the kind of answer that "what" or "which" asks for, by the words that follow it.

    "What year did ...": the noun comes before the verb. "What was the cause of ...": it is the
    first word after the verb that carries meaning.
    """
    if forms and forms[0] in _AUXILIARIES:
        nouns = [form for form in forms if form not in STOP_WORDS][:1]
    else:
        verb = next((n for n, form in enumerate(forms) if form in _AUXILIARIES), _NEAR)
        nouns = list(forms[: min(verb, _NEAR)])
    for before, noun in zip(("", *nouns), nouns, strict=False):
        if before in _WHICH_TIME and noun == "time":
            continue  # "What happens the second time?" asks for no time
        for words, want in _NOUNS:
            if noun in words:
                return want
    return Want.OTHER


_NOUNS = (
    (_TIMES, Want.TIME),
    (_PLACES, Want.PLACE),
    (_NUMBERS, Want.NUMBER),
)
