"""A web page to the text of its article, and what the page says of it.

trafilatura finds the article among menus, advertising and footers, and its metadata. Where it finds
next to nothing, as on a very short page, all that the page says counts.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

import trafilatura
from lxml.etree import strip_elements
from trafilatura.settings import DEFAULT_CONFIG

from index.errors import ArticleError
from index.ingest.document import Document
from index.ingest.paragraphs import SILENT, paragraphs_of, tree_of
from index.ingest.text import characters, codec_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document as Extracted

_HEAD = 4096
"""Bytes in which a page may name its character set; the HTML standard asks for 1024."""
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_TOO_SHORT = 250
"""Characters below which trafilatura itself trusts no extraction."""
_HIDDEN = SILENT - {"script", "title"}  # scripts and the title tell of the article
_FURNITURE = frozenset({"aside", "dialog", "footer", "form", "menu", "nav"})


def read_html(raw: bytes, *, name: str, charset: str | None = None) -> Document:
    """Return the article of a page; raise ArticleError when the page has no text.

    ``charset`` is what the server says; without it, what the page says.
    """
    declared = _META_CHARSET.search(raw[:_HEAD])
    if codec_of(charset) is None and declared and not _is_utf8(raw):
        charset = declared[1].decode("ascii", errors="replace")
    tree = tree_of(characters(raw, name=name, charset=charset), name=name)
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    title = tree.findtext(".//title")
    everything = paragraphs_of(tree, silent=_FURNITURE)
    found = _extracted(tree)
    text = "" if found is None else paragraphs_of(found.body)
    if len(text) < min(_TOO_SHORT, len(everything)):
        text = everything
    if not text:
        raise ArticleError(
            f"{name} has no text in it; pages that a script fills are empty before it runs. "
            "Copy the text from the browser and give that."
        )
    if found is None:
        return Document(text, title=title, language=language, kind="html")
    return Document(
        text,
        title=found.title or title,
        source=found.sitename,
        author=found.author,
        published=found.date,
        language=language,
        url=found.url,
        kind="html",
    )


def _extracted(tree: HtmlElement) -> Extracted | None:
    """Return what trafilatura makes of a page, which it may take to pieces; None for nothing."""
    config = copy.deepcopy(DEFAULT_CONFIG)
    # Below this it would break a page at every link and every bold word.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    strip_elements(tree, *_HIDDEN, with_tail=False)  # trafilatura shows some of them
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        config=config,
        # A date in the article's words is hardly that of the article.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    assert not isinstance(found, dict)  # noqa: S101 - which it is only where asked for
    return found


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
