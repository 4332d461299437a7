"""Put the words of a page into rows in reading order, even across columns.

The file's own order is right where it writes one column after another; where it goes on at the same
height in the next column, the page is cut along its gutters instead (XY-cut, Nagy and Seth 1984).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from statistics import median
from typing import TYPE_CHECKING

from index.ingest.pdf.words import HYPHEN, gap, is_cjk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.ingest.pdf.words import Word

_SAME_LINE = 0.35
"""Difference of height of two words of a row, in sizes of their letters."""
_APART = 0.9
"""Gap between two columns, in sizes of the letters; justified lines have narrower ones."""
_BACK = -0.5
_COLUMN_LETTERS = 14
"""Letters of a piece of a line that may be a line of a column, and no cell of a table."""
_HOPS = 0.05
"""Share of the pieces of a page that go on in another column from which on its order is wrong."""
_SHARED = 0.3
"""Share of the hops of a page with three columns or four that are over one gutter."""
_FEWEST_ROWS = 2
_DEEPEST = 40
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_CAPITAL = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Row:
    """Words at the same height; a table's row has several ``cells``, each of some words."""

    cells: list[list[Word]]
    page: int
    block: int
    """Number of the column or other block on the page that it stands in."""
    text: str = field(init=False)
    is_cut: bool = field(init=False)
    """Whether it ends in the middle of a word."""
    x0: float = field(init=False)
    x1: float = field(init=False)
    y: float = field(init=False)
    """Its height on the page, in points from below."""
    size: float = field(init=False)
    """The size of most of its letters."""
    bold: bool = field(init=False)
    """Whether all of it is bold."""
    italic: bool = field(init=False)
    mono: bool = field(init=False)
    sizes: tuple[float, float] = field(init=False)
    """The smallest and the largest size of its words."""
    opens_bold: bool = field(init=False)
    """Whether its first word is bold."""

    def __post_init__(self) -> None:
        words = [word for cell in self.cells for word in cell]
        text = " ".join(map(text_of, self.cells))
        self.is_cut = text.endswith(HYPHEN)
        self.text = _CONTROL.sub(" ", text.replace(HYPHEN, "-")).strip()
        self.x0 = min(word.x0 for word in words)
        self.x1 = max(word.x1 for word in words)
        self.y = words[0].y
        self.size = _usual_size(words)
        self.bold = all(word.bold for word in words)
        self.italic = all(word.italic for word in words)
        self.mono = all(word.mono for word in words)
        sizes = [word.size for word in words]
        self.sizes = min(sizes), max(sizes)
        self.opens_bold = words[0].bold


def _usual_size(words: Sequence[Word]) -> float:
    if len({word.size for word in words}) == 1:
        return words[0].size
    half = sum(len(word.text) for word in words) / 2
    for word in sorted(words, key=lambda word: -word.size):
        half -= len(word.text)
        if half <= 0:
            return word.size
    return words[0].size


def rows_of(words: Sequence[Word], page: int) -> list[Row]:
    """Return the rows of a page in the order in which they are read."""
    pieces = _pieces(words)
    hops = [(one[-1].x1, other[0].x0) for one, other in pairwise(pieces) if _hops(one, other)]
    if len(hops) > max(1, _HOPS * len(pieces)) and _share_gutters(hops):
        blocks = [_rows(block) for block in _cut(list(words))]
    else:
        blocks = [_joined(pieces)]
    return [
        Row(_cells(row), page, number)
        for number, block in enumerate(blocks)
        for row in block
        if row
    ]


def text_of(words: Sequence[Word]) -> str:
    """Return words as a line: nothing stands between two of a script without spaces."""
    written = ""
    previous: Word | None = None
    for word in words:
        if previous is None or _is_one_word(previous, word):
            written += word.text
        else:
            written += f" {word.text}"
        previous = word
    return written


def _is_one_word(before: Word, after: Word) -> bool:
    """Tell whether no space stands between two words: Chinese, small capitals and drop capitals."""
    if is_cjk(before.text[-1]) and is_cjk(after.text[0]):
        return True
    is_initial = len(before.text) == 1 and before.text.isupper()
    return (
        is_initial
        and before.size > 1.15 * after.size
        and _CAPITAL.match(after.text) is not None
        and not after.is_real_space
        and gap(before, after) < 0.2  # noqa: PLR2004 - less than a space
    )


def _pieces(words: Iterable[Word]) -> list[list[Word]]:
    """Return runs of words that follow one another on a line, in the order of the file."""
    pieces: list[list[Word]] = []
    for word in words:
        last = pieces[-1][-1] if pieces else None
        if last is not None and _is_level(last, word) and _BACK <= gap(last, word) < _APART:
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return pieces


def _is_level(one: Word, other: Word) -> bool:
    size = max(other.size, one.size)  # faster than max, and called most
    return -_SAME_LINE * size < one.y - other.y < _SAME_LINE * size


def _hops(before: Sequence[Word], after: Sequence[Word]) -> bool:
    """Tell whether the file goes on at the same height in the next column."""
    last, first = before[-1], after[0]
    near = abs(last.y - first.y) < _APART * last.size
    return near and first.x0 > last.x1 and min(_letters(before), _letters(after)) >= _COLUMN_LETTERS


def _share_gutters(hops: Sequence[tuple[float, float]]) -> bool:
    """Tell whether many hops, each over a range, are over the same place.

    The gaps of justified lines are anywhere.
    """
    edges = sorted([(start, 1) for start, _ in hops] + [(end, -1) for _, end in hops])
    most = accumulate(step for _, step in edges)
    return max(most) >= max(2, _SHARED * len(hops))


def _letters(words: Iterable[Word]) -> int:
    return sum(len(word.text) + 1 for word in words)


def _joined(pieces: Iterable[list[Word]]) -> list[list[Word]]:
    """Return pieces as rows: what stands further right at the same height belongs to the row."""
    rows: list[list[Word]] = []
    for piece in pieces:
        last = rows[-1] if rows else None
        follows = last is not None and piece[0].x0 >= max(word.x1 for word in last[-3:]) - 1
        if last is not None and follows and _is_level(last[-1], piece[0]):
            last += piece
        elif last is not None and _is_level(last[0], piece[0]) and piece[-1].x1 <= last[0].x0:
            last[:0] = piece  # the mark of an item that is written after it
        else:
            rows.append(list(piece))
    return rows


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Return the rows of a block by where its words stand alone."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        if rows and _is_level(rows[-1][0], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_in_order(row) for row in rows]


def _in_order(row: list[Word]) -> list[Word]:
    bidi = sum(word.is_bidi for word in row)
    return sorted(row, key=lambda word: word.x0, reverse=2 * bidi > len(row))


def _cells(row: Sequence[Word]) -> list[list[Word]]:
    cells = [[row[0]]]
    for before, after in pairwise(row):
        if gap(before, after) >= _APART:
            cells.append([after])
        else:
            cells[-1].append(after)
    return cells


def _cut(words: list[Word], depth: int = 0) -> list[list[Word]]:
    """Return the blocks of a page: cut down its gutters, and across where that opens one."""
    if len(words) < 2 * _FEWEST_ROWS or depth > _DEEPEST:
        return [words]
    size = median(word.size for word in words)
    for room, left, right in sorted(_gaps((word.x0, word.x1) for word in words), reverse=True):
        if room <= _APART * size:
            break
        one = [word for word in words if word.x1 <= left + 0.01]
        other = [word for word in words if word.x0 >= right - 0.01]
        if _is_column(one) and _is_column(other):
            return _cut(one, depth + 1) + _cut(other, depth + 1)
    heights = ((-word.y - 0.75 * word.size, -word.y + 0.2 * word.size) for word in words)
    across = max(_gaps(heights), default=None)
    if across is None or not _has_gutter(words):
        return [words]
    middle = -(across[1] + across[2]) / 2
    above = [word for word in words if word.y > middle]
    below = [word for word in words if word.y <= middle]
    if not above or not below:
        return [words]
    return _cut(above, depth + 1) + _cut(below, depth + 1)


def _is_column(words: Sequence[Word]) -> bool:
    rows = _rows(words)
    return len(rows) >= _FEWEST_ROWS and median(map(_letters, rows)) >= _COLUMN_LETTERS


def _has_gutter(words: Sequence[Word]) -> bool:
    wide = sum(any(gap(*pair) > _APART for pair in pairwise(row)) for row in _rows(words))
    return wide >= _FEWEST_ROWS


def _gaps(ranges: Iterable[tuple[float, float]]) -> list[tuple[float, float, float]]:
    """Return the gaps between ranges: how wide each is, and where it begins and ends."""
    found: list[tuple[float, float, float]] = []
    end: float | None = None
    for start, stop in sorted(ranges):
        if end is not None and start > end:
            found.append((start - end, end, start))
        end = stop if end is None else max(end, stop)
    return found
