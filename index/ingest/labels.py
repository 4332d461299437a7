"""The numbers of items: how they are written, and how they are read in front of a text."""

from __future__ import annotations

import re

_WRITTEN = re.compile(
    r"(?:§\s?)?(?P<number>\d{1,3}(?:\.\d{1,3}){1,5}[a-z]?|\d{1,3}(?=[.)]))[.)]?[ \t\u00a0]+(?=\S)"
    r"|\((?P<bracketed>\d{1,3}|[a-z]|[ivx]{1,5})\)[ \t\u00a0]+(?=\S)"
    r"|(?P<letter>[a-z])\)[ \t\u00a0]+(?=\S)"
)
_LETTERS = 26
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_ROMAN = 3999


def numbered(text: str) -> tuple[str, int] | None:
    """Return the number that a text begins with and how deep it lies: "1.2. Noise" is ("1.2", 2).

    None for a text that begins with none, or with one that is a part of its sentence ("3 boats").
    """
    match = _WRITTEN.match(text)
    if match is None:
        return None
    label = match["number"] or match["bracketed"] or match["letter"]
    following = text[match.end() :].lstrip("\"'“‘«(*_")[:1]
    if match["number"] and (following.islower() or following.isdigit()):
        return None  # "1.5 million", "3. 4. 5."
    return label, label.count(".") + 1 + label[-1:].isalpha() * ("." in label)


def alphabetic(number: int) -> str:
    """Return a number as lists show it in letters: 1 is "a", 27 is "aa"."""
    if number < 1:
        return str(number)
    return chr(ord("a") + (number - 1) % _LETTERS) * min(1 + (number - 1) // _LETTERS, 20)


def roman(number: int) -> str:
    """Return a number in lower-case Roman numerals, or in digits where there are none for it."""
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written
