"""Turn bytes into text with one sort of line end and one form of Unicode."""

from __future__ import annotations

import unicodedata

from index.errors import ArticleError
from index.ingest.encodings import Decoded, decoded
from index.ingest.sniff import READABLE
from index.text.unicode import MOST_COMPOSED, MOST_MARKS, pile_of_marks


def decode(
    raw: bytes, *, name: str, charset: str | None = None, most: int | None = None
) -> Decoded:
    """Return bytes as text in NFC with LF line ends, otherwise as it is, and what was guessed.

    ``charset`` is what the sender of the bytes says; a byte order mark goes before it, and UTF-8
    where it is unknown. Raise ArticleError, which names ``name``, when it is not text or has more
    than ``most`` characters.
    """
    found = decoded(raw, name=name, charset=charset)
    if "\0" in found.text:
        raise ArticleError(f"{name} is not a text file: it holds null bytes. {READABLE}")
    return Decoded(normal(found.text, name=name, most=most), found.warning)


def normal(text: str, *, name: str, most: int | None = None) -> str:
    """Return text in NFC with LF line ends.

    Raise ArticleError where it has more than ``most`` characters, or too many accents on a letter.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    composable = 1 if text.isascii() else MOST_COMPOSED
    if most is not None and len(text) > composable * most:
        raise too_long(name, len(text), most)
    if (pile := pile_of_marks(text)) is not None:
        raise ArticleError(
            f"{name} has more than {MOST_MARKS} accents on one letter, at character "
            f"{pile:,}; remove them and add it again."
        )
    text = unicodedata.normalize("NFC", text)
    if most is not None and len(text) > most:
        raise too_long(name, len(text), most)
    return text


def too_long(name: str, characters: int, most: int) -> ArticleError:
    """Return the error that says how long a text is, and how long it may be."""
    return ArticleError(
        f"{name} has {characters:,} characters of text; an article may have {most:,}. "
        "Split it into several."
    )
