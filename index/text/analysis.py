"""What is computed once about an article: its passages and places, and the words of each.

An `Analysis` is all that a collection needs to index an article and to order its passages. It is
kept with the article, so that opening a collection does not read the text again.
"""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING, Final, get_args

import numpy as np

from index.model import Block, BlockKind
from index.text.outline import MARKS, block_of, to_values
from index.text.segment import outline_of, units
from index.text.terms import normal_forms, stem, words
from index.text.trigrams import signatures

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.arrays import Int32s, UInt8s, UInt64s
    from index.model import Article
    from index.text.terms import Word


ANALYSIS_VERSION = 2
"""Changes whenever the same text would be analyzed differently; kept analyses are then renewed."""

_HEADER = struct.Struct("<5I")
KINDS: Final = get_args(BlockKind)
"""The kinds of blocks; in arrays, a kind is its place here."""
_COLUMNS = 5
"""Columns of numbers with a row for each unit."""
_LABELLED = frozenset({"turn", "paragraph", "head", "note"})
"""Kinds whose labels do not stand in their text."""
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
    """The units of an article and their words; n units, t words, f distinct forms.

    A *unit* is a passage, or a stretch that is only place or furniture (`index.text.segment.Unit`).
    A *form* is a normal form of a word (`index.text.terms.normal_forms`); one that is written in
    capitals and would be a stop word in lower case ("WHO") is a form of its own, in capitals.
    """

    paragraphs: Int32s
    """(n,) the number of each unit's paragraph, from 1; 0 for what cannot be quoted."""
    starts: Int32s
    """(n,) where each unit begins in the text, in characters."""
    ends: Int32s
    """(n,) where it ends."""
    word_ends: Int32s
    """(n,) where the words of each unit end in ``words``; they begin where the last ended."""
    parents: Int32s
    """(n,) the unit that each stands under, by its number in the article, -1 for none."""
    kinds: UInt8s
    """(n,) what each is, as a place in `KINDS`."""
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
    labels: Mapping[int, str]
    """The labels of units that have one, such as who speaks."""
    marks_across: tuple[Block, ...]
    """The pages and times of the outline."""

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def passages(self) -> int:
        """How many units can be quoted."""
        return int((self.paragraphs > 0).sum())

    @property
    def furniture(self) -> int:
        """How many stretches of the text are no part of the article."""
        return int((self.kinds == KINDS.index("furniture")).sum())

    def to_bytes(self) -> bytes:
        """Return the analysis as bytes that `from_bytes` reads on any machine."""
        strings = "\n".join((*self.forms, *self.stems)).encode("utf-8", "surrogatepass")
        notes = json.dumps([list(self.labels.items()), to_values(self.marks_across)]).encode()
        sizes = (len(self), len(self.words), len(self.forms), len(strings), len(notes))
        columns = (self.paragraphs, self.starts, self.ends, self.word_ends, self.parents)
        numbers = b"".join(array.astype("<i4").tobytes() for array in (*columns, self.words))
        small = self.marks.tobytes() + self.kinds.tobytes()
        grams = self.grams.astype("<u8").tobytes()
        return b"".join((_HEADER.pack(*sizes), numbers, small, grams, strings, notes))

    @classmethod
    def from_bytes(cls, raw: bytes) -> Analysis:
        """Return the analysis that `to_bytes` wrote; raise ValueError for other bytes."""
        try:
            units, found, forms, length, noted = _HEADER.unpack_from(raw)
        except struct.error as error:
            raise ValueError("not an analysis: too short") from error
        numbers = _COLUMNS * units + found
        at = _HEADER.size + 4 * numbers
        grams_at = at + found + units
        strings_at = grams_at + 16 * forms
        if len(raw) != strings_at + length + noted:
            raise ValueError("not an analysis: its length is wrong")
        values = np.frombuffer(raw, "<i4", numbers, _HEADER.size).astype(np.int32, copy=False)
        strings = raw[strings_at : strings_at + length].decode("utf-8", "surrogatepass").split("\n")
        columns = values[: _COLUMNS * units].reshape(_COLUMNS, units)
        try:
            labels, marks = json.loads(raw[strings_at + length :])
            across = tuple(map(block_of, marks))
        except TypeError as error:
            raise ValueError("not an analysis: its notes are wrong") from error
        return cls(
            paragraphs=columns[0],
            starts=columns[1],
            ends=columns[2],
            word_ends=columns[3],
            parents=columns[4],
            kinds=np.frombuffer(raw, np.uint8, units, at + found),
            words=values[_COLUMNS * units :],
            marks=np.frombuffer(raw, np.uint8, found, at),
            forms=tuple(strings[:forms]),
            stems=tuple(strings[forms:]) if forms else (),
            grams=np.frombuffer(raw, "<u8", 2 * forms, grams_at).reshape(-1, 2).astype(np.uint64),
            labels={int(unit): str(label) for unit, label in labels},
            marks_across=across,
        )


def analyze(article: Article) -> Analysis:
    """Return the analysis of an article: its units (`index.text.segment`) and their words.

    The words of a unit are those of its text, and before them those of its label where that does
    not stand in it: who speaks, what a box is called. Furniture has none.
    """
    forms: dict[str, int] = {}
    found: list[int] = []
    marks: list[int] = []
    word_ends: list[int] = []
    text, outline = article.text, outline_of(article)
    made = units(text, outline)
    for unit in made:
        said = "" if unit.kind == "furniture" else text[unit.start : unit.end]
        beside = unit.label if unit.label and unit.kind in _LABELLED else ""
        for form, mark in (*marked_forms(beside), *marked_forms(said)):
            found.append(forms.setdefault(form, len(forms)))
            marks.append(mark)
        word_ends.append(len(found))
    return Analysis(
        paragraphs=_column(unit.paragraph for unit in made),
        starts=_column(unit.start for unit in made),
        ends=_column(unit.end for unit in made),
        word_ends=_column(word_ends),
        parents=_column(unit.parent for unit in made),
        kinds=np.array([KINDS.index(unit.kind) for unit in made], np.uint8),
        words=_column(found),
        marks=np.array(marks, np.uint8),
        forms=tuple(forms),
        stems=tuple(stem(form.casefold()) for form in forms),
        grams=signatures(forms),
        labels={number: unit.label for number, unit in enumerate(made) if unit.label},
        marks_across=tuple(block for block in outline if block.kind in MARKS),
    )


def _column(values: Iterable[int]) -> Int32s:
    return np.fromiter(values, np.int32)


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
