"""Join the rows of a PDF into paragraphs, headings, items and tables, over columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from index.ingest.labels import numbered
from index.ingest.manuscript import clean
from index.ingest.pdf.tables import begins_with_label, grid_of, runs_of
from index.ingest.pdf.words import is_cjk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.ingest.pdf.rows import Row
    from index.model import BlockKind

_WIDE_GAP = 1.3
"""Lines this many times farther apart than usual are of two paragraphs."""
_WIDEST_PITCH = 2.0
"""Distance of two lines of a paragraph, in sizes of the letters, when it is set double."""
_NEARLY = 1.06
_LARGE = 1.1
"""Size of a heading, of that of the text."""
_INDENT = 0.8
"""Indentation of a first line, in sizes of its letters."""
_AROUND = 3
"""Rows above and below that tell where a row could have ended."""
_FEWEST_FULL = 3
_LONGEST_HEADING = 200
_LONGEST_BOLD = 120
_MOST_ROWS = 2
_NAME = re.compile(r"[^\W\d_]{2}")
_SENTENCE_END = re.compile(r"[.!?:…。！？][\"'”’»)\]]*$")
_STOP = re.compile(r"[.!?;,…。！？][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[-*+!•●○‣◦▪■□–—·✓➤►▶\uf0a7\uf0b7\uf0d8\ufffd]|o(?= [A-Z]))\s+(?=\S)")
_HYPHENS = "-\u2010\u00ad"
_CUT_WORD = re.compile(rf"(?<![^\W\d_])([^\W\d_]+)[{_HYPHENS}]$")
_WORD = re.compile(rf"[^\W\d_]+(?:[{_HYPHENS}][^\W\d_]+)*")
_CAPITALS = re.compile(r"[^a-z]*[A-Z]{2}[^a-z]*")


@dataclass(slots=True)
class Paragraph:
    """A block to be: its text, and where in it pages begin."""

    kind: BlockKind
    text: str
    page: int
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    x0: float = 0.0
    rows: int = 1
    level: int = 0
    label: str = ""
    cells: tuple[str, ...] = ()
    breaks: list[tuple[int, int]] = field(default_factory=list)
    """Where in the text a page begins, and which."""


@dataclass(frozen=True, slots=True)
class _Flow:
    """What a row is compared with: the edges of its column, and the usual distance of lines."""

    left: float
    right: float
    pitch: float


class Writer:
    """The paragraphs so far, and the one that may go on in the next row."""

    def __init__(self, body: float, words: Counter[str]) -> None:
        self.paragraphs: list[Paragraph] = []
        self._body = body
        self._words = words
        self._previous: Row | None = None
        self._flow = _Flow(0, 0, 0)
        self._held: list[Paragraph] = []
        """Footnotes that wait for the end of the paragraph above them."""
        self._indents: list[float] = []

    def add_page(self, rows: Sequence[Row], notes: Iterable[tuple[str, list[Row]]]) -> None:
        """Take the rows of a page, and its footnotes."""
        for run, is_table in runs_of(rows):
            if is_table:
                self._end()
                self._add_table(run)
            else:
                for row, flow in _flows(run):
                    self._add(row, flow)
        for label, lines in notes:
            text = lines[0].text
            for line in lines[1:]:
                text = _joined(text, line.text, self._words)
            bare = re.sub(rf"^\(?{re.escape(label)}[.)]?\s*", "", text)
            self._held.append(Paragraph("note", clean(bare), lines[0].page, label=label))

    def finish(self) -> list[Paragraph]:
        """Return all paragraphs."""
        self._end()
        return self.paragraphs

    def _add_table(self, rows: Sequence[Row]) -> None:
        grid, has_head = grid_of(rows)
        for number, cells in enumerate(grid):
            if any(cells):
                kind: BlockKind = "head" if has_head and not number else "row"
                texts = tuple(clean(cell) for cell in cells)
                self.paragraphs.append(Paragraph(kind, " ".join(texts), rows[0].page, cells=texts))

    def _add(self, row: Row, flow: _Flow) -> None:
        text = clean(row.text)
        if not text:
            return
        previous, last = self._previous, self.paragraphs[-1] if self.paragraphs else None
        if row.mono:
            self._add_code(row, text, last)
        elif previous is not None and previous.mono:
            self._begin(row, text)
        elif previous is None or last is None or self._begins(previous, row, flow, last):
            self._end()
            self._begin(row, text)
        else:
            self._go_on(last, row, text)
        self._previous, self._flow = row, flow

    def _add_code(self, row: Row, text: str, last: Paragraph | None) -> None:
        """Take a line of a program, which stays one."""
        if last is not None and last.kind == "code" and self._previous is not None:
            last.text += f"\n{text}"
            if row.page != (last.breaks[-1][1] if last.breaks else last.page):
                last.breaks.append((len(last.text) - len(text), row.page))
            return
        self._end()
        self.paragraphs.append(Paragraph("code", text, row.page, row.size, x0=row.x0))

    def _begin(self, row: Row, text: str) -> None:
        new = Paragraph("paragraph", text, row.page, row.size, row.bold, row.italic, row.x0)
        if bullet := _BULLET.match(text):
            new.kind, new.text = "item", text[bullet.end() :]
            new.level = self._depth(row.x0)
        elif found := numbered(text):
            new.kind, new.label = "item", found[0]
            new.level = self._depth(row.x0)
        elif self._indents and row.x0 < self._indents[0] - 2:
            self._indents = []
        self.paragraphs.append(new)

    def _depth(self, x0: float) -> int:
        while self._indents and self._indents[-1] > x0 + 4:
            self._indents.pop()
        if not self._indents or self._indents[-1] < x0 - 4:
            self._indents.append(x0)
        return len(self._indents)

    def _go_on(self, last: Paragraph, row: Row, text: str) -> None:
        before = len(last.text)
        last.text = _joined(last.text, text, self._words)
        last.rows += 1
        last.size = min(last.size, row.size)
        last.bold = last.bold and row.bold
        last.italic = last.italic and row.italic
        if row.page != (last.breaks[-1][1] if last.breaks else last.page):
            last.breaks.append((max(before, len(last.text) - len(text)), row.page))

    def _end(self) -> None:
        self._previous = None
        self.paragraphs += self._held
        self._held = []

    def _begins(self, previous: Row, row: Row, flow: _Flow, last: Paragraph) -> bool:
        """Tell whether a row begins a paragraph, and does not go on with the one before it."""
        if _BULLET.match(row.text) or begins_with_label(row) or _is_numbered(row, last):
            return True
        goes_on = row.text[:1].islower() and not _STOP.search(previous.text)
        if not _are_alike(previous.sizes, row.sizes):
            return not goes_on
        changes = previous.size > _LARGE * self._body and previous.bold != row.bold
        if changes or (previous.bold and not row.opens_bold):
            return True
        if previous.is_cut or _CUT_WORD.search(previous.text):
            return False
        same = (previous.page, previous.block) == (row.page, row.block)
        down = previous.y - row.y
        if same and down > _WIDE_GAP * max(flow.pitch, 1.0):
            return not goes_on
        return self._has_room(previous, row, flow, last, is_below=same and down > 0)

    def _has_room(
        self, previous: Row, row: Row, flow: _Flow, last: Paragraph, *, is_below: bool
    ) -> bool:
        """Tell whether the first word of a row had room on the line above, or is set back."""
        if is_cjk(row.text[0]) and is_cjk(previous.text[-1]):
            had_room = previous.x1 < self._flow.right - 1.5 * previous.size
            return had_room and (bool(_SENTENCE_END.search(previous.text)) or last.rows > 1)
        first = row.cells[0][0]
        needs = first.x1 - first.x0 + 0.6 * row.size
        had_room = previous.x1 + needs < self._flow.right
        if row.text[0].islower():
            return had_room and bool(_SENTENCE_END.search(previous.text)) and is_below
        if is_below and last.kind != "item":
            set_back = row.x0 > flow.left + _INDENT * row.size
            if set_back and previous.x0 <= flow.left + 0.5 * row.size:
                return True
        if not is_below and not _SENTENCE_END.search(previous.text):
            return had_room and previous.x1 < 0.75 * self._flow.right
        return had_room


def _are_alike(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Tell whether two rows share a size of letters, nearly: one may have a word of another."""
    return max(one[0], other[0]) <= _NEARLY * min(one[1], other[1])


def _is_numbered(row: Row, last: Paragraph) -> bool:
    """Tell whether a row begins with the number of an item, and not with one of its sentence."""
    found = numbered(row.text)
    if found is None:
        return False
    if "." in found[0] or last.kind == "item" or not last.text:
        return True
    return _SENTENCE_END.search(last.text) is not None or last.rows == 1


def _flows(rows: Sequence[Row]) -> Iterable[tuple[Row, _Flow]]:
    """Yield rows, each with the edges of what stands around it in its column."""
    part: list[Row] = []
    for row in rows:
        last = part[-1] if part else None
        if last and (
            last.block != row.block
            or row.y > last.y + 1
            or row.x0 > max(one.x1 for one in part[-5:])
            or row.x1 < min(one.x0 for one in part[-5:])
        ):
            yield from _with_edges(part)
            part = []
        part.append(row)
    yield from _with_edges(part)


def _with_edges(rows: Sequence[Row]) -> Iterable[tuple[Row, _Flow]]:
    """Yield rows below one another; a narrower paragraph among them has an edge of its own."""
    if not rows:
        return
    flow = _edges(rows)
    for number, row in enumerate(rows):
        near = [one.x1 for one in rows[max(0, number - _AROUND) : number + _AROUND + 1]]
        right = max(near)
        full = sum(x1 > right - 1.5 * row.size for x1 in near)
        narrow = right < flow.right and full >= _FEWEST_FULL
        yield row, replace(flow, right=right) if narrow else flow


def _edges(rows: Sequence[Row]) -> _Flow:
    lefts = sorted(row.x0 for row in rows)
    rights = sorted(row.x1 for row in rows)
    downs = [before.y - after.y for before, after in pairwise(rows) if before.y - after.y > 1]
    usual = sorted(down for down in downs if down < 3 * rows[0].size)
    size = median(row.size for row in rows)
    return _Flow(
        left=lefts[len(lefts) // 5],
        right=rights[-1 - len(rights) // 10],
        pitch=min(usual[len(usual) // 3] if usual else 99, _WIDEST_PITCH * size),
    )


def _joined(paragraph: str, line: str, words: Counter[str]) -> str:
    """Return a paragraph with one line more, and the word between them whole."""
    cut = _CUT_WORD.search(paragraph)
    if cut is None:
        if is_cjk(paragraph[-1]) and is_cjk(line[0]):
            return paragraph + line
        return f"{paragraph.rstrip(_HYPHENS[2])} {line}"
    rest = re.match(r"[^\W\d_]+", line)
    if rest is None or not line[0].islower():
        return paragraph + line  # "Franco-" "Prussian", "COVID-" "19"
    whole, hyphened = (cut[1] + rest[0]).lower(), f"{cut[1]}-{rest[0]}".lower()
    if words[hyphened] > words[whole]:
        return paragraph + line
    return paragraph[:-1] + line


def words_in(rows: Iterable[Row]) -> Counter[str]:
    """Return how often each word stands in rows, by which cut ones are told from hyphened ones."""
    return Counter(word.lower() for row in rows for word in _WORD.findall(row.text))


def mark_headings(paragraphs: Sequence[Paragraph], body: float) -> None:
    """Say which paragraphs are headings, and of which level: by size, by weight, by number."""
    heads = [one for one in paragraphs if _is_large(one, body)]
    sizes = sorted({round(one.size) for one in heads}, reverse=True)
    for one in heads:
        one.kind = "heading"
        one.level, one.label = min(1 + sizes.index(round(one.size)), 5), ""
    lowest = min(len(sizes) + 1, 6)
    for here, following in pairwise([*paragraphs, None]):
        if (
            here is None
            or here.kind not in {"paragraph", "item"}
            or following is None
            or here.cells
        ):
            continue
        if _is_bold_heading(here, following) or _is_numbered_heading(here, following):
            depth = here.label.count(".") if here.kind == "item" else 0
            here.kind, here.level, here.label = "heading", min(lowest + depth, 6), ""


def _is_large(one: Paragraph, body: float) -> bool:
    return (
        one.kind in {"paragraph", "item"}
        and one.size >= _LARGE * body
        and len(one.text) <= _LONGEST_HEADING
        and any(letter.isalpha() for letter in one.text)
    )


def _is_bold_heading(one: Paragraph, following: Paragraph) -> bool:
    if len(one.text) > _LONGEST_BOLD or one.rows > _MOST_ROWS or _STOP.search(one.text):
        return False
    if not _NAME.search(one.text):
        return False
    if one.bold and not following.bold:
        return True
    if one.italic and not following.italic and one.rows == 1 and _is_title_case(one.text):
        return True
    is_loud = (
        one.kind == "paragraph" and one.rows == 1 and _CAPITALS.fullmatch(one.text) is not None
    )
    return is_loud and not _CAPITALS.fullmatch(following.text)


def _is_title_case(text: str) -> bool:
    """Tell whether all longer words of a line begin with a capital, as in titles."""
    longer = [word for word in text.split() if len(word) > 3 and word[0].isalpha()]  # noqa: PLR2004
    return bool(longer) and all(word[0].isupper() for word in longer)


def _is_numbered_heading(one: Paragraph, following: Paragraph) -> bool:
    """Tell whether a line with a number names what follows: it is short, and no list goes on."""
    return (
        one.kind == "item"
        and "." in one.label
        and one.rows == 1
        and len(one.text) <= 80  # noqa: PLR2004 - characters of a line
        and not _SENTENCE_END.search(one.text)
        and following.kind == "paragraph"
    )
