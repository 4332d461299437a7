"""The words of a page of a PDF, as PDFium finds them: where each stands, and how large it is."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypdfium2 import PdfPage, PdfTextPage

HYPHEN = "\u0002"
"""What PDFium writes for a hyphen at the end of a line that cut a word."""
_SPACES = frozenset({0x20, 0xA0, 0x09, 0x2002, 0x2003, 0x2009, 0x3000})
_LINE_ENDS = frozenset({0x0A, 0x0D})
_BIDI = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_ALEF_LAM = re.compile(r"[اأإآ]ل")
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u30ff]")
_MARK = re.compile(r"(.*[^\W\d_][.,;:!?)\]”’\"']*)(\d{1,3}|[*†‡§]+)$")
_REFERENCE = re.compile(r"[(\[]?\d{1,3}[)\]]?(?:,\d{1,3})*|[*†‡§]{1,3}")
_MOST_MARKS = 100
"""Numbers of a page that are looked at: one of a table has more, and they are not raised."""
_TOUCH = 0.5
"""Room between a mark and the word that it stands at, in sizes of its letters."""
_RAISED = 0.8
"""Size of a reference mark, of that of the word that it stands at."""
_TURNED = 0.3
"""Angle, in radians, from which on a word is not read with the lines of its page."""
_EMPTY_BAND = 0.08
"""Width, in sizes of the letters, that no gap of a page has, between those in and of words."""
_WIDEST_STRAY = 0.22
"""Gap, in sizes of the letters, that is wider than those within a word of any font."""
_FEW_SPACES = 0.02
"""Share of real spaces below which a file shows words by gaps alone."""
_BOLD = re.compile(rb"(?i)bold|black|heavy|semibold|demi")
_ITALIC = re.compile(rb"(?i)italic|oblique")
_MONO = re.compile(rb"(?i)mono|courier|consol|typewriter|menlo|cmtt|sourcecode|inconsolata")
_BOLD_WEIGHT = 600


@dataclass(slots=True)
class Word:
    """Letters without a space; places are in points, from the left and from below."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    italic: bool
    mono: bool
    """Whether its letters are all of one width, as those of programs."""
    line: int
    """Number of the line of the page that PDFium put it into."""
    is_real_space: bool = True
    """Whether the file itself has a space before it."""

    @property
    def is_bidi(self) -> bool:
        """Whether it is read from right to left."""
        return _BIDI.search(self.text) is not None


def is_cjk(letter: str) -> bool:
    """Tell whether a letter is of a script that has no spaces between words."""
    return _CJK.match(letter) is not None


def words_of(page: PdfPage) -> list[Word]:
    """Return the words of a page in the order of the file, without those that are turned."""
    text_page = page.get_textpage()
    try:
        words = list(_words(text_page, page.get_rotation()))
    finally:
        text_page.close()
    return _without_stray_gaps(_without_marks(words))


def gap(before: Word, after: Word) -> float:
    """Return the room between two words that follow each other, in sizes of their letters."""
    size = max(before.size, after.size, 1.0)
    if after.x0 < before.x0 and (before.is_bidi or after.is_bidi):
        return (before.x0 - after.x1) / size
    return (after.x0 - before.x1) / size


def _words(text_page: PdfTextPage, rotation: int) -> Iterator[Word]:
    measure = _Measure(text_page, rotation)
    raw = text_page.raw
    letters: list[str] = []
    first = line = 0
    real = True
    for at in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, at)
        if code in _SPACES or code in _LINE_ENDS or code in {0, 0xFFFE, 0xFFFF}:
            if letters:
                yield from measure.word(letters, first, at, line, is_real_space=real)
                letters = []
                real = code in _SPACES and not pdfium.FPDFText_IsGenerated(raw, at)
            line += code in _LINE_ENDS
            continue
        if not letters:
            first = at
        letters.append(chr(code))
        if letters[-1] == HYPHEN:  # what follows is on the next line
            yield from measure.word(letters, first, at + 1, line, is_real_space=real)
            letters, real = [], False
            line += 1
    if letters:
        yield from measure.word(letters, first, first + len(letters), line, is_real_space=real)


class _Measure:
    """Asks PDFium where the letters of a page are; each question costs a microsecond or so."""

    def __init__(self, text_page: PdfTextPage, rotation: int) -> None:
        self._raw = text_page.raw
        self._rotation = rotation
        self._numbers = [ctypes.c_double() for _ in range(4)]
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._styles: dict[bytes, tuple[bool, bool, bool]] = {}

    def word(
        self, letters: list[str], first: int, end: int, line: int, *, is_real_space: bool
    ) -> Iterator[Word]:
        """Yield the word of some letters; nothing where it is turned."""
        text = "".join(letters)
        last = end - 1
        if abs(self._angle(first) - self._turned()) > _TURNED:
            return
        size = self._size(first)
        if mark := _MARK.match(text):
            inner = first + len(mark[1])
            if inner <= last and self._size(inner) < _RAISED * size:
                text, last = mark[1], inner - 1
        elif _ALEF_LAM.search(text):
            text = self._right_order(text, first)
        x0, x1 = self._ends(first, last)
        yield Word(
            text, x0, x1, self._baseline(first), size, *self._style(first), line, is_real_space
        )

    def _turned(self) -> float:
        """Return the angle of letters that a reader of the turned page sees upright."""
        return (self._rotation % 360) * 0.0174533

    def _angle(self, at: int) -> float:
        return float(pdfium.FPDFText_GetCharAngle(self._raw, at))

    def _size(self, at: int) -> float:
        """Return the size of a letter, which may stand in its matrix."""
        size = float(pdfium.FPDFText_GetFontSize(self._raw, at))
        if pdfium.FPDFText_GetMatrix(self._raw, at, self._matrix):
            size *= hypot(self._matrix.b, self._matrix.d)
        return max(size, 1.0)

    def _box(self, at: int) -> tuple[float, float, float, float]:
        """Return the left, right, bottom and top of a letter."""
        pdfium.FPDFText_GetCharBox(self._raw, at, *self._numbers)
        left, right, bottom, top = (number.value for number in self._numbers)
        match self._rotation % 360:
            case 90:
                return bottom, top, -right, -left
            case 180:
                return -right, -left, -top, -bottom
            case 270:
                return -top, -bottom, left, right
            case _:
                return left, right, bottom, top

    def _ends(self, first: int, last: int) -> tuple[float, float]:
        one, other = self._box(first), self._box(last)
        return min(one[0], other[0]), max(one[1], other[1])

    def _baseline(self, at: int) -> float:
        x, y = self._numbers[:2]
        pdfium.FPDFText_GetCharOrigin(self._raw, at, x, y)
        match self._rotation % 360:
            case 90:
                return -x.value
            case 180:
                return -y.value
            case 270:
                return x.value
            case _:
                return y.value

    def _style(self, at: int) -> tuple[bool, bool, bool]:
        """Return whether a letter is bold, italic, and of a font for programs."""
        pdfium.FPDFText_GetFontInfo(self._raw, at, self._name, len(self._name), self._flags)
        name = self._name.value
        if name not in self._styles:
            weight = pdfium.FPDFText_GetFontWeight(self._raw, at)
            is_bold = bool(_BOLD.search(name)) or weight >= _BOLD_WEIGHT
            self._styles[name] = is_bold, bool(_ITALIC.search(name)), bool(_MONO.search(name))
        return self._styles[name]

    def _right_order(self, text: str, first: int) -> str:
        """Return Arabic whose letters lam and alef, one glyph of two, are in the right order."""
        letters = list(text)
        for match in _ALEF_LAM.finditer(text):
            at = match.start()
            if self._box(first + at) == self._box(first + at + 1):
                letters[at], letters[at + 1] = letters[at + 1], letters[at]
        return "".join(letters)


def _without_marks(words: list[Word]) -> list[Word]:
    """Return words without small numbers raised behind one; before one it is that of a footnote.

    Some files write them after all else.
    """
    marks = [word for word in words if _REFERENCE.fullmatch(word.text)]
    gone: set[int] = set()
    before: dict[int, Word] = {}
    for mark in marks[:_MOST_MARKS]:
        near = [word for word in words if _is_at(mark, word)]
        if any(-_TOUCH < gap(word, mark) < _TOUCH for word in near):
            gone.add(id(mark))
        elif following := next((word for word in near if -_TOUCH < gap(mark, word) < 1), None):
            mark.y, mark.size, mark.line = following.y, following.size, following.line
            before[id(following)] = mark
            gone.add(id(mark))
    kept: list[Word] = []
    for word in words:
        if mark_before := before.get(id(word)):
            kept.append(mark_before)
        if id(word) not in gone:
            kept.append(word)
    return kept


def _is_at(mark: Word, word: Word) -> bool:
    """Tell whether a mark is small and raised beside a word."""
    raised = mark.y - word.y
    return mark.size < _RAISED * word.size and 0.1 * word.size < raised < word.size


def _without_stray_gaps(words: list[Word]) -> list[Word]:
    """Return words put together where a file without spaces only moved a letter a little.

    Which gaps are between words is told by the widest band of widths that no gap of the page has.
    """
    pairs = [
        (before, after)
        for before, after in pairwise(words)
        if before.line == after.line and not after.is_real_space and not after.is_bidi
    ]
    if len(pairs) < 0.5 * len(words) or not words:
        return words
    real = sum(word.is_real_space for word in words)
    widths = sorted(gap(before, after) for before, after in pairs if 0 < gap(before, after) < 1)
    if not widths or real > max(_FEW_SPACES * len(words), _lines(words)):
        return words
    bands = [(wide - narrow, narrow, wide) for narrow, wide in pairwise(widths)]
    within = [band for band in bands if band[1] < _WIDEST_STRAY]
    widest = max(within, default=(0.0, 0.0, 0.0))
    if widest[0] < _EMPTY_BAND or 2 * sum(width > widest[1] for width in widths) < len(widths):
        return words
    edge = (widest[1] + widest[2]) / 2
    joined: list[Word] = []
    for word in words:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.line == word.line
            and not word.is_real_space
            and not is_cjk(word.text[0])
            and -0.3 < gap(last, word) < edge  # noqa: PLR2004 - further back is another column
        ):
            last.text += word.text
            last.x1 = max(last.x1, word.x1)
        else:
            joined.append(word)
    return joined


def _lines(words: Sequence[Word]) -> int:
    return len({word.line for word in words})
