"""Read a Word document (DOCX) as its reader sees it: headings, numbers as counted, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.etree import iterwalk

from index.ingest.archive import Archive
from index.ingest.document import Document
from index.ingest.docx.numbers import Numbering
from index.ingest.docx.styles import Styles
from index.ingest.manuscript import Manuscript
from index.ingest.pieces import Piece, loud, title_of, write
from index.ingest.said import title_said
from index.ingest.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from index.ingest.request import Request

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of a Word document."""
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", _FALLBACK, f"{W}rt"}
)
_BOX = f"{W}txbxContent"
_WRITTEN = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_HOLDERS = frozenset(
    {f"{W}ins", f"{W}smartTag", f"{W}customXml", f"{W}sdt", f"{W}sdtContent", f"{W}moveTo"}
)
_TITLE = "title"
_DEEPEST_TABLE = 20


def read(request: Request) -> Document:
    """Return the text of a document with its structure; what was deleted in it is not there.

    Headers and footers of its pages are left out, and notes stand at the end.
    """
    archive = Archive(request.raw, request.name)
    main = next(
        (name for kind, name in archive.relations_of("").values() if kind == "officeDocument"),
        "word/document.xml",
    )
    relations = dict(archive.relations_of(main).values())
    body = archive.root_of(main).find(f"{W}body")
    reader = _Reader(
        Styles(archive.root_if_any(relations.get("styles", ""))),
        Numbering(archive.root_if_any(relations.get("numbering", ""))),
    )
    if body is not None:
        reader.read(body)
    for kind in ("footnote", "endnote"):
        notes = archive.root_if_any(relations.get(f"{kind}s", ""))
        if notes is not None:
            reader.read_notes(notes, kind)
    manuscript = Manuscript()
    write(reader.pieces, manuscript)
    for kind, name in archive.relations_of(main).values():
        if kind in {"header", "footer"}:
            for text in _paragraph_texts(archive.root_of(name)):
                manuscript.leave_out(text, f"{kind} of the pages")
    known = archive.properties()
    if title := reader.title or title_said(known.get("title")) or title_of(reader.pieces):
        known["title"] = title
    return Document(
        manuscript.text, blocks=manuscript.outline, left_out=manuscript.left_out, **known
    )


class _Reader:
    """The pieces of a document as they come."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.pieces: list[Piece] = []
        self.title: str | None = None
        self._styles = styles
        self._numbering = numbering

    def read(self, body: _Element, depth: int = 0) -> None:
        """Read the paragraphs and tables of a body, a text box or a cell, in order."""
        if depth > _DEEPEST_TABLE:
            return
        for element in _content(body):
            if element.tag == f"{W}p":
                self._paragraph(element)
                for box in element.iter(_BOX):
                    if not any(one.tag == _FALLBACK for one in box.iterancestors()):
                        self.read(box, depth + 1)
            else:
                self._table(element, depth)

    def read_notes(self, notes: _Element, kind: str) -> None:
        """Read what stands at the foot of the pages, or at the end."""
        for note in notes.iter(f"{W}{kind}"):
            text = " ".join(_paragraph_texts(note))
            if text and note.get(f"{W}type") in {None, "normal"}:
                self.pieces.append(Piece("note", text, label=note.get(f"{W}id") or ""))

    def _paragraph(self, element: _Element) -> None:
        text, bold = paragraph_text(element)
        style = self._styles.of(element)
        number = self._numbering.take(style) if text else None
        if not text:
            return
        if style.name == _TITLE:
            self.title = self.title or text
            self.pieces.append(Piece("heading", text, 1))
        elif style.outline is not None:
            heading = f"{number.shown} {text}" if number and number.label else text
            self.pieces.append(Piece("heading", heading, style.outline + 1))
        elif number:
            shown = f"{number.shown} {text}" if number.label else text
            self.pieces.append(Piece("item", shown, number.depth, number.label))
        elif style.list_depth:
            self.pieces.append(Piece("item", text, style.list_depth))
        elif bold:
            kind, level = loud(text)
            self.pieces.append(Piece(kind, text, level))
        else:
            self.pieces.append(Piece("paragraph", text))

    def _table(self, element: _Element, depth: int) -> None:
        rows = list(element.iterchildren(f"{W}tr"))
        if max((len(row.findall(f"{W}tc")) for row in rows), default=0) < 2:  # noqa: PLR2004 - a frame
            for row in rows:
                for cell in row.iterchildren(f"{W}tc"):
                    self.read(cell, depth + 1)
            return
        look = element.find(f"{W}tblPr/{W}tblLook")
        names = look is None or _says_first_row(look)
        table = Table()
        for row in rows:
            table.begin_row(is_head=row.find(f"{W}trPr/{W}tblHeader") is not None)
            for cell in row.iterchildren(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                columns = int(span.get(f"{W}val") or 1) if span is not None else 1
                table.begin_cell("td", columns=columns, rows=1)
                for text in _paragraph_texts(cell):
                    table.say(text)
        self.pieces += table.pieces(guess=names)


def paragraph_text(element: _Element) -> tuple[str, bool]:
    """Return what is seen of a paragraph, its text boxes apart, and whether all of it is bold."""
    written: list[str] = []
    bold = True
    walker = iterwalk(element, events=("start",))
    for _, one in walker:
        if one.tag in _UNSEEN or one.tag == _BOX:
            walker.skip_subtree()
        elif one.tag == f"{W}t" and one.text:
            written.append(one.text)
            bold = bold and (not one.text.strip() or _is_bold(one.getparent()))
        elif one.tag in _WRITTEN:
            written.append(_WRITTEN[one.tag])
    text = "".join(written).strip()
    return text, bold and bool(text)


def _is_bold(run: _Element | None) -> bool:
    mark = None if run is None else run.find(f"{W}rPr/{W}b")
    return mark is not None and mark.get(f"{W}val") not in {"0", "false", "off"}


def _says_first_row(look: _Element) -> bool:
    """Tell whether the first row of a table is made to look like heads."""
    if (said := look.get(f"{W}firstRow")) is not None:
        return said in {"1", "true", "on"}
    try:
        return bool(int(look.get(f"{W}val") or "0", 16) & 0x20)
    except ValueError:
        return False


def _content(body: _Element) -> Iterator[_Element]:
    """Yield the paragraphs and tables of a body, those in the frames of fields and edits too."""
    walker = iterwalk(body, events=("start",))
    for _, one in walker:
        if one is body or one.tag in _HOLDERS:
            continue
        walker.skip_subtree()
        if one.tag in {f"{W}p", f"{W}tbl"}:
            yield one


def _paragraph_texts(element: _Element) -> list[str]:
    texts = (paragraph_text(one)[0] for one in element.iter(f"{W}p"))
    return [text for text in texts if text]
