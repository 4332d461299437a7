"""A page to a tree of elements, and a tree to paragraphs: what a reader sees, block by block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import lxml.html
from lxml.etree import ParserError, iterwalk

from index.errors import ArticleError

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

# HTML's elements, and those of the trees that trafilatura makes ("head" is a heading there).
_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary
    table tbody tfoot thead tr ul
    head item list quote row
    """.split()
)
_BREAKS = frozenset({"br", "lb"})
_CELLS = frozenset({"td", "th", "cell"})
SILENT = frozenset(
    """
    audio button canvas datalist embed iframe input math noembed noframes noscript object script
    select style svg template textarea title video
    """.split()
)
"""Elements whose text a reader does not see, or not as part of the article."""
_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
_CELL = "\x1f"
"""Stands between two cells of a row while it is put together; no page can hold it."""
_XML_DECLARATION = re.compile(r"\ufeff?\s*<\?xml[^>]{0,200}>")


def tree_of(page: str, *, name: str) -> HtmlElement:
    """Return the elements of a page, ``html`` at the root.

    Raise ArticleError when there are none or they go too deep; ``name`` is for that.
    """
    if declaration := _XML_DECLARATION.match(page):
        page = page[declaration.end() :]
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    raw = page.replace("\0", "\ufffd").encode("utf-8", errors="replace")
    try:
        tree = lxml.html.document_fromstring(raw, parser=parser, ensure_head_body=True)
    except ParserError:  # it is empty
        tree = None
    # libxml2 stops at what is nested too deeply: what follows would be missing.
    if any("depth" in entry.message for entry in parser.error_log):
        raise ArticleError(
            f"{name} has elements nested more than two thousand deep, which no article needs. "
            "Copy its text from the browser and give that."
        )
    if tree is None:
        raise ArticleError(f"{name} is empty; an article needs some text.")
    return tree


def paragraphs_of(tree: _Element, *, silent: frozenset[str] = frozenset()) -> str:
    """Return the text of a tree: paragraphs with a blank line between them.

    White space is collapsed as a browser does, except in ``pre`` and at ``br``; the cells of a row
    have " | " between them. Elements in ``silent``, scripts and the like say nothing.
    """
    page = _Page()
    walker = iterwalk(tree, events=("start", "end"))  # without recursion, however deep the tree
    for event, element in walker:
        if event == "start" and (element.tag in SILENT or element.tag in silent):
            walker.skip_subtree()
        elif event == "start":
            page.open(element)
        elif not (element.tag in SILENT or element.tag in silent):
            page.close(element)
        if event == "end" and element is not tree:
            page.write(element.tail)
    page.end_paragraph()
    return "\n\n".join(page.paragraphs)


class _Page:
    """The paragraphs so far, and the one that is being written."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self._written: list[str] = []
        self._verbatim = 0

    def open(self, element: _Element) -> None:
        if element.tag in _BLOCKS or _is_verbatim(element):
            self.end_paragraph()
        self._verbatim += _is_verbatim(element)
        self.write(element.text)

    def close(self, element: _Element) -> None:
        if element.tag in _BREAKS:
            self._written.append("\n")
        elif element.tag in _CELLS:
            self._written.append(_CELL)
        elif element.tag in _BLOCKS or _is_verbatim(element):
            self.end_paragraph()
        self._verbatim -= _is_verbatim(element)

    def write(self, text: str | None) -> None:
        found = (text or "").replace(_CELL, " ")
        self._written.append(found if self._verbatim else _WHITE_SPACE.sub(" ", found))

    def end_paragraph(self) -> None:
        written, self._written = "".join(self._written), []
        paragraph = _code(written) if self._verbatim else _prose(written)
        if paragraph:
            self.paragraphs.append(paragraph)


def _is_verbatim(element: _Element) -> bool:
    """Tell whether an element keeps its white space; trafilatura's is a ``code`` in a ``code``."""
    return element.tag == "pre" or (element.tag == "code" and element.find("code") is not None)


def _code(written: str) -> str:
    lines = (line.rstrip() for line in written.split("\n"))
    return "\n".join(line for line in lines if line)


def _prose(written: str) -> str:
    row = " | ".join(cell.strip(" ") for cell in written.split(_CELL) if cell.strip())
    lines = (re.sub(" +", " ", line).strip(" ") for line in row.split("\n"))
    return "\n".join(line for line in lines if line)
