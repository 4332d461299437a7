"""The outline of a plain text, found by the ways in which people write one.

Headings stand alone, are underlined, numbered or marked; lists have bullets or numbers; questions
say "Q:"; chats name who speaks; tables have pipes or tabs. Whatever shows no sign is a paragraph. A
paragraph that is no part of the article (`index.text.boilerplate`) is furniture.

Every line is looked at a bounded number of times: the work grows with the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from index.model import Block
from index.text.boilerplate import is_boilerplate, source_line
from index.text.grids import table_at
from index.text.headings import (
    ENDS,
    LONGEST_QUESTION,
    is_numbered_title,
    level_of,
    may_be_title,
    opens_a_section,
)
from index.text.settling import CONTENTS, settled
from index.text.signs import Signs, is_separator, lines_of
from index.text.wrapping import hard_breaks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import BlockKind
    from index.text.signs import Line, Sign

_FENCE = re.compile(r"(`{3,}|~{3,})[^`~]*")
_UNDERLINE = re.compile(r"([=\-~^*#+])\1{2,}")
_UNDERLINED_LEVELS = {"=": 1, "#": 1, "*": 1, "-": 2, "~": 3, "^": 4, "+": 4}
_DOTTED = re.compile(r"[^.]{2,}?(?:[ \t]?\.){4,}[ \t]*[\divxlc]{0,5}")
_CODE = re.compile(r"[;{}\\]$|^[$#>%][ \t]|\w\(|[=<>|&]{1,3}|::|->|</?\w|^\S+$|[ \t]--?\w")
_SHORT = 50
"""Characters of a line that was not full."""
_INDENTED = 4
_DEEPEST = 99
"""Lists in lists; deeper ones are read as that deep."""
_LOOK_BACK = 8
"""Lines of an item or a turn that tell whether the next one goes on with it."""


def outline_of_text(text: str) -> tuple[Block, ...]:
    """Return the outline of a plain text; see `index.text.outline` for what it promises."""
    reader = _Reader(text)
    reader.read()
    blocks = settled(text, reader.blocks, reader.standing)
    found = sorted([*reader.marks, *blocks], key=lambda block: block.start)
    return tuple(found)


class _Reader:
    """Goes through the lines of a text once, and writes down blocks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = lines_of(text)
        self._signs = Signs(self._lines)
        self._source = source_line(text)
        self._fences: dict[str, list[int]] = {}
        """The lines that may end a fence, by what stands on them."""
        for at, line in enumerate(self._lines):
            if line.text.startswith(("```", "~~~")):
                self._fences.setdefault(line.text, []).append(at)
        self._list: list[tuple[int, str]] = []
        """The open items: how far each is indented, and how it is numbered."""
        self.blocks: list[Block] = []
        self.marks: list[Block] = []
        self.standing: set[int] = set()
        """Blocks that are headings if they stand above something: lines that stand alone."""

    def read(self) -> None:
        at = 0
        while at < len(self._lines):
            at = self._read_at(at)

    def _read_at(self, at: int) -> int:
        """Read the block that begins on a line; return the line after it."""
        line = self._lines[at]
        if line.blank:
            return at + 1
        end = self._end_of_fence(at)
        if end > at or is_separator(line.text):
            return max(end, at + 1)
        if level := self._underlined(at):
            self._heading(line.start, line.end, level)
            return at + 2
        end = self._table(at)
        if end > at:
            return end
        if speaker := self._signs.speaker(line.text):
            return self._turn(at + 1, speaker)
        sign = self._signs.of(line.text)
        return self._paragraph(at) if sign is None else self._signed(at, sign)

    def _table(self, at: int) -> int:
        """Write down the table that begins on a line; return the line after it, ``at`` for none."""
        rows, end = table_at(self._text, self._lines, at)
        level = self._depth_of(self._lines[at])
        for row in rows:
            self._add_row(row.cells, head=row.head, level=level)
        return end

    def _signed(self, at: int, sign: Sign) -> int:
        line = self._lines[at]
        match sign.kind:
            case "heading":
                self._heading(line.start + sign.length, line.end, sign.level)
                return at + 1
            case "question":
                self._list.clear()
                return self._gather(at, "question", sign)
            case "answer":
                self._strip(at, sign)
                return self._paragraph(at)
            case "turn":
                self._strip(at, sign)
                return self._turn(at, sign)
            case "number" if self._is_section(at):
                self._heading(line.start, line.end, level_of(line.text))
                return at + 1
            case _:
                return self._item(at, sign)

    # Lines

    def _line(self, at: int) -> Line | None:
        return self._lines[at] if at < len(self._lines) else None

    def _strip(self, at: int, sign: Sign) -> None:
        """Take the sign off a line: what is left is read as if it stood alone."""
        line = self._lines[at]
        self._lines[at] = line._replace(
            start=line.start + sign.length, text=line.text[sign.length :]
        )

    def _alone(self, at: int) -> bool:
        """Tell whether a line has blank lines, or the ends of the text, around it."""
        before = self._lines[at - 1] if at else None
        after = self._line(at + 1)
        return all(
            beside is None or beside.blank or is_separator(beside.text)
            for beside in (before, after)
        )

    def _following(self, at: int) -> Line | None:
        """Return the next line with words on it."""
        for line in self._lines[at + 1 : at + 1 + _LOOK_BACK]:
            if not line.blank and not is_separator(line.text):
                return line
        return None

    def _underlined(self, at: int) -> int:
        """Return the level of the heading that a line is by the line under it, 0 for none."""
        under = self._line(at + 1)
        line = self._lines[at]
        match = _UNDERLINE.fullmatch(under.text) if under else None
        if match is None or len(line.text) > LONGEST_QUESTION or line.text.startswith("|"):
            return 0
        before = self._lines[at - 1] if at else None
        lonely = before is None or before.blank or is_separator(before.text)
        fits = 2 * len(match[0]) >= len(line.text)
        return _UNDERLINED_LEVELS[match[1]] if lonely and fits else 0

    def _end_of_fence(self, at: int) -> int:
        """Write down the code between two fences; return the line after it, ``at`` for none."""
        fence = _FENCE.fullmatch(self._lines[at].text)
        closing = self._fences.get(fence[1], []) if fence else []
        place = bisect_right(closing, at)
        if place == len(closing):
            return at
        end = closing[place]
        inside = [line for line in self._lines[at + 1 : end] if not line.blank]
        if inside:
            level = self._depth_of(self._lines[at])
            self._add("code", inside[0].start, inside[-1].end, level=level)
        return end + 1

    # Headings

    def _heading(self, start: int, end: int, level: int) -> None:
        self._list.clear()
        self._add("heading", start, end, level=level)

    def _is_section(self, at: int) -> bool:
        following = self._following(at)
        below = None if following is None else following.text
        return self._alone(at) and is_numbered_title(self._lines[at].text, below)

    def _title(self, start: int, end: int) -> None:
        """Write down a line that stands alone: a heading, if something follows it."""
        level = level_of(self._text[start:end]) if self.blocks else 1
        self._list.clear()
        self.standing.add(len(self.blocks))
        self._add("heading", start, end, level=level)

    # Prose

    def _paragraph(self, at: int) -> int:
        """Read lines up to a blank one or one with a sign; a hard break ends a paragraph, too."""
        end = at + 1
        while not self._begins_block(end, at):
            end += 1
        lines = self._lines[at:end]
        if self._is_code(lines):
            level = self._depth_of(lines[0])
            self._add("code", lines[0].start, lines[-1].end, level=level)
            return end
        level = self._depth_of(lines[0])
        if not level:
            self._list.clear()
        breaks = [*hard_breaks([line.text for line in lines]), True]
        first = 0
        for place, ends in enumerate(breaks):
            if ends:
                self._unit(lines, first, place, level)
                first = place + 1
        return end

    def _unit(self, lines: Sequence[Line], first: int, last: int, level: int) -> None:
        """Write down the lines between two hard breaks."""
        start, end = lines[first].start, lines[last].end
        words = self._text[start:end]
        if self._source is not None and start <= self._source[1] < end:
            self._add("furniture", start, end, label="source line")
        elif is_boilerplate(words):
            self._add("furniture", start, end, label="boilerplate")
        elif _DOTTED.fullmatch(words):
            self._add("furniture", start, end, label=CONTENTS)
        elif first == last and self._is_title(lines, first):
            self._title(start, end)
        else:
            self._add("paragraph", start, end, level=level)

    def _is_title(self, lines: Sequence[Line], place: int) -> bool:
        line = lines[place].text
        if lines[place].quoted or not may_be_title(line):
            return False
        if len(lines) == 1:
            return True
        return not place and not self._signs.chat and opens_a_section(line, lines[1].text)

    def _begins_block(self, at: int, first: int) -> bool:
        """Tell whether a line does not go on with the paragraph that began on an earlier one."""
        line = self._line(at)
        if line is None or line.blank or is_separator(line.text):
            return True
        before = self._lines[at - 1]
        if line.quoted != before.quoted or _FENCE.fullmatch(line.text) or self._underlined(at):
            return True
        if table_at(self._text, self._lines[at : at + 2], 0)[0] or self._signs.speaker(line.text):
            return True
        sign = self._signs.of(line.text)
        if sign is None or sign.kind != "number":
            return sign is not None
        # In prose a line may happen to begin with a number or an initial.
        return (
            sign.label in ("1", "a", "A", "i", "I")
            or before.text[-1] in ".:;!?)。："
            or len(before.text) < _SHORT
        )

    def _is_code(self, lines: Sequence[Line]) -> bool:
        if not self.blocks or any(line.indent < _INDENTED for line in lines):
            return False
        marked = sum(_CODE.search(line.text) is not None for line in lines)
        prose = sum(ENDS.search(line.text) is not None for line in lines)
        return 2 * marked >= len(lines) and 2 * marked > prose

    # Lists, questions, turns

    def _item(self, at: int, sign: Sign) -> int:
        line = self._lines[at]
        style = "bullet" if sign.kind == "bullet" else _style(sign.label)
        self._open_item(line.indent, style)
        return self._gather(at, "item", sign, level=len(self._list))

    def _open_item(self, indent: int, style: str) -> None:
        """Find the depth of an item among those that are open, by its indent and its numbering."""
        opened = self._list
        while opened and opened[-1][0] > indent + 1:
            opened.pop()
        same = [place for place, (left, kind) in enumerate(opened) if kind == style]
        if opened and indent <= opened[-1][0] + 1:
            if same and opened[same[-1]][0] <= indent + 1:
                del opened[same[-1] :]
            elif opened[-1][1] == "bullet":
                opened.pop()
        if len(opened) == _DEEPEST:
            opened.pop()
        opened.append((indent, style))

    def _gather(self, at: int, kind: BlockKind, sign: Sign, *, level: int = 0) -> int:
        """Read a block that begins with a sign, and the lines that go on with it."""
        line = self._lines[at]
        numbered = sign.kind == "number"
        start = line.start if numbered else line.start + sign.length
        said = [line.text[sign.length :]]
        end = at + 1
        while not self._begins_block(end, at):
            following = self._lines[end]
            deeper = following.indent > line.indent
            if not deeper and hard_breaks([*said[-_LOOK_BACK:], following.text])[-1]:
                break
            said.append(following.text)
            end += 1
        stop = self._lines[end - 1].end
        if kind == "item" and _DOTTED.fullmatch(self._text[start:stop]):
            self._add("furniture", start, stop, label=CONTENTS)
        else:
            self._add(kind, start, stop, level=level, label=sign.label if numbered else "")
        return end

    def _turn(self, at: int, sign: Sign) -> int:
        """Read what one speaker says: the rest of a line, and the lines after it without a sign."""
        end = at
        while end < len(self._lines) and (end == at or not self._begins_block(end, at)):
            if self._lines[end].blank:
                break
            end += 1
        lines = self._lines[at:end]
        if not lines:
            return end
        breaks = [*hard_breaks([line.text for line in lines]), True]
        first = 0
        for place, ends in enumerate(breaks):
            if ends:
                self._add("turn", lines[first].start, lines[place].end, label=sign.label)
                first = place + 1
        if sign.time:
            self.marks.append(Block("time", lines[0].start, lines[-1].end, label=sign.time))
        return end

    def _depth_of(self, line: Line) -> int:
        """Return in how many list levels a paragraph stands: that of the item it is indented to."""
        return sum(line.indent > indent + 1 for indent, _ in self._list)

    # Blocks

    def _add(
        self, kind: BlockKind, start: int, end: int, *, level: int = 0, label: str = ""
    ) -> None:
        if start < end and not is_separator(self._text[start:end]):
            self.blocks.append(Block(kind, start, end, level, label))

    def _add_row(self, cells: tuple[tuple[int, int], ...], *, head: bool, level: int) -> None:
        filled = [cell for cell in cells if cell[0] < cell[1]]
        if filled:
            start, end = filled[0][0], filled[-1][1]
            kept = tuple(
                (min(max(left, start), end), min(max(right, start), end)) for left, right in cells
            )
            self._add("head" if head else "row", start, end, level=level)
            if self.blocks and self.blocks[-1].start == start:
                self.blocks[-1] = replace(self.blocks[-1], cells=kept)


def _style(label: str) -> str:
    if label[0].isdigit():
        return f"number {label.count('.')}"
    return "capital" if label.isupper() else "letter"
