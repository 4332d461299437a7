"""Small classes of English words that tell what kind of thing a sentence says.

Each class is a bit of a form's *kinds*. The lists are short on purpose: a class is worth having only
where a handful of words covers most of its uses.
"""

from __future__ import annotations

from enum import IntFlag


class Kind(IntFlag):
    """What kinds of word a form is."""

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
    CAUSE = 32
    """A word that leads to a reason."""
    TITLE = 64
    """What stands before a person's name, or says what the person is."""
    SAID = 128
    """A verb of saying or naming."""
    BEING = 256
    """What a definition is made with: "is", "known", "called"."""
    PRONOUN = 512
    """A pronoun or demonstrative: the sentence leans on the one before it."""
    MEANS = 1024
    """What leads to a way of doing something: "by", "using"."""
    NEGATION = 2048
    DURATION = 4096
    """A unit of time."""
    RELATIVE = 8192
    """A word that opens a clause about what stands before it."""


_WORDS = {
    Kind.NUMBER: """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
        ninety hundred hundreds thousand thousands million millions billion billions trillion dozen
        dozens half third quarter twice double several many few both couple pair single
    """,
    Kind.DATE: """
        january february march april june july august september october november december jan feb
        mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday saturday
        sunday century centuries decade decades year years month day date today yesterday tomorrow
        spring summer autumn winter era bc bce ad ce 1st 2nd 3rd since until during early late mid
        morning evening night noon midnight
    """,
    Kind.UNIT: """
        percent per cent percentage million millions billion billions trillion thousand thousands
        hundred hundreds dollars dollar pounds pound euros euro yen miles mile km kilometres
        kilometers kilometre kilometer metres meters metre meter m cm mm feet foot ft inches inch
        acres hectares square tons tonnes tonne ton kg kilograms grams degrees people inhabitants
        times hours minutes seconds days weeks months years copies votes members seats points
    """,
    Kind.PLACE: """
        in at near from to on into between across around throughout outside inside within along
        north south east west northern southern eastern western located situated region city town
        country village province state island river mountain capital coast area district center
        centre
    """,
    Kind.CAUSE: """
        because due cause caused causes causing led lead leads leading result resulted results
        resulting reason reasons since therefore thus hence so consequently owing thanks order
        prompted forced allowed enabled attributed blamed as avoid prevent response
    """,
    Kind.TITLE: """
        mr mrs ms dr sir lord lady king queen prince princess emperor empress president minister
        general colonel captain major admiral pope bishop duke count earl governor senator professor
        director author writer actor actress singer producer founder leader commander chief son
        daughter brother sister father mother wife husband member scientist engineer historian
        politician artist musician player coach chairman judge spokesman spokesperson secretary
    """,
    Kind.SAID: """
        said says say saying told tells stated states according wrote writes claimed claims argued
        argues noted announced reported described describes called named suggested believed
        concluded explained commented praised criticized criticised
    """,
    Kind.BEING: """
        is are was were known called named refers refer referred defined means meaning termed
        consists consist comprises type kind form considered describes became
    """,
    Kind.PRONOUN: "he she they it his her their its him them this that these those such",
    Kind.MEANS: "by through using use used via with method process means technique without",
    Kind.NEGATION: "not no never nor without none neither cannot nobody nothing",
    Kind.DURATION: """
        second seconds minute minutes hour hours day days week weeks month months year years decade
        decades century centuries
    """,
    Kind.RELATIVE: "which who whom whose that where when",
}

_KINDS: dict[str, int] = {}
for _kind, _list in _WORDS.items():
    for _word in _list.split():
        _KINDS[_word] = _KINDS.get(_word, 0) | _kind

_YEARS = range(1000, 2100)


def kinds_of(form: str) -> int:
    """Return the kinds of a form, as bits of `Kind`."""
    kinds = _KINDS.get(form, 0)
    if form[:1].isdigit():
        kinds |= Kind.NUMBER
        digits = form.removesuffix("s")
        if len(digits) == 4 and digits.isdecimal() and int(digits) in _YEARS:
            kinds |= Kind.YEAR | Kind.DATE
    return kinds
