"""A slice of a text as its reader reads it: without what only the file's lines put into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.rank.background import read_background
from index.text.analysis import KINDS
from index.text.terms import normal_forms, stem

if TYPE_CHECKING:
    from index.collection.collection import Collection

_HYPHENATED = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐]\n\s*([^\W\d_]+)")
_INDENTATION = re.compile(r"\n\s+")
_QUOTED = re.compile(r"\n(?:>[ \t]?)+")
_UNSPACED = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff，。、！？：；「」『』“”（）"
_BROKEN = re.compile(rf"(?<=[{_UNSPACED}])[^\S\n]*\n\s*(?=[{_UNSPACED}])")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_CODE = KINDS.index("code")


def legible(text: str) -> str:
    """Return a slice of a text without indentation, and with words whole that a line end cut.

    Line ends stay, except between characters of Chinese and Japanese.
    """
    if "\n" not in text:
        return text.replace("\u00a0", " ") if text.isspace() else text
    whole = _HYPHENATED.sub(_joined, _QUOTED.sub("\n", text))
    return _INDENTATION.sub("\n", _BROKEN.sub("", whole))


def _joined(match: re.Match[str]) -> str:
    """Return the two halves of a word as one, or as the two words that a hyphen joins."""
    left, right = match.groups()
    if not (left[-1].islower() and right[0].islower()):
        return match[0] if left[-1].isdigit() else f"{left}-{right}"
    if _is_known(left + right) or not (_is_known(left) and _is_known(right)):
        return left + right
    return f"{left}-{right}"


def _is_known(word: str) -> bool:
    """Tell whether a word is one of English that articles at large use."""
    known = read_background().df
    return all(stem(form) in known for form in normal_forms(word))


def reading(collection: Collection, first: int, number: int, last: int) -> tuple[str, ...]:
    """Return how passages read, one after the other, those before and after one with what joins it.

    ``first`` and ``last`` are the numbers of the outermost. Each paragraph, item and row stands on
    a line of its own, with the signs of items and speakers that the text has; lines of code stay
    lines.
    """
    table = collection.table
    text = collection.entry_of(number).article.text
    found = []
    for row in range(first, last + 1):
        start, end = int(table.starts[row]), int(table.ends[row])
        words = legible(text[start:end])
        if table.kinds[row] != _CODE:
            words = " ".join(words.split())
        if row < number:
            words += _between(text[end : int(table.starts[row + 1])])
        elif row > number:
            words = _between(text[int(table.ends[row - 1]) : start]) + words
        found.append(words)
    return tuple(found)


def _between(gap: str) -> str:
    """Return what stands between two passages: a line break with the sign of what follows."""
    if "\n" not in gap:
        return " " if gap else ""
    sign = gap.rpartition("\n")[2].strip()
    lines = "\n\n" if _BLANK_LINE.search(gap) else "\n"
    return f"{lines}{sign} " if sign else lines
