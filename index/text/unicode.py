"""Unicode's normal forms in linear time, whatever the text.

`unicodedata.normalize` puts a run of n combining marks into order in n² steps, in one call that no
other thread can interrupt. Marks that real languages pile up are a handful.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

MOST_MARKS = 200
"""Most combining marks in a row that are put into order together."""
MOST_COMPOSED = 4
"""Most characters of which NFC makes one: a letter and three marks."""

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


def pile_of_marks(text: str, start: int = 0) -> int | None:
    """Return where the first run of more than `MOST_MARKS` combining marks begins, if there is one.

    Only what stands from ``start`` on counts.
    """
    if text.isascii():
        return None
    # A run that is too long has a mark at one of these places, which are all that is looked at
    # where there are no marks: a hundredth of a second for ten million characters.
    for at in range(start + MOST_MARKS, len(text), MOST_MARKS + 1):
        if not unicodedata.combining(text[at]):
            continue
        first, last = at, at + 1
        while first > start and unicodedata.combining(text[first - 1]):
            first -= 1
        most = min(first + MOST_MARKS + 1, len(text))
        while last < most and unicodedata.combining(text[last]):
            last += 1
        if last - first > MOST_MARKS:
            return first
    return None


def normalized(form: Form, text: str) -> str:
    """Return a text in a normal form, each `MOST_MARKS` marks of a longer run for themselves."""
    pieces: list[str] = []
    start = 0
    while (pile := pile_of_marks(text, start)) is not None:
        pieces.append(text[start : pile + MOST_MARKS])
        start = pile + MOST_MARKS
    pieces.append(text[start:])
    return "".join(unicodedata.normalize(form, piece) for piece in pieces)


def encodable(text: str) -> str:
    """Return text with U+FFFD for each null byte and each half of a surrogate pair."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", errors="replace")
    return whole.replace("\0", "\ufffd")
