"""What a question asks for: its terms with their weights, and the kind of answer it wants."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from index.analysis import marked_forms
from index.analyze import STOP_WORDS, stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.collection import Collection


class Want(Enum):
    """The kind of answer that a question wants, as far as it can be told from an answer."""

    OTHER = auto()
    TIME = auto()
    PLACE = auto()
    NUMBER = auto()
    DURATION = auto()


MOST_SLOTS = 100
"""Terms of a question that are looked for; nobody asks with more."""
_NEAR = 4
"""Words after "what" or "which" among which the noun is looked for."""
_TIMES = frozenset("year date day month century decade time era period years".split())
_PLACES = frozenset(
    """country city state place region area location town continent county province nation island
    countries cities places regions areas river site sites nations colony territory""".split()
)
_NUMBERS = frozenset(
    "percentage percent number amount proportion population rate score cost price distance".split()
)
_MEASURES = frozenset("many much tall high large big far deep heavy fast wide old hot cold".split())
_LONG = frozenset("long often soon".split())
_AUXILIARIES = frozenset(
    """is are was were do does did can could has have had will would should may might must""".split()
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One distinct term of a question."""

    form: str
    stem: str
    term: int
    """Its id in the index; -1 if no article ever used it."""
    weight: float = 1.0
    """What it counts; less than 1 for a term of the question before."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the ranking sees it."""

    forms: tuple[str, ...]
    slots: tuple[Slot, ...]
    want: Want


_WH = frozenset("who whom whose when where why how what which".split())


def read_question(text: str, collection: Collection) -> Question:
    """Return a question as the ranking sees it."""
    forms = [form for form, _ in marked_forms(text)]
    slots: dict[str, Slot] = {}
    for form in forms:
        if form in STOP_WORDS:
            continue
        stemmed = stem(form.casefold())
        if stemmed not in slots:
            term = collection.index.id_of(stemmed)
            slots[stemmed] = Slot(form, stemmed, -1 if term is None else term)
    return Question(
        forms=tuple(forms),
        slots=tuple(slots.values())[:MOST_SLOTS],
        want=_wanted([form.casefold() for form in forms]),
    )


def _wanted(forms: Sequence[str]) -> Want:
    """Return the kind of answer that a question wants, by its first question word."""
    at = next((place for place, form in enumerate(forms) if form in _WH), None)
    if at is None:
        return Want.OTHER if forms[0] in _AUXILIARIES else _by_noun(forms)
    rest = forms[at + 1 :]
    following = rest[0] if rest else ""
    match forms[at]:
        case "when":
            return Want.TIME
        case "where":
            return Want.PLACE
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
    for noun in nouns:
        for words, want in _NOUNS:
            if noun in words:
                return want
    return Want.OTHER


_NOUNS = (
    (_TIMES, Want.TIME),
    (_PLACES, Want.PLACE),
    (_NUMBERS, Want.NUMBER),
)
