"""What stands on the pages of a PDF around its text: running heads, contents, footnotes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.ingest.manuscript import Manuscript
    from index.ingest.pdf.rows import Row

_EDGE_ROWS = 3
"""Running heads and feet are among this many highest and lowest rows of a page."""
_FEWEST_PAGES = 3
_OFTEN = 0.4
"""Share of the pages that a running head stands on; those of left and right pages alternate."""
_COUNTS = 0.7
"""Share of the pages on which a number goes on with the pages, if it is theirs."""
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b")
_PAGE_NUMBER = re.compile(
    r"(?i)\W*(?:page|seite|p\.|página|pagina|стр\.)?\s*(?:\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|di|sur|из)\s*\d{1,4})?\W*"
)
_LEADERS = re.compile(
    r"(?<![.…·_])(?<![.…·_]\s)(?:[.…·_]\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,7})?$|(?:\. ?){6,}"
)
_ENDS_WITH_PAGE = re.compile(r"\D\s(\d{1,4})$")
_FEWEST_ENTRIES = 4
_NOTE = re.compile(r"\(?(\d{1,3}|[*†‡§]{1,3}|[a-z](?=\)))[.)]?\s*(?=\S)")
_SMALL = 0.92
"""Size of a footnote, of that of the text."""
_LOW = 0.5
"""Share of the page's height below which footnotes stand."""
_FEWEST_NUMBERED = 5
_LONGEST_NUMBER = 3
_NEAR = 10.0
"""Points that the numbers of lines may stand apart, seen across the page."""
_HEADS = 0.85
"""Share of the height of what stands on a page above which a running head is."""


def without_line_numbers(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a page without the numbers of its lines, where it has them."""
    counted = [
        (row, int(row.cells[0][0].text))
        for row in rows
        if len(row.cells[0]) == 1
        and row.cells[0][0].text.isdecimal()
        and len(row.cells[0][0].text) <= _LONGEST_NUMBER
    ]
    steps = Counter(after - before for (_, before), (_, after) in pairwise(counted))
    step, times = max(steps.items(), key=lambda item: item[1], default=(0, 0))
    if step not in {1, 5} or times < _FEWEST_NUMBERED or len(counted) < 0.15 * len(rows):
        return list(rows)
    places = Counter(
        round(row.x1 if len(row.cells) == 1 else row.cells[0][0].x1, -1) for row, _ in counted
    )
    place, _ = max(places.items(), key=lambda item: item[1])
    kept: list[Row] = []
    numbered = {id(row) for row, _ in counted}
    for row in rows:
        is_number = id(row) in numbered and abs(row.cells[0][0].x1 - place) <= _NEAR
        if not is_number:
            kept.append(row)
        elif len(row.cells) > 1:
            kept.append(type(row)(row.cells[1:], row.page, row.block))
    return kept


def without_running_heads(pages: Sequence[list[Row]], manuscript: Manuscript) -> list[list[Row]]:
    """Return pages without the lines at their edges that repeat, and the numbers of the pages.

    Lines that differ in their numbers repeat only where these count the pages. Where nothing else
    stands on any page, they are its text.
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for page in pages:
        for row in _edge_rows(page):
            groups[_NUMBER.sub("#", row.text.casefold())].append(row)
    enough = max(_FEWEST_PAGES, _OFTEN * len(pages))
    gone: set[int] = set()
    left_out: list[str] = []
    for shape, rows in groups.items():
        times = len({row.page for row in rows})
        if (times >= enough and _repeats(rows)) or (
            _PAGE_NUMBER.fullmatch(shape.replace("#", "1")) and _counts(rows)
        ):
            gone.update(map(id, rows))
            left_out.append(rows[0].text if times == 1 else f"{rows[0].text} (on {times} pages)")
    kept = [[row for row in page if id(row) not in gone] for page in pages]
    if not any(kept):
        return [list(page) for page in pages]
    for shown in left_out:
        manuscript.leave_out(shown, "running head")
    return kept


def _edge_rows(page: Sequence[Row]) -> list[Row]:
    by_height = sorted(page, key=lambda row: -row.y)
    return list({id(row): row for row in by_height[:_EDGE_ROWS] + by_height[-_EDGE_ROWS:]}.values())


def _repeats(rows: Sequence[Row]) -> bool:
    """Tell whether rows of one shape say the same, apart from a number that counts the pages."""
    texts = {row.text for row in rows}
    return len(texts) <= 2 or _counts(rows)  # noqa: PLR2004 - those of left and right pages


def _counts(rows: Sequence[Row]) -> bool:
    """Tell whether a number in rows goes on with their pages; of a single page, whether it can."""
    if len({row.page for row in rows}) < 2:  # noqa: PLR2004 - a number alone counts nothing
        return bool(_PAGE_NUMBER.fullmatch(rows[0].text)) and len(rows[0].text) > 1
    offsets: Counter[tuple[int, int]] = Counter()
    for row in rows:
        for place, number in enumerate(_NUMBER.findall(row.text.casefold())):
            value = int(number) if number.isdecimal() else _roman(number)
            offsets[place, value - row.page] += 1
    return max(offsets.values(), default=0) >= _COUNTS * len(rows)


def _roman(written: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in written]
    return sum(
        -value if following > value else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def without_contents(pages: Sequence[list[Row]], manuscript: Manuscript) -> list[list[Row]]:
    """Return pages without the lines of a table of contents: entries, and where they stand."""
    found: list[list[Row]] = []
    for page in pages:
        gone = {id(row) for row in page if _LEADERS.search(row.text)}
        if len(gone) < 2:  # noqa: PLR2004 - a form has single lines to write on
            gone = set()
        gone |= _entries(page, len(pages))
        for row in page:
            if id(row) in gone:
                manuscript.leave_out(_LEADERS.sub("", row.text) or row.text, "table of contents")
        found.append([row for row in page if id(row) not in gone])
    return found


def _entries(page: Sequence[Row], pages: int) -> set[int]:
    """Return the rows of a page, by identity, that end with numbers of pages which only grow."""
    run: list[tuple[Row, int]] = []
    gone: set[int] = set()
    for row in [*page, None]:
        match = _ENDS_WITH_PAGE.search(row.text) if row and len(row.cells) > 1 else None
        value = int(match[1]) if match else -1
        is_entry = match is not None and value <= pages + 50 and (not run or value >= run[-1][1])
        if is_entry and row is not None:
            run.append((row, value))
            continue
        if len(run) >= _FEWEST_ENTRIES and run[-1][1] > run[0][1]:
            gone.update(id(entry) for entry, _ in run)
        run = []
    return gone


def footnotes_of(page: Sequence[Row], body: float) -> tuple[list[Row], list[tuple[str, list[Row]]]]:
    """Return the rows of a page without its footnotes, and these: the mark and the rows of each.

    They are smaller than the text, whose size is ``body``, begin with a mark, and stand below all
    of it in their column.
    """
    text: list[Row] = []
    notes: list[tuple[str, list[Row]]] = []
    lowest = min((row.y for row in page if row.size > _SMALL * body), default=0.0)
    top = max((row.y for row in page), default=0.0)
    for row in page:
        is_low = row.size <= _SMALL * body and row.y < lowest and row.y < _LOW * top
        mark = _NOTE.match(row.text) if is_low else None
        if mark and mark.end() < len(row.text):
            notes.append((mark[1], [row]))
        elif is_low and notes:
            notes[-1][1].append(row)
        else:
            text.append(row)
    return text, notes
