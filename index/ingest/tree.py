"""Parse the characters of a page into a tree of elements, however they were put together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import lxml.html
from lxml.etree import ParserError

from index.errors import ArticleError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_XML_DECLARATION = re.compile(r"<\?xml[^>]{0,200}>")


def tree_of(page: str, *, name: str) -> HtmlElement:
    """Return the elements of a page, ``html`` at the root.

    Raise ArticleError when there are none or they go too deep; ``name`` appears in the error.
    """
    page = _XML_DECLARATION.sub("", page, count=1).replace("\0", "\ufffd")
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    raw = page.encode("utf-8", errors="replace")
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
