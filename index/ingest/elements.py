"""Turn the elements of a page into pieces: what a reader sees, and what each block is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml.etree import iterwalk

from index.ingest.labels import alphabetic, roman
from index.ingest.pieces import Piece, loud
from index.ingest.tables import Table, tables_for_layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from index.model import BlockKind

# HTML's elements, and those of the trees that trafilatura makes ("head" is a heading there).
_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p
    pre search section summary table tbody td tfoot th thead tr ul
    """.split()
)
_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_CELLS = frozenset({"td", "th"})
SILENT = frozenset(
    """
    audio button canvas datalist embed iframe input math noembed noframes noscript object rp rt
    script select style svg template textarea title video
    """.split()
)
"""Elements whose text a reader does not see, or not as part of the article."""
SOFT: Final = "soft"
"""The class of a ``br`` that stands for the end of a line as its author wrote it."""
NOTE: Final = "data-note"
"""The attribute with the mark of the footnote that an element is."""
_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_REFERENCE = re.compile(
    r"\[\s*(?:\d{1,4}|[a-z]{1,2}|(?:note|nb|n|lower-\w+)\s*\d{1,3}|edit|[*†‡]|"
    r"(?:citation|clarification) needed|.{0,12}\?)\s*\]|[↩︎⤴\ufe0e^]+",
    re.IGNORECASE,
)
_MARK = re.compile(r"[\[(]?(?:\d{1,4}|[a-z]{1,2}|[*†‡§¶#]+|↩\ufe0e?)[\])]?")
_SELF_LINKS = frozenset({"¶", "#", "§", "🔗", "↩", "↩︎", "⤴", "^", "link", "permalink"})
_BOX_TITLE = re.compile(r"\b(?:admonition|alert|callout|custom-block|note)-title\b")
_NOTE_LISTS = re.compile(r"\b(?:footnotes?|references|reflist|endnotes)\b")
_BACK_LINKS = re.compile(r"^\s*(?:[↑^]\s*)?(?:[a-z]\s+)*(?=[^\sa-z])|(?<!\s)\s*[↩⤴]\ufe0e?\s*$")
_BREAK, _SOFT_BREAK, _STRONG, _WEAK = "\x1e", "\x1f", "\x1c", "\x1d"
"""Stand for line breaks and bold type while a block is put together; no page can hold them."""
_SIGNS = str.maketrans(
    dict.fromkeys((_BREAK, _SOFT_BREAK, _STRONG, _WEAK), " ")
    # Where a word may break, and where it may not: nobody sees these, and nobody types them.
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
)
_WEAKENS = re.compile(rf"{_WEAK}[^{_STRONG}{_WEAK}]*[^\W_]")
_FULL = 50
"""Characters of a line that its editor may have wrapped; shorter ones end where they were meant."""
_ROOM = 0.75
"""Share of the longest line; what ends before it could have gone on, however raggedly wrapped."""
_AT_BREAKS = re.compile(f"([{_BREAK}{_SOFT_BREAK}])")
_BEGINS = re.compile(r"(?:[-*+•‣◦▪–—·✅❌☑✔✘➤►▶→⇒]|\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3})+)\s+\S")
_STOP = re.compile(r"[.!?;,…。！？]['\"”’»)\]*]*$")
_DEEPEST = 99
_LONGEST_MARK = 40
"""Characters of the mark of a reference."""
_STRONG_TAGS = frozenset({"b", "strong"})


@dataclass(slots=True)
class _List:
    """An open list: what the next item in it is called."""

    tag: str
    next: int = 1
    step: int = 1
    style: str = "1"
    notes: bool = False

    def take(self, value: str | None) -> str:
        """Return the number of an item; an empty one for a bullet."""
        if self.tag != "ol":
            return ""
        number = _integer(value, self.next)
        self.next = number + self.step
        match self.style:
            case "a":
                return alphabetic(number)
            case "A":
                return alphabetic(number).upper()
            case "i":
                return roman(number)
            case "I":
                return roman(number).upper()
            case _:
                return str(number)


@dataclass(slots=True)
class _Open:
    """An open element that says something of the blocks in it."""

    element: _Element
    within: str = ""
    box: str = ""
    is_box_title: bool = False
    note: str | None = None
    kind: BlockKind | None = None
    level: int = 0
    list: _List | None = None
    item: str | None = None
    table: Table | None = None
    is_cell: bool = False
    verbatim: bool = False


def pieces_of(tree: _Element, *, within: Callable[[_Element], str] | None = None) -> list[Piece]:
    """Return the pieces of a tree, in the order in which they are read.

    ``within`` says of an element why what stands in it may be no part of the article, or nothing.
    Without recursion, however deep the tree.
    """
    walk = _Walk(tables_for_layout(tree), within)
    walker = iterwalk(tree, events=("start", "end", "comment", "pi"))
    skipped: _Element | None = None
    for event, element in walker:
        if event == "start":
            if _says_nothing(element):
                walker.skip_subtree()
                skipped = element
            else:
                walk.open(element)
        elif event == "end" and element is not skipped:
            walk.close(element)
        if event != "start" and element is not tree:
            walk.write(element.tail)
    walk.end_block()
    return walk.pieces


@dataclass(slots=True)
class _Walk:
    """The pieces so far, the elements that are open, and the block that is being written."""

    layout: frozenset[_Element]
    within: Callable[[_Element], str] | None
    pieces: list[Piece] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _written: list[str] = field(default_factory=list)
    _linked: int = 0
    _anchored: int = 0
    _links: int = 0
    _anchors: int = 0
    _depth: int = 0
    _verbatim: int = 0
    _tables: list[Table] = field(default_factory=list)
    _cells: int = 0
    _item: str | None = None
    """The number of the item whose first words come next; empty for a bullet."""

    def open(self, element: _Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.end_block()
            self._begin(element)
        elif tag == "a":
            self._links += 1
            self._anchors += (element.get("href") or "").startswith("#")
        elif tag in _STRONG_TAGS:
            self._written.append(_STRONG)
        self.write(element.text)

    def close(self, element: _Element) -> None:
        tag = element.tag
        if tag == "br":
            soft = element.get("class") == SOFT
            self._written.append("\n" if self._verbatim else _SOFT_BREAK if soft else _BREAK)
        elif tag == "a":
            self._links -= 1
            self._anchors -= (element.get("href") or "").startswith("#")
        elif tag in _STRONG_TAGS:
            self._written.append(_WEAK)
        elif tag in _BLOCKS:
            self.end_block()
            if self._open and self._open[-1].element is element:
                self._end(self._open.pop())

    def write(self, text: str | None) -> None:
        if not text:
            return
        found = text.translate(_SIGNS)
        if not self._verbatim:
            found = _WHITE_SPACE.sub(" ", found)
        self._written.append(found)
        if self._links > 0:
            self._linked += len(found)
            self._anchored += len(found) if self._anchors > 0 else 0

    def end_block(self) -> None:
        """Keep what has been written as a piece, if it says anything."""
        written, self._written = "".join(self._written), []
        linked, self._linked = self._linked, 0
        anchored, self._anchored = self._anchored, 0
        if self._verbatim:
            bare = re.sub(f"[{_STRONG}{_WEAK}]", "", written).replace(_BREAK, "\n")
            found = [(_code(bare), False)]
        else:
            found = _prose(written)
        for text, bold in found:
            if text:
                self._keep(text, linked, anchored, bold=bold)

    def _keep(self, text: str, linked: int, anchored: int, *, bold: bool) -> None:
        if self._cells and self._tables:
            self._tables[-1].say(text)
            return
        if self._open and self._open[-1].is_box_title:
            self._open[-2].box = text
            return
        piece = Piece("paragraph", text, level=min(self._depth, _DEEPEST))
        piece.linked, piece.anchored = linked, anchored
        piece.element = self._open[-1].element if self._open else None
        self._classify(piece)
        if bold and piece.kind == "paragraph" and not piece.label and not piece.level:
            piece.kind, piece.level = loud(text)
        if piece.text:
            self.pieces.append(piece)

    def _classify(self, piece: Piece) -> None:
        """Say what a piece is, by the innermost elements around it that say something."""
        said: BlockKind | None = None
        for one in reversed(self._open):
            piece.within = piece.within or one.within
            if one.note is not None and said is None:
                said, piece.label, piece.level = "note", one.note, 0
                piece.text = _BACK_LINKS.sub("", piece.text).strip()
            if one.kind and said is None:
                said, piece.level = one.kind, one.level or piece.level
            if one.box and not piece.label:
                piece.label = one.box
        if said:
            piece.kind = said
        elif self._verbatim:
            piece.kind = "code"
        if self._item is not None and piece.kind in {"paragraph", "code", "question"}:
            self._as_item(piece)

    def _as_item(self, piece: Piece) -> None:
        label, self._item = self._item or "", None
        written = re.match(r"\(?(\w{1,4})[.)]\s", piece.text)
        if label and not (written and written[1] == label):
            piece.text = f"{label}. {piece.text}"
        piece.kind, piece.label = "item", label

    def _begin(self, element: _Element) -> None:
        tag = element.tag
        one = _Open(element)
        if self.within is not None:
            one.within = self.within(element)
        names = f"{element.get('class') or ''} {element.get('role') or ''}".lower()
        one.is_box_title = bool(self._open and _BOX_TITLE.search(names))
        one.note = element.get(NOTE)
        if level := _HEADINGS.get(tag):
            one.kind, one.level = "heading", level
        elif tag in {"dt", "summary"}:
            one.kind = "question"
        elif tag in _LISTS:
            self._begin_list(one, element, names)
        elif tag == "li":
            self._begin_item(one, element)
        elif tag == "pre":
            one.verbatim = True
            self._verbatim += 1
        elif tag == "table" and element not in self.layout:
            one.table = Table(level=min(self._depth, _DEEPEST))
            self._tables.append(one.table)
        elif tag in {"tr", "td", "th", "caption"}:
            self._begin_in_table(one, element)
        self._open.append(one)

    def _begin_list(self, one: _Open, element: _Element, names: str) -> None:
        step = -1 if element.get("reversed") is not None else 1
        items = sum(1 for _ in element.iterchildren("li")) if step < 0 else 1
        one.list = _List(
            element.tag,
            next=_integer(element.get("start"), items),
            step=step,
            style=element.get("type") or "1",
            notes=bool(_NOTE_LISTS.search(f"{names} {self._around()}")),
        )
        self._depth += 1

    def _around(self) -> str:
        """Return the class of the element around the one that begins."""
        return (self._open[-1].element.get("class") or "").lower() if self._open else ""

    def _begin_item(self, one: _Open, element: _Element) -> None:
        found = next((other.list for other in reversed(self._open) if other.list), None)
        label = found.take(element.get("value")) if found else ""
        if found and found.notes:
            one.note = label
        else:
            one.item = self._item = label

    def _begin_in_table(self, one: _Open, element: _Element) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None:
            return
        if element.tag == "tr":
            parent = element.getparent()
            table.begin_row(is_head=parent is not None and parent.tag == "thead")
        else:
            one.is_cell = True
            self._cells += 1
            table.begin_cell(
                element.tag,
                columns=_integer(element.get("colspan"), 1),
                rows=_integer(element.get("rowspan"), 1),
            )

    def _end(self, one: _Open) -> None:
        if one.list:
            self._depth -= 1
        if one.item is not None:
            self._item = None
        if one.verbatim:
            self._verbatim -= 1
        if one.is_cell:
            self._cells -= 1
        if one.table:
            self._tables.pop()
            self._end_table(one)

    def _end_table(self, one: _Open) -> None:
        assert one.table is not None  # noqa: S101 - that is why it is called
        kept = next((other.within for other in reversed(self._open) if other.within), "")
        for piece in one.table.pieces():
            piece.element, piece.within = one.element, one.within or kept
            self.pieces.append(piece)


def _says_nothing(element: _Element) -> bool:
    """Tell whether a reader does not see an element, or it only leads elsewhere from where it is.

    Marks of references, "[edit]", and the links of a heading to itself are such.
    """
    if not isinstance(element.tag, str):
        return True
    tag = element.tag
    if tag in SILENT or element.get("hidden") is not None:
        return True
    style = element.get("style")
    if style and _HIDDEN.search(style):
        return True
    if tag == "sup":
        return _is_reference(element)
    if tag == "a":
        return _is_self_link(element)
    return tag == "span" and "mw-editsection" in (element.get("class") or "")


def _is_reference(element: _Element) -> bool:
    text = _short_text(element)
    if text is None:
        return False
    if _REFERENCE.fullmatch(text) or "reference" in (element.get("class") or ""):
        return True
    links = (node.get("href") or "" for node in islice(element.iter("a"), 3))
    return any(link.startswith("#") for link in links) and bool(_MARK.fullmatch(text))


def _is_self_link(element: _Element) -> bool:
    href = element.get("href") or ""
    if not href.startswith("#"):
        return False
    text = _short_text(element)
    return text is not None and text.lower() in _SELF_LINKS


def _short_text(element: _Element) -> str | None:
    """Return the words of an element that has few; None for one that has many, or much in it."""
    if sum(1 for _ in islice(element.iter(), _LONGEST_MARK)) == _LONGEST_MARK:
        return None
    found = ""
    for count, text in enumerate(element.itertext()):
        found += str(text)
        if len(found) + count > _LONGEST_MARK:
            return None
    return " ".join(found.split())


def _integer(value: str | None, default: int) -> int:
    try:
        return max(-9999, min(int(value or default), 999_999))
    except ValueError:
        return default


def _code(written: str) -> str:
    lines = [line.rstrip() for line in written.expandtabs(4).split("\n")]
    first = next((number for number, line in enumerate(lines) if line), len(lines))
    return "\n".join(lines[first:]).rstrip()


def _prose(written: str) -> list[tuple[str, bool]]:
    """Return the paragraphs of a block whose lines were broken, and whether each is all bold.

    A line stands by itself where it was meant to, and was not just full.
    """
    if _BREAK not in written and _SOFT_BREAK not in written:
        return [_line(written)]
    found: list[tuple[str, bool]] = []
    lines = _AT_BREAKS.split(written)
    width = max(map(len, lines))
    parts: list[str] = []
    last, was_bold, breaks = "", False, ""
    for line in lines:
        if line in {_BREAK, _SOFT_BREAK}:
            breaks += line
            continue
        text, bold = _line(line)
        if not text:
            continue
        blank = breaks.count(_BREAK) > 1
        if parts and (blank or bold != was_bold or _is_apart(last, text, width)):
            found.append(("".join(parts), was_bold))
            parts = []
        if parts:
            parts.append("\n" if _BREAK in breaks else " ")
        parts.append(text)
        last, was_bold, breaks = text, bold, ""
    return [*found, ("".join(parts), was_bold)]


def _line(written: str) -> tuple[str, bool]:
    """Return a line without the signs in it, and whether all of it is bold."""
    bare = written.strip(" ")
    bold = False
    if _WEAK in bare:
        bold = bare.startswith(_STRONG) and bare.endswith(_WEAK) and not _WEAKENS.search(bare)
        bare = bare.replace(_STRONG, "").replace(_WEAK, "")
    if "  " in bare:
        bare = re.sub(" +", " ", bare)
    return bare.strip(" "), bold


def _is_apart(before: str, line: str, width: int) -> bool:
    """Tell whether a line stands by itself, and does not go on with the sentence before it."""
    if _BEGINS.match(line):
        return True
    if line[0].islower() or _STOP.search(before):
        return False
    had_room = len(before) + 1 + len(line.split(" ", 1)[0]) <= _ROOM * width
    return had_room or width < _FULL
