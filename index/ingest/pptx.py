"""Read the slides of a presentation (PPTX): titles, what stands below them, tables and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml.etree import iterwalk

from index.ingest.archive import Archive
from index.ingest.document import Document
from index.ingest.manuscript import Manuscript
from index.ingest.pieces import Piece, write
from index.ingest.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from index.ingest.request import Request

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAIN = "ppt/presentation.xml"
_TITLES = frozenset({"title", "ctrTitle"})
_AROUND = frozenset({"dt", "ftr", "hdr", "sldNum", "sldImg"})
_LISTS = frozenset({"body", "obj", ""})
"""Placeholders whose paragraphs have bullets, unless they say otherwise."""


def read(request: Request) -> Document:
    """Return the text of a presentation: a slide is a section, and a page; notes stand below it."""
    archive = Archive(request.raw, request.name)
    slides = archive.relations_of(_MAIN)
    manuscript = Manuscript()
    title = None
    ids = archive.root_of(_MAIN).iter(f"{_P}sldId")
    names = [slides[one.get(f"{_R}id") or ""][1] for one in ids if one.get(f"{_R}id") in slides]
    for number, name in enumerate(names, start=1):
        root = archive.root_of(name)
        if root.get("show") == "0":
            continue
        manuscript.begin_mark("page", str(number))
        pieces = list(_slide(root))
        heading = next((piece for piece in pieces if piece.kind == "heading"), None)
        title = title or (heading.text if heading else None)
        write(pieces, manuscript)
        for kind, notes in archive.relations_of(name).values():
            if kind == "notesSlide":
                write(_notes(archive.root_of(notes)), manuscript)
    manuscript.end_marks()
    known = archive.properties()
    if title and known.get("title", "PowerPoint Presentation") == "PowerPoint Presentation":
        known["title"] = title
    return Document(manuscript.text, blocks=manuscript.outline, **known)


def _slide(root: _Element) -> Iterator[Piece]:
    """Yield what stands on a slide, its title first, in the order of its shapes."""
    shapes = list(root.iter(f"{_P}sp", f"{_A}tbl"))
    shapes.sort(key=lambda shape: _placeholder(shape) not in _TITLES)
    for shape in shapes:
        if shape.tag == f"{_A}tbl":
            yield from _table(shape)
            continue
        kind = _placeholder(shape)
        if kind in _AROUND:
            continue
        for paragraph in shape.iter(f"{_A}p"):
            if text := _text(paragraph):
                yield _piece(paragraph, text, kind)


def _piece(paragraph: _Element, text: str, placeholder: str | None) -> Piece:
    properties = paragraph.find(f"{_A}pPr")
    level = int(properties.get("lvl") or 0) if properties is not None else 0
    if placeholder in _TITLES:
        return Piece("heading", " ".join(text.split()), 1 if placeholder == "ctrTitle" else 2)
    marks = {one.tag for one in properties} if properties is not None else set()
    has_bullet = f"{_A}buChar" in marks or f"{_A}buAutoNum" in marks
    inherits = placeholder in _LISTS and f"{_A}buNone" not in marks
    if has_bullet or inherits:
        return Piece("item", text, level + 1)
    return Piece("paragraph", text)


def _table(shape: _Element) -> Iterator[Piece]:
    properties = shape.find(f"{_A}tblPr")
    names = properties is not None and properties.get("firstRow") == "1"
    table = Table()
    for row in shape.iter(f"{_A}tr"):
        table.begin_row(is_head=False)
        for cell in row.iterchildren(f"{_A}tc"):
            table.begin_cell("td", columns=1, rows=1)
            for paragraph in cell.iter(f"{_A}p"):
                if text := _text(paragraph):
                    table.say(text)
    yield from table.pieces(guess=names)


def _notes(root: _Element) -> Iterator[Piece]:
    for shape in root.iter(f"{_P}sp"):
        if _placeholder(shape) == "body":
            for paragraph in shape.iter(f"{_A}p"):
                if text := _text(paragraph):
                    yield Piece("paragraph", text, label="Notes")


def _placeholder(shape: _Element) -> str | None:
    """Return what a shape is the place for; an empty string for its layout's, None for nothing."""
    found = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
    return None if found is None else found.get("type") or ""


def _text(paragraph: _Element) -> str:
    written: list[str] = []
    for _, one in iterwalk(paragraph, events=("start",), tag=(f"{_A}t", f"{_A}br")):
        written.append("\n" if one.tag == f"{_A}br" else one.text or "")
    return "".join(written).replace("\v", "\n").strip()
