"""Lines as they are laid out on pages to the paragraphs that they were before.

Running heads and page numbers go; words that a line end cut are whole again; lines of one paragraph
are one line. All of it is guessed from the text, and where nothing tells, lines stay apart.
"""

from __future__ import annotations

import re
from collections import Counter
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Page = list[str]
"""The lines of a page; an empty one stands where there is a gap between paragraphs."""

_EDGE_LINES = 2
"""Running heads and feet are among this many first and last lines of a page."""
_FEWEST_PAGES = 3
"""A line has to be at the edge of this many pages, and of two in five, to be a running head."""
_FULL = 0.85
"""A line shorter than this share of the usual width had room for the next word."""
_HYPHENS = "-\u2010\u00ad"
_LONGEST_CUT = 80
"""Letters of a word that are looked at where a line end cuts it."""
_CUT_WORD = re.compile(rf"([^\W\d_]{{1,{_LONGEST_CUT}}})[{_HYPHENS}]$")
_BULLET = re.compile(r"(?:[-*•‣◦▪–—·]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})[.)])\s+\S")
_SENTENCE_END = re.compile(r"[.!?:][\"'”’»)\]]*$")
_WORD = re.compile(rf"[^\W\d_]+(?:[{_HYPHENS}][^\W\d_]+)*")


def reflowed(pages: Sequence[Page]) -> str:
    """Return the text of pages: paragraphs with a blank line between them."""
    pages = _without_running_heads(pages)
    lines = list(_joined_over_pages(pages))
    width = _usual_width(lines)
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line))
    paragraphs: list[list[str]] = []
    previous = ""
    for line in lines:
        if not line or not previous or _ends_paragraph(previous, line, width):
            paragraphs.append([line])
        else:
            paragraphs[-1][-1:] = _joined(paragraphs[-1][-1], line, words)
        previous = line
    return "\n\n".join(filter(None, map("".join, paragraphs)))


def _without_running_heads(pages: Sequence[Page]) -> list[Page]:
    """Return pages without the first and last lines that repeat, whatever numbers are in them."""
    edges = [_edges(page) for page in pages]
    counts = Counter(shape for edge in edges for shape in set(edge.values()))
    enough = max(_FEWEST_PAGES, 0.4 * len(pages))
    return [
        [line for at, line in enumerate(page) if counts[edge.get(at, "")] < enough]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: Page) -> dict[int, str]:
    """Return the shapes of the first and last lines of a page, by their place on it."""
    filled = [at for at, line in enumerate(page) if line]
    chosen = {*filled[:_EDGE_LINES], *filled[-_EDGE_LINES:]}
    return {at: re.sub(r"\d+|\b[ivxlc]+\b", "#", page[at].casefold()) for at in chosen}


def _joined_over_pages(pages: Iterable[Page]) -> Iterable[str]:
    """Yield the lines of all pages; a sentence that goes on over the page has no gap in it."""
    last = ""
    for page in pages:
        filled = [at for at, line in enumerate(page) if line]
        if not filled:
            continue
        lines = page[filled[0] : filled[-1] + 1]
        if last and (_SENTENCE_END.search(last) and not lines[0][0].islower()):
            yield ""
        yield from lines
        last = lines[-1]


def _usual_width(lines: Sequence[str]) -> int:
    """Return the width of full lines in characters: nine in ten lines are not longer."""
    widths = sorted(len(line) for line in lines if line)
    return widths[ceil(0.9 * (len(widths) - 1))] if widths else 0


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if _BULLET.match(following):
        return True
    if _cut_word(line):
        return False
    first_word = following.split(maxsplit=1)[0]
    had_room = len(line) + 1 + len(first_word) <= _FULL * width
    if following[0].islower():
        return had_room and bool(_SENTENCE_END.search(line))
    return had_room


def _joined(before: str, line: str, words: Counter[str]) -> tuple[str, str]:
    """Return a piece of a paragraph with one line more, and the word between them whole.

    It comes in two parts, of which the second is all that the next line has to be joined to: a
    paragraph that is copied for each of its lines takes as many steps as their number squared.
    """
    tail = max(len(before) - _LONGEST_CUT - 1, 0)
    head, end = before[:tail], before[tail:]
    cut = _cut_word(end)
    if cut is None:
        return head, f"{end.rstrip(_HYPHENS[2])} {line}"
    rest = re.match(r"[^\W\d_]+", line)
    if rest is None or not line[0].islower():
        return head, end + line  # "Franco-" "Prussian", "COVID-" "19"
    whole, hyphened = (cut + rest[0]).lower(), f"{cut}-{rest[0]}".lower()
    if words[hyphened] > words[whole]:
        return head, end + line
    return head, end[:-1] + line


def _cut_word(line: str) -> str | None:
    """Return the word that a hyphen at the end of a line cuts, if there is one there."""
    if not line.endswith(tuple(_HYPHENS)):
        return None
    cut = _CUT_WORD.search(line, max(len(line) - _LONGEST_CUT - 1, 0))
    return cut[1] if cut else None
