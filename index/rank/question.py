"""What a question asks for: its terms with their weights, and the kind of answer it wants."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from index.analysis import Mark, marked_forms
from index.analyze import STOP_WORDS, stem
from index.rank.lexicon import Kind, kinds_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from index.collection import Collection


class Want(IntEnum):
    """What kind of answer a question wants."""

    OTHER = 0
    PERSON = 1
    TIME = 2
    PLACE = 3
    NUMBER = 4
    DURATION = 5
    REASON = 6
    MANNER = 7
    DEFINITION = 8
    NAME = 9
    YES_NO = 10


_PERSONS = frozenset(
    """person people man woman king queen emperor president leader author writer scientist
    politician general explorer actor actress singer artist musician director founder philosopher
    historian governor minister member ruler commander player inventor composer character pope
    monk prince duke officer producer individual someone""".split()
)
_TIMES = frozenset("year date day month century decade time era period years".split())
_PLACES = frozenset(
    """country city state place region area location town continent county province nation island
    countries cities places regions areas river site sites nations colony territory""".split()
)
_NUMBERS = frozenset(
    "percentage percent number amount proportion population rate score cost price distance".split()
)
_REASONS = frozenset("reason reasons cause caused causes purpose why".split())
_MEASURES = frozenset("many much tall high large big far deep heavy fast wide old hot cold".split())
_LONG = frozenset("long often soon".split())
_AUXILIARIES = frozenset(
    """is are was were do does did can could has have had will would should may might must""".split()
)
_GENERIC = frozenset("type kind sort name term word".split())


@dataclass(frozen=True, slots=True)
class Slot:
    """One distinct term of a question."""

    form: str
    stem: str
    term: int
    """Its id in the index; -1 if no article ever used it."""
    place: int
    """Where it first stands among the words of the question, from 0."""
    capital: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the ranking sees it."""

    forms: tuple[str, ...]
    slots: tuple[Slot, ...]
    want: Want
    focus: int
    """The slot of what is asked for ("group" in "Which group ...?"); -1 if there is none."""
    wh: int
    """Where the question word stands; -1 if there is none."""


_WH = frozenset("who whom whose when where why how what which".split())


def read_question(text: str, collection: Collection) -> Question:
    """Return a question as the ranking sees it."""
    found = marked_forms(text)
    forms = [form for form, _ in found]
    slots: dict[str, Slot] = {}
    for place, (form, mark) in enumerate(found):
        if form in STOP_WORDS:
            continue
        stemmed = stem(form.casefold())
        if stemmed not in slots:
            term = collection.index.id_of(stemmed)
            slots[stemmed] = Slot(
                form, stemmed, -1 if term is None else term, place,
                bool(mark & Mark.CAPITAL) and place > 0,
            )
    lower = [form.casefold() for form in forms]
    wh = next((place for place, form in enumerate(lower) if form in _WH), -1)
    want, focus_place = _want(lower, wh)
    listed = tuple(slots.values())
    focus = next(
        (n for n, slot in enumerate(listed) if focus_place >= 0 and stem(lower[focus_place]) == slot.stem), -1
    )
    return Question(tuple(forms), listed, want, focus, wh)


def _want(forms: Sequence[str], wh: int) -> tuple[Want, int]:
    if wh < 0:
        first = forms[0] if forms else ""
        if first in _AUXILIARIES:
            return Want.YES_NO, -1
        return _by_noun(forms, -1)
    word = forms[wh]
    after = forms[wh + 1 : wh + 2]
    following = after[0] if after else ""
    if word in ("who", "whom", "whose"):
        return Want.PERSON, -1
    if word == "when":
        return Want.TIME, -1
    if word == "where":
        return Want.PLACE, -1
    if word == "why":
        return Want.REASON, -1
    if word == "how":
        if following in _MEASURES:
            return Want.NUMBER, wh + 2 if wh + 2 < len(forms) else -1
        if following in _LONG:
            return Want.DURATION, -1
        return Want.MANNER, -1
    return _by_noun(forms, wh)


def _by_noun(forms: Sequence[str], wh: int) -> tuple[Want, int]:
    """Return what "what" or "which" asks for, by the noun that follows it."""
    rest = forms[wh + 1 :]
    if rest and rest[0] in _AUXILIARIES:
        content = [n for n, form in enumerate(rest) if form not in STOP_WORDS]
        if content:
            head = rest[content[0]]
            at = wh + 1 + content[0]
            for words, want in _NOUNS:
                if head in words:
                    return want, at
            if len(content) <= 3 and rest[0] in ("is", "are", "was", "were"):
                return Want.DEFINITION, -1
        return Want.OTHER, -1
    for n, form in enumerate(rest[:4]):
        if form in _AUXILIARIES:
            break
        for words, want in _NOUNS:
            if form in words:
                return want, wh + 1 + n
    at = next((wh + 1 + n for n, form in enumerate(rest[:3]) if form not in STOP_WORDS), -1)
    return Want.NAME if at >= 0 else Want.OTHER, at


_NOUNS = (
    (_PERSONS, Want.PERSON),
    (_TIMES, Want.TIME),
    (_PLACES, Want.PLACE),
    (_NUMBERS, Want.NUMBER),
    (_REASONS, Want.REASON),
)
