"""The words of a page of a PDF, as PDFium finds them: where each stands, and how large it is."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass, field
from itertools import pairwise
from math import hypot, radians
from statistics import median
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pypdfium2 import PdfPage, PdfTextPage

HYPHEN = "\u0002"
"""What PDFium writes for a hyphen at the end of a line that cut a word."""
_LINE = re.compile(rf"[^\r\n{HYPHEN}]+{HYPHEN}?|{HYPHEN}")
_LETTERS = re.compile(r"[^\s\0\uffff]+")
_MARKS = frozenset("0123456789*†‡§")
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
    is_real_space: bool = False
    """Whether the file itself has a space before it."""
    is_bidi: bool = field(init=False)
    """Whether it is read from right to left."""

    def __post_init__(self) -> None:
        self.is_bidi = not self.text.isascii() and _BIDI.search(self.text) is not None


def is_cjk(letter: str) -> bool:
    """Tell whether a letter is of a script that has no spaces between words."""
    return _CJK.match(letter) is not None


def words_of(page: PdfPage) -> list[Word]:
    """Return the words of a page in the order of the file, without those that are turned."""
    text_page = page.get_textpage()
    try:
        words = _words(text_page, page.get_rotation() % 360)
    finally:
        text_page.close()
    return _without_stray_gaps(_without_marks(words))


def gap(before: Word, after: Word) -> float:
    """Return the room between two words that follow each other, in sizes of their letters."""
    size = max(after.size, before.size)  # at least 1, see `_size`
    if after.x0 < before.x0 and (before.is_bidi or after.is_bidi):
        return (before.x0 - after.x1) / size
    return (after.x0 - before.x1) / size


def _words(text_page: PdfTextPage, rotation: int) -> list[Word]:
    """Return the words of the lines that a reader of the page, turned by degrees, sees upright."""
    text = _text_of(text_page)
    measure = _Measure(text_page, rotation)
    words: list[Word] = []
    for number, line in enumerate(_LINE.finditer(text)):
        found = list(_LETTERS.finditer(text, line.start(), line.end()))
        if not found or not measure.is_upright(found[0].start()):
            continue
        style = measure.style(found[0].start())
        is_mixed = measure.style(found[-1].end() - 1) != style
        for place, match in enumerate(found):
            word = measure.word(match, number, style)
            if is_mixed:
                word.bold, word.italic, word.mono = measure.style(match.start())
            word.is_real_space = place > 0 and measure.is_real(match.start() - 1)
            words.append(word)
    return words


def _text_of(text_page: PdfTextPage) -> str:
    """Return the text of a page with one character for each that PDFium counts."""
    count = text_page.count_chars()
    buffer = (ctypes.c_ushort * (count + 1))()
    pdfium.FPDFText_GetText(text_page.raw, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace").rstrip("\0")
    if len(text) != count:  # it leaves out what is no letter, and writes some as two halves
        codes = (pdfium.FPDFText_GetUnicode(text_page.raw, at) for at in range(count))
        text = "".join(map(chr, codes))
    return text.replace("\ufffe", HYPHEN)


class _Measure:
    """Asks PDFium where the letters of a page are; each question costs half a microsecond."""

    def __init__(self, text_page: PdfTextPage, rotation: int) -> None:
        self._raw = text_page.raw
        self._rotation = rotation
        self._left, self._right, self._bottom, self._top = (ctypes.c_double() for _ in range(4))
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()
        self._styles: dict[bytes, tuple[bool, bool, bool]] = {}

    def word(self, match: re.Match[str], line: int, style: tuple[bool, bool, bool]) -> Word:
        """Return the word of some letters, without the raised mark of a note behind it."""
        text = match[0]
        first, last = match.start(), match.end() - 1
        size = self._size(first)
        if text[-1] in _MARKS and (mark := _MARK.match(text)):
            inner = first + len(mark[1])
            if self._size(inner) < _RAISED * size:
                text, last = mark[1], inner - 1
        elif not text.isascii() and _ALEF_LAM.search(text):
            text = self._right_order(text, first)
        box = self._box(first)
        end = self._box(last) if last > first else box
        x0, x1 = (box[0], end[1]) if box[0] <= end[0] else (end[0], box[1])
        return Word(text, x0, x1, self._baseline(first), size, *style, line)

    def is_upright(self, at: int) -> bool:
        """Tell whether a letter stands upright on the page as it is turned."""
        angle = float(pdfium.FPDFText_GetCharAngle(self._raw, at))
        return abs(angle - radians(self._rotation)) < _TURNED

    def is_real(self, at: int) -> bool:
        """Tell whether a space is in the file, and not only a gap."""
        return not pdfium.FPDFText_IsGenerated(self._raw, at)

    def _size(self, at: int) -> float:
        """Return the size of a letter, which may stand in its matrix."""
        size = float(pdfium.FPDFText_GetFontSize(self._raw, at))
        if pdfium.FPDFText_GetMatrix(self._raw, at, self._matrix):
            size *= hypot(self._matrix.b, self._matrix.d)
        return max(size, 1.0)

    def _box(self, at: int) -> tuple[float, float]:
        """Return where a letter begins and ends, as the page is turned."""
        left, right, bottom, top = self._left, self._right, self._bottom, self._top
        pdfium.FPDFText_GetCharBox(self._raw, at, left, right, bottom, top)
        match self._rotation:
            case 0:
                return left.value, right.value
            case 90:
                return bottom.value, top.value
            case 180:
                return -right.value, -left.value
            case _:
                return -top.value, -bottom.value

    def _baseline(self, at: int) -> float:
        x, y = self._left, self._right
        pdfium.FPDFText_GetCharOrigin(self._raw, at, x, y)
        match self._rotation:
            case 0:
                return y.value
            case 90:
                return -x.value
            case 180:
                return -y.value
            case _:
                return x.value

    def style(self, at: int) -> tuple[bool, bool, bool]:
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
    usual = median(word.size for word in words) if words else 0
    small = (word for word in words if word.size < _RAISED * usual)
    marks = [word for word in small if _REFERENCE.fullmatch(word.text)]
    if not marks:
        return words
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
