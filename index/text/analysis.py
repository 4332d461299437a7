"""What is computed once about an article: its passages, and the words of each, as arrays.

An `Analysis` is all that a collection needs to index an article and to order its passages. It is
kept with the article, so that opening a collection does not read the text again.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING

import numpy as np

from index.text.segment import segment
from index.text.terms import normal_forms, stem, words
from index.text.trigrams import signatures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.arrays import Int32s, UInt8s, UInt64s
    from index.model import Article, Passage
    from index.text.terms import Word


ANALYSIS_VERSION = 1
"""Changes whenever the same text would be analysed differently; kept analyses are then renewed."""

_HEADER = struct.Struct("<4I")
_OPENING_QUOTES, _CLOSING_QUOTES = "“«„‟", "”»"
_CURRENCIES = "$£€¥₹"
_BROKEN = re.compile(r"[-‐\u00ad][^\S\n]*\n[^\S\n]*")


class Mark(IntFlag):
    """What the writing around one occurrence of a word shows, beyond the word itself."""

    CAPITAL = 1
    """It begins with a capital letter."""
    UPPER = 2
    """It has two letters or more, all of them capitals."""
    MONEY = 4
    """A currency sign stands right before it."""
    PERCENT = 8
    """A percent sign follows it."""
    BREAK = 16
    """Punctuation separates it from the word before it."""
    BRACKET = 32
    """A bracket opens right before it."""
    QUOTED = 64
    """It stands between quotation marks."""
    JOINED = 128
    """A hyphen joins it to the word before it."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The passages of an article and their words; n passages, t words, f distinct forms.

    A *form* is a normal form of a word (`index.text.terms.normal_forms`); one that is written in
    capitals and would be a stop word in lower case ("WHO") is a form of its own, in capitals.
    """

    paragraphs: Int32s
    """(n,) the number of each passage's paragraph, from 1."""
    starts: Int32s
    """(n,) where each passage begins in the text, in characters."""
    ends: Int32s
    """(n,) where it ends."""
    word_ends: Int32s
    """(n,) where the words of each passage end in ``words``; they begin where the last ended."""
    words: Int32s
    """(t,) each word as an index into ``forms``."""
    marks: UInt8s
    """(t,) its `Mark`."""
    forms: tuple[str, ...]
    """(f,) in order of appearance."""
    stems: tuple[str, ...]
    """(f,) the stem of each form."""
    grams: UInt64s
    """(f, 2) the `index.text.trigrams.signature` of each form."""

    def __len__(self) -> int:
        return len(self.starts)

    def to_bytes(self) -> bytes:
        """Return the analysis as bytes that `from_bytes` reads on any machine."""
        strings = "\n".join((*self.forms, *self.stems)).encode("utf-8", "surrogatepass")
        header = _HEADER.pack(len(self), len(self.words), len(self.forms), len(strings))
        arrays = (self.paragraphs, self.starts, self.ends, self.word_ends, self.words)
        numbers = b"".join(array.astype("<i4").tobytes() for array in arrays)
        return (
            header + numbers + self.marks.tobytes() + self.grams.astype("<u8").tobytes() + strings
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> Analysis:
        """Return the analysis that `to_bytes` wrote; raise ValueError for other bytes."""
        try:
            passages, found, forms, length = _HEADER.unpack_from(raw)
        except struct.error as error:
            raise ValueError("not an analysis: too short") from error
        numbers = 4 * passages + found
        at = _HEADER.size + 4 * numbers
        strings_at = at + found + 16 * forms
        if len(raw) != strings_at + length:
            raise ValueError("not an analysis: its length is wrong")
        values = np.frombuffer(raw, "<i4", numbers, _HEADER.size).astype(np.int32, copy=False)
        strings = raw[strings_at:].decode("utf-8", "surrogatepass").split("\n")
        columns = values[: 4 * passages].reshape(4, passages)
        return cls(
            paragraphs=columns[0],
            starts=columns[1],
            ends=columns[2],
            word_ends=columns[3],
            words=values[4 * passages :],
            marks=np.frombuffer(raw, np.uint8, found, at),
            forms=tuple(strings[:forms]),
            stems=tuple(strings[forms:]) if forms else (),
            grams=np.frombuffer(raw, "<u8", 2 * forms, at + found).reshape(-1, 2).astype(np.uint64),
        )


def analyse(article: Article) -> Analysis:
    """Return the analysis of an article: its passages (`index.text.segment`) and their words."""
    forms: dict[str, int] = {}
    found: list[int] = []
    marks: list[int] = []
    word_ends: list[int] = []
    passages = segment(article)
    for passage in passages:
        for form, mark in marked_forms(article.text[passage.start : passage.end]):
            found.append(forms.setdefault(form, len(forms)))
            marks.append(mark)
        word_ends.append(len(found))
    return Analysis(
        paragraphs=_column(passages, "paragraph"),
        starts=_column(passages, "start"),
        ends=_column(passages, "end"),
        word_ends=np.array(word_ends, np.int32),
        words=np.array(found, np.int32),
        marks=np.array(marks, np.uint8),
        forms=tuple(forms),
        stems=tuple(stem(form.casefold()) for form in forms),
        grams=signatures(forms),
    )


def _column(passages: list[Passage], name: str) -> Int32s:
    return np.array([getattr(passage, name) for passage in passages], np.int32)


def marked_forms(text: str, found_words: Iterable[Word] | None = None) -> list[tuple[str, int]]:
    """Return the forms of the words of a text in NFC, in order, each with its `Mark`.

    Of a word that a hyphen breaks at the end of a line there are its two parts, since it may be two
    words, and the whole. ``found_words`` are the text's `words`, where they are known.
    """
    found: list[tuple[str, int]] = []
    end = 0
    quoted = False
    before = ""
    for word in words(text) if found_words is None else found_words:
        gap = text[end : word.start]
        if "\n" in gap and _BROKEN.fullmatch(gap):
            found += [(norm, Mark.JOINED) for norm in normal_forms(before + word.text)]
        before = word.text
        mark = 0
        if gap != " " and gap:
            mark, quoted = _mark_of_gap(gap, first=end == 0, quoted=quoted)
        end = word.end
        if text[end : end + 1] == "%":
            mark |= Mark.PERCENT
        if quoted:
            mark |= Mark.QUOTED
        raw = word.text
        if raw[0].isupper():
            mark |= Mark.UPPER | Mark.CAPITAL if len(raw) > 1 and raw.isupper() else Mark.CAPITAL
        if word.acronym:
            found += [(norm.upper(), mark) for norm in word.norms]
        else:
            found += [(norm, mark) for norm in word.norms]
    return found


def _mark_of_gap(gap: str, *, first: bool, quoted: bool) -> tuple[int, bool]:
    """Return what the characters before a word show, and whether a quotation is open after them."""
    mark = 0
    last = gap[-1]
    if last in _CURRENCIES:
        mark |= Mark.MONEY
    if last in "([":
        mark |= Mark.BRACKET
    if gap in ("-", "‐", "‑"):
        mark |= Mark.JOINED
    elif not first and not gap.isspace():
        mark |= Mark.BREAK
    for char in gap:
        if char == '"':
            quoted = not quoted
        elif char in _OPENING_QUOTES:
            quoted = True
        elif char in _CLOSING_QUOTES:
            quoted = False
    return mark, quoted
