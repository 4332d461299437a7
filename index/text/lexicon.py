"""Small classes of English words that tell what kind of thing a sentence says.

Each class is a bit. The lists are short on purpose: a class is worth having
only where a handful of words covers most of its uses.
"""

from __future__ import annotations

import re
from enum import IntFlag


class WordClass(IntFlag):
    """The classes that a form may be of."""

    NUMBER = 1
    """Digits, or a number in words."""
    YEAR = 2
    """Four digits from 1000 to 2099."""
    DATE = 4
    """A month, a weekday, or a word such as "century" that only stands in dates."""
    UNIT = 8
    """What a number counts: a unit, "percent", "million"."""
    PLACE = 16
    """A preposition or a verb that leads to a place."""
    PRONOUN = 32
    """A pronoun or demonstrative: the sentence leans on the one before it."""
    DURATION = 64
    """A unit of time."""
    NEGATION = 128
    """A word that turns a sentence round."""


_WORDS = {
    WordClass.NUMBER: """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
        ninety hundred hundreds thousand thousands million millions billion billions trillion dozen
        dozens half third quarter twice double several many few both couple pair single
    """,
    WordClass.DATE: """
        january february march april june july august september october november december jan feb
        mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday saturday
        sunday century centuries decade decades year years month day date today yesterday tomorrow
        spring summer autumn winter era bc bce ad ce 1st 2nd 3rd since until during early late mid
        morning evening night noon midnight
    """,
    WordClass.UNIT: """
        percent per cent percentage million millions billion billions trillion thousand thousands
        hundred hundreds dollars dollar pounds pound euros euro yen miles mile km kilometres
        kilometers kilometre kilometer metres meters metre meter m cm mm feet foot ft inches inch
        acres hectares square tons tonnes tonne ton kg kilograms grams degrees people inhabitants
        times hours minutes seconds days weeks months years copies votes members seats points
    """,
    WordClass.PLACE: """
        in at near from to on into between across around throughout outside inside within along
        north south east west northern southern eastern western located situated region city town
        country village province state island river mountain capital coast area district center
        centre
    """,
    WordClass.PRONOUN: "he she they it his her their its him them this that these those such",
    WordClass.NEGATION: """
        not no never nor without none neither nobody nothing except other than besides
    """,
    WordClass.DURATION: """
        second seconds minute minutes hour hours day days week weeks month months year years decade
        decades century centuries
    """,
}

_CLASSES: dict[str, int] = {}
for _class, _list in _WORDS.items():
    for _word in _list.split():
        _CLASSES[_word] = _CLASSES.get(_word, 0) | _class

_YEAR = re.compile(r"(?:1\d|20)\d\ds?")


def classes_of(form: str) -> int:
    """Return the classes of a form, as bits of `WordClass`."""
    classes = _CLASSES.get(form, 0)
    if form[:1].isdigit():
        classes |= WordClass.NUMBER
        if _YEAR.fullmatch(form):
            classes |= WordClass.YEAR | WordClass.DATE
    return classes
