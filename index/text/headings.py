"""Which lines of a plain text are headings by their look, and how deep they stand."""

from __future__ import annotations

import re
from typing import Final

from index.text.signs import NUMBER

_SECTION = re.compile(
    r"(?:(?P<number>\d{1,3}(?:\.\d{1,3}){0,5})[.:)]?"
    r"|(?:chapter|part|section|article|appendix|annex|kapitel|teil|abschnitt|chapitre|partie"
    r"|capítulo|capitolo|глава|§)[ \t]*[\dIVXLA-Z]{1,5}\b[.:]?)[ \t]*(?:[-–—][ \t]+)?(?=[^\W\d_])",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?:\[?(?:v|version[ \t]+|release[ \t]+)?\d{1,4}(?:\.\d{1,4}){1,4}[\w.+-]*\]?"
    r"|\[?\d{4}-\d\d-\d\d\]?)(?:[ \t]*[-–—:(].{0,60})?",
    re.IGNORECASE,
)
"""The line above the changes of a version, or of a day."""
ENDS: Final = re.compile(r"[.!,;:…。！，；：،؛।]$")
"""The end of a line that is no heading."""
ASKS: Final = re.compile(r"[?？؟][\"'”’»)]*(?:[ \t]*\([^()]{0,80}\))?$")
"""The end of a line that asks; in brackets there may be more."""
_BYLINE = re.compile(r"(?:By|by|BY|Von|Par|Por|Di|Text:|Photo:)[ \t]+\S")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST_TITLE = 100
LONGEST_QUESTION: Final = 180
"""Characters of a heading that asks; of others, `_LONGEST_TITLE`."""
_MOST_WORDS = 14
_DEEPEST_NUMBER = 5
_CHAPTER_LEVEL, _TITLE_LEVEL, _ASKING_LEVEL = 2, 4, 5


def may_be_title(line: str) -> bool:
    """Tell whether a line looks like a heading: short, without a stop, not in small letters."""
    if _VERSION.fullmatch(line):
        return True
    asks = ASKS.search(line) is not None
    if len(line) > (LONGEST_QUESTION if asks else _LONGEST_TITLE):
        return False
    if ENDS.search(line) or not _WORD.search(line) or _BYLINE.match(line):
        return False
    if not asks and len(line.split()) > _MOST_WORDS:
        return False
    first = line.lstrip("([¿¡")[:1]
    return bool(first) and not first.islower() and (first.isalnum() or first == "§")


def opens_a_section(line: str, below: str) -> bool:
    """Tell whether the first of several lines is the heading of the others.

    It is where it asks or is numbered, or where what follows it is prose, which it is not.
    """
    if ASKS.search(line) or _SECTION.match(line):
        return True
    short = len(line.split()) <= _MOST_WORDS // 2
    return short and len(below) > max(_LONGEST_TITLE // 2, 2 * len(line))


def level_of(line: str) -> int:
    """Return how deep a heading stands by its look: a part, a numbered section, a question, ..."""
    if _VERSION.fullmatch(line):
        return _CHAPTER_LEVEL
    if section := _SECTION.match(line):
        number = section["number"]
        if number is None:
            return _CHAPTER_LEVEL
        return 1 + min(number.count(".") + 1, _DEEPEST_NUMBER)
    if ASKS.search(line):
        return _ASKING_LEVEL
    return _TITLE_LEVEL - line.isupper()


def is_numbered_title(line: str, below: str | None) -> bool:
    """Tell whether a numbered line that stands alone is a heading, not an item of a list.

    ``below`` is the next line with words on it. An item is followed by the next one.
    """
    match = NUMBER.match(line)
    if match is None or below is None or not may_be_title(line):
        return False
    after = NUMBER.match(below)
    return after is None or _label(after).startswith(f"{_label(match)}.")


def _label(match: re.Match[str]) -> str:
    return match["label"] or match["bare"]
