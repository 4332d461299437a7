"""Read an OpenDocument text (ODT) as its reader sees it: headings, numbered lists, tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from lxml.etree import iterwalk

from index.ingest.archive import Archive
from index.ingest.document import Document, Said
from index.ingest.labels import alphabetic, roman
from index.ingest.manuscript import Manuscript
from index.ingest.pieces import Piece, title_of, write
from index.ingest.said import title_said
from index.ingest.tables import Table

if TYPE_CHECKING:
    from lxml.etree import _Element

    from index.ingest.request import Request

_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _STYLE = f"{_NAMES}text:1.0}}", f"{_NAMES}table:1.0}}", f"{_NAMES}style:1.0}}"
_OFFICE, _META = f"{_NAMES}office:1.0}}", f"{_NAMES}meta:1.0}}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_UNSEEN = frozenset(
    {
        f"{_TEXT}tracked-changes",
        f"{_TEXT}table-of-content",
        f"{_TEXT}alphabetical-index",
        f"{_TEXT}sequence-decls",
        f"{_TEXT}bookmark-ref",
        f"{_OFFICE}annotation",
        f"{_OFFICE}forms",
        f"{_TEXT}ruby-text",
        f"{_TEXT}note-citation",
    }
)
_MOST_SPACES = 100
_MOST_REPEATED = 50
_FORMATS = {"a": alphabetic, "i": roman}


@dataclass(slots=True)
class _List:
    """An open list: its style, and the number of its last item."""

    style: str
    number: int
    shows: str | None
    """How its numbers are written: "1", "a", "I"; None for bullets."""
    prefix: str = ""
    suffix: str = "."


def read(request: Request) -> Document:
    """Return the text of a document with its structure; what was deleted in it is not there."""
    archive = Archive(request.raw, request.name)
    content = archive.root_of("content.xml")
    styles = archive.root_if_any("styles.xml")
    body = content.find(f"{_OFFICE}body")
    reader = _Reader([content] if styles is None else [content, styles])
    if body is not None:
        reader.read(body)
    manuscript = Manuscript()
    write([*reader.pieces, *reader.notes], manuscript)
    known = _said(archive.root_if_any("meta.xml"))
    if title := reader.title or title_said(known.get("title")) or title_of(reader.pieces):
        known["title"] = title
    return Document(manuscript.text, blocks=manuscript.outline, **known)


@dataclass(slots=True)
class _Written:
    """A paragraph, a heading or a note that is being read."""

    tag: str
    element: _Element
    pieces: list[str] = field(default_factory=list)


class _Reader:
    """The pieces of a document as they come; in one walk, however deep the document."""

    def __init__(self, roots: list[_Element]) -> None:
        self.pieces: list[Piece] = []
        self.notes: list[Piece] = []
        self.title: str | None = None
        self._list_styles = {
            one.get(f"{_STYLE}name") or "": one
            for root in roots
            for one in root.iter(f"{_TEXT}list-style")
        }
        self._titles = {
            one.get(f"{_STYLE}name") or ""
            for root in roots
            for one in root.iter(f"{_STYLE}style")
            if one.get(f"{_STYLE}parent-style-name") == "Title"
        } | {"Title"}
        self._lists: list[_List] = []
        self._counted: dict[str, int] = {}
        self._label: str | None = None
        self._open: list[_Written] = []
        self._table: Table | None = None
        self._tables = 0
        self._in_heads = False

    def read(self, body: _Element) -> None:
        """Read all that is seen of a body."""
        walker = iterwalk(body, events=("start", "end"))
        for event, element in walker:
            if element.tag in _UNSEEN or not isinstance(element.tag, str):
                if event == "start":
                    walker.skip_subtree()
                elif self._open:
                    self._open[-1].pieces.append(element.tail or "")
            elif event == "start":
                self._start(element)
            else:
                self._end(element)
                if self._open and element is not self._open[-1].element:
                    self._open[-1].pieces.append(element.tail or "")

    def _start(self, element: _Element) -> None:
        name = element.tag.rpartition("}")[2]
        if name in {"p", "h"}:
            self._open.append(_Written(element.tag, element, [element.text or ""]))
            return
        if element.tag.startswith(_TABLE):
            self._start_in_table(element, name)
        elif self._open:
            self._write(element, name)
        match name:
            case "list":
                self._begin_list(element)
            case "list-item" | "list-header":
                self._begin_item(element)

    def _start_in_table(self, element: _Element, name: str) -> None:
        if name == "table":
            self._tables += 1
            self._table = self._table or Table(level=len(self._lists))
        elif name == "table-header-rows":
            self._in_heads = True
        elif self._tables == 1 and self._table:
            if name == "table-row":
                self._table.begin_row(is_head=self._in_heads)
            elif name in {"table-cell", "covered-table-cell"}:
                columns = _whole(element.get(f"{_TABLE}number-columns-repeated"), 1)
                self._table.begin_cell("td", columns=min(columns, _MOST_REPEATED), rows=1)

    def _write(self, element: _Element, name: str) -> None:
        """Write what an element in a paragraph shows."""
        pieces = self._open[-1].pieces
        if name == "s":
            pieces.append(" " * min(_whole(element.get(f"{_TEXT}c"), 1), _MOST_SPACES))
        elif name in {"tab", "line-break"}:
            pieces.append("\t" if name == "tab" else "\n")
        pieces.append(element.text or "")

    def _end(self, element: _Element) -> None:
        match element.tag.rpartition("}")[2]:
            case "p" | "h":
                self._close(self._open.pop())
            case "list":
                last = self._lists.pop()
                self._counted[last.style] = last.number
            case "list-item":
                self._label = None
            case "table-header-rows":
                self._in_heads = False
            case "table" if element.tag.startswith(_TABLE):
                self._tables -= 1
                if not self._tables and self._table:
                    self.pieces += self._table.pieces(guess=True)
                    self._table = None

    def _close(self, written: _Written) -> None:
        text = "".join(written.pieces).strip()
        if not text:
            return
        note = next((one for one in written.element.iterancestors(f"{_TEXT}note")), None)
        if note is not None:
            label = note.findtext(f"{_TEXT}note-citation") or ""
            self.notes.append(Piece("note", text, label=label))
        elif self._table:
            self._table.say(text)
        elif written.tag == f"{_TEXT}h":
            level = _whole(written.element.get(f"{_TEXT}outline-level"), 1)
            self.pieces.append(Piece("heading", text, min(level, 9)))
        elif written.element.get(f"{_TEXT}style-name") in self._titles:
            self.title = self.title or text
            self.pieces.append(Piece("heading", text, 1))
        elif self._label is not None:
            last = self._lists[-1]
            shown = f"{last.prefix}{self._label}{last.suffix} {text}" if self._label else text
            self.pieces.append(Piece("item", shown, len(self._lists), self._label))
            self._label = None
        else:
            self.pieces.append(Piece("paragraph", text, len(self._lists)))

    def _begin_list(self, element: _Element) -> None:
        above = self._lists[-1].style if self._lists else ""
        style = element.get(f"{_TEXT}style-name") or above
        found = self._list_styles.get(style)
        depth = str(len(self._lists) + 1)
        levels = () if found is None else found
        level = next((one for one in levels if one.get(f"{_TEXT}level") == depth), None)
        shows = None
        start = 1
        if level is not None and level.tag == f"{_TEXT}list-level-style-number":
            shows = level.get(f"{_STYLE}num-format") or None
            start = _whole(level.get(f"{_TEXT}start-value"), 1)
        goes_on = element.get(f"{_TEXT}continue-numbering") == "true"
        number = self._counted.get(style, start - 1) if goes_on else start - 1
        opened = _List(style, number, shows)
        if level is not None:
            opened.prefix = level.get(f"{_STYLE}num-prefix") or ""
            opened.suffix = level.get(f"{_STYLE}num-suffix") or ""
        self._lists.append(opened)

    def _begin_item(self, element: _Element) -> None:
        last = self._lists[-1] if self._lists else None
        if last is None or element.tag == f"{_TEXT}list-header":
            return
        last.number = _whole(element.get(f"{_TEXT}start-value"), last.number + 1)
        how = (last.shows or "").lower()
        label = _FORMATS.get(how, str)(last.number) if last.shows else ""
        self._label = label.upper() if (last.shows or "").isupper() else label


def _said(meta: _Element | None) -> Said:
    """Return what a document says of itself, by the fields of a Document."""
    if meta is None:
        return Said()
    said = {
        "title": meta.findtext(f".//{_DUBLIN}title"),
        "author": meta.findtext(f".//{_META}initial-creator")
        or meta.findtext(f".//{_DUBLIN}creator"),
        "language": meta.findtext(f".//{_DUBLIN}language"),
        "published": meta.findtext(f".//{_META}creation-date")
        or meta.findtext(f".//{_DUBLIN}date"),
    }
    return cast("Said", {key: value for key, value in said.items() if value})


def _whole(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 7 else default  # noqa: PLR2004 - digits
