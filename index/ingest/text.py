"""Bytes to text: line ends, and one form of Unicode."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.errors import ArticleError
from index.ingest.encodings import Decoded, decoded
from index.ingest.sniff import READABLE

_MOST_MARKS = 200
"""Most combining marks on one letter: putting n of them into order takes Unicode n² steps."""
# What a run of marks looks like: none is a letter, a digit, white space or ASCII. The marks
# themselves take 15 ms to list, and hardly any text needs that.
_PERHAPS_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1}}}")


def decode(raw: bytes, *, name: str, charset: str | None = None) -> Decoded:
    """Return bytes as text in NFC with LF line ends, otherwise as it is, and what was guessed.

    ``charset`` is what the sender of the bytes says. Raise ArticleError, which names ``name``,
    when it is not text.
    """
    found = decoded(raw, name=name, charset=charset)
    if "\0" in found.text:
        raise ArticleError(f"{name} is not a text file: it holds null bytes. {READABLE}")
    return Decoded(normal(found.text, name=name), found.warning)


def normal(text: str, *, name: str) -> str:
    """Return text in NFC with LF line ends; raise ArticleError where that would take forever."""
    text = re.sub(r"\r\n?", "\n", text)
    if text.isascii():
        return text
    if _PERHAPS_MARKS.search(text) and (pile := _marks().search(text)):
        raise ArticleError(
            f"{name} has more than {_MOST_MARKS} accents on one letter, at character "
            f"{pile.start():,}; remove them and add it again."
        )
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=1)
def _marks() -> re.Pattern[str]:
    """Return a pattern of too many combining marks in a row; all of them are below U+1F000."""
    marks = "".join(char for char in map(chr, range(0x1F000)) if unicodedata.combining(char))
    return re.compile(f"[{marks}]{{{_MOST_MARKS + 1},}}")
