"""Split a text into the pieces of words that the reader knows.

This is WordPiece (Wu et al. 2016) with the rules of the uncased BERT models (Devlin et al. 2019):
lower case, no accents, punctuation apart, and of each word the longest known beginnings.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAD, UNKNOWN, START, SEPARATOR = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
_LONGEST_WORD = 100
"""Characters above which a word is unknown as a whole, as in BERT: so the time stays linear."""
_CHARACTERS_A_PIECE = 16
"""Of a text that is cut to some pieces, so many characters a piece are looked at."""
_IDEOGRAPHS = "\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0002fa1f\uf900-\ufaff"
_IS_IDEOGRAPH = re.compile(f"[{_IDEOGRAPHS}]")


class WordPieces:
    """A vocabulary of pieces; those that go on within a word begin with ``##``."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._longest = max(map(len, vocabulary))
        self.start, self.separator = self._ids[START], self._ids[SEPARATOR]
        self._unknown = self._ids[UNKNOWN]

    def __len__(self) -> int:
        return len(self._ids)

    def first(self, text: str, most: int) -> list[int]:
        """Return the numbers of at most ``most`` pieces, from the beginning of a text."""
        found: list[int] = []
        for word in _words(text[: most * _CHARACTERS_A_PIECE]):
            found += self._pieces(word)
            if len(found) >= most:
                break
        return found[:most]

    def last(self, text: str, most: int) -> list[int]:
        """Return the numbers of at most ``most`` pieces, up to the end of a text."""
        found = [
            piece
            for word in _words(text[-most * _CHARACTERS_A_PIECE :] if most else "")
            for piece in self._pieces(word)
        ]
        return found[max(len(found) - most, 0) :]

    def _pieces(self, word: str) -> tuple[int, ...]:
        known = self._ids.get(word)
        return (known,) if known is not None else self._split(word)

    def _split(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        found: list[int] = []
        at, mark = 0, ""
        while at < len(word):
            for end in range(min(len(word), at + self._longest), at, -1):
                number = self._ids.get(mark + word[at:end])
                if number is not None:
                    break
            else:
                return (self._unknown,)
            found.append(number)
            at, mark = end, "##"
        return tuple(found)


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text in lower case without accents; punctuation is a word of its own."""
    for word in text.split():
        if word.isascii() and word.isalnum():
            yield word.lower()
        else:
            yield from _parts(word)


def _parts(word: str) -> Iterator[str]:
    """Yield the parts of what stands between spaces."""
    plain = unicodedata.normalize("NFD", word.lower())
    part = ""
    for character in plain:
        category = unicodedata.category(character)
        if category == "Mn" or category.startswith("C"):
            continue
        if _is_punctuation(character, category) or _IS_IDEOGRAPH.match(character):
            if part:
                yield part
            part = ""
            yield character
        else:
            part += character
    if part:
        yield part


def _is_punctuation(character: str, category: str) -> bool:
    """Tell whether BERT takes a character as punctuation: in ASCII, all that is no letter is."""
    return category.startswith("P") or (character.isascii() and not character.isalnum())
