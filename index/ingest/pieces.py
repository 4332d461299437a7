"""What a reader of elements finds: the pieces of a document, before they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.ingest.labels import numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

    from index.ingest.manuscript import Manuscript
    from index.model import BlockKind


_FEWEST_ENTRIES = 3
_MOSTLY = 0.8
"""Share of an entry of a table of contents that is a link; a number may stand before it."""
_LONGEST_BOLD = 100
"""Characters of a line in bold type that stands for a heading."""
_BOLD_LEVEL = 6
_TITLE_LEVEL = 3
"""Deepest level of a heading that a document without another title may begin with."""
_QUESTION = re.compile(r"(?:Q|Question|Frage|Pregunta|Domanda)\s?\d{0,3}\s?[:.]\s+(?=\S)")
_ANSWER = re.compile(r"(?:A|Answer|Antwort|Réponse|Respuesta|Risposta)\s?\d{0,3}\s?[:.]\s+(?=\S)")


@dataclass(slots=True)
class Piece:
    """A block to be, and where it was found."""

    kind: BlockKind
    text: str
    level: int = 0
    label: str = ""
    cells: tuple[str, ...] = ()
    element: _Element | None = None
    """The element that holds all of it."""
    within: str = ""
    """Why it may be no part of the article, by the elements around it: "menu", "comments"."""
    linked: int = 0
    """Characters of it that are links."""
    anchored: int = 0
    """Characters of it that are links to other places on the page."""


def loud(text: str) -> tuple[BlockKind, int]:
    """Return what a line in bold type is, and its level: a heading, a question, or prose."""
    if len(text) > _LONGEST_BOLD or text.endswith((".", ",", ";", ":", "!")):
        return "paragraph", 0
    return ("question", 0) if text.endswith(("?", "？", "؟")) else ("heading", _BOLD_LEVEL)


def title_of(pieces: Iterable[Piece]) -> str | None:
    """Return the heading that is the title of a document: a top one, or what it begins with."""
    first: Piece | None = None
    for piece in pieces:
        if piece.kind == "heading" and piece.level == 1:
            return piece.text
        first = first or piece
    is_title = first is not None and first.kind == "heading" and first.level <= _TITLE_LEVEL
    return first.text if first is not None and is_title else None


def without_contents(pieces: Sequence[Piece], manuscript: Manuscript) -> list[Piece]:
    """Return pieces without those of a table of contents: only links within the page, and several.

    A heading that calls them so goes with them.
    """
    kept: list[Piece] = []
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and _leads_within(piece):
            run.append(piece)
            continue
        if len(run) >= _FEWEST_ENTRIES:
            if kept and piece and _calls(kept[-1], piece):
                run.insert(0, kept.pop())
            for entry in run:
                manuscript.leave_out(entry.text, "table of contents")
        else:
            kept += run
        run = []
        if piece is not None:
            kept.append(piece)
    return kept


def _calls(heading: Piece, following: Piece) -> bool:
    """Tell whether there is nothing under a heading but the contents, and it is no title."""
    both = heading.kind == following.kind == "heading"
    return both and heading.level >= following.level


def _leads_within(piece: Piece) -> bool:
    is_entry = piece.kind in {"item", "paragraph"} and not piece.cells
    return is_entry and piece.anchored >= _MOSTLY * len(piece.text) > 0


def write(pieces: Iterable[Piece], manuscript: Manuscript) -> None:
    """Write pieces to a manuscript, each as what it says that it is.

    A paragraph that begins with its number is an item; one that begins with "Q:" asks, and the
    "A:" of the one after it is a sign like a bullet.
    """
    asked = False
    for piece in pieces:
        asks = None if piece.cells else _QUESTION.match(piece.text)
        if piece.cells:
            head = piece.kind == "head"
            manuscript.add_row(piece.cells, head=head, level=piece.level, label=piece.label)
        elif asks:
            manuscript.add("question", piece.text[asks.end() :], level=_outside(piece))
        else:
            answers = _ANSWER.match(piece.text) if asked else None
            _write(piece, piece.text[answers.end() :] if answers else piece.text, manuscript)
        asked = asks is not None or (asked and piece.kind == "paragraph")


def _write(piece: Piece, text: str, manuscript: Manuscript) -> None:
    found = numbered(text) if piece.kind == "paragraph" and not piece.label else None
    if found is None:
        manuscript.add(piece.kind, text, level=piece.level, label=piece.label)
    else:
        label, depth = found
        manuscript.add("item", text, level=piece.level + depth, label=label)


def _outside(piece: Piece) -> int:
    """Return in how many lists a piece stands that is a question whatever else it is."""
    if piece.kind == "heading":
        return 0
    return max(piece.level - 1, 0) if piece.kind == "item" else piece.level
