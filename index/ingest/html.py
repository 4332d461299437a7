"""Read the article of a web page, and what the page says of it.

trafilatura finds the article among menus, advertising and footers, and its metadata; the elements
of the page itself are then read where it found it, so that lists, tables and paragraphs are those
of the page. Where it finds next to nothing, as on a very short page, all that the page says counts.
"""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import trafilatura
from lxml.etree import strip_elements
from trafilatura.settings import DEFAULT_CONFIG

from index.errors import ArticleError
from index.ingest.choose import Page, chosen
from index.ingest.document import Document
from index.ingest.elements import SILENT, pieces_of
from index.ingest.encodings import codec_of
from index.ingest.furniture import COMMENTS, leads_elsewhere, within
from index.ingest.manuscript import Manuscript
from index.ingest.pieces import title_of, without_contents, write
from index.ingest.text import decode
from index.ingest.tree import tree_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document as Extracted

    from index.ingest.pieces import Piece
    from index.ingest.request import Request

_HEAD = 4096
"""Bytes in which a page may name its character set; the HTML standard asks for 1024."""
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_HIDDEN = SILENT - {"script", "title"}  # scripts and the title carry metadata
_THREAD = re.compile(r"(?i)QAPage|DiscussionForumPosting|discourse|phpbb|vbulletin|xenforo|mybb")
_SITE = re.compile(r"\s*[-|–—·:»•]\s.*")
_LINES = frozenset({"paragraph", "item"})


def read(request: Request) -> Document:
    """Return the article of a page; raise ArticleError when the page has no text.

    The character set is what the server says; without it, what the page says.
    """
    raw, name, charset = request.raw, request.name, request.charset
    declared = _META_CHARSET.search(raw[:_HEAD])
    if codec_of(charset) is None and declared:
        charset = None if _is_utf8(raw) else declared[1].decode("ascii", errors="replace")
    found = decode(raw.replace(b"\0", b"\xef\xbf\xbd"), name=name, charset=charset)
    tree = tree_of(found.text, name=name)
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    title = tree.findtext(".//title")
    pieces = pieces_of(tree, within=within)
    extracted = _extracted(copy.deepcopy(tree))
    is_thread = _is_thread(tree, title or "")
    text = "" if extracted is None else " \n ".join(map(str, extracted.body.itertext()))
    page = chosen(tree, pieces, text, keep=frozenset({COMMENTS}) if is_thread else frozenset())
    manuscript = _manuscript(page)
    if not manuscript.text:
        raise ArticleError(
            f"{name} has no text in it; pages that a script fills are empty before it runs. "
            "Copy the text from the browser and give that."
        )
    document = Document(
        manuscript.text,
        title=title,
        language=language,
        blocks=manuscript.outline,
        left_out=manuscript.left_out,
        warnings=tuple(filter(None, (found.warning, _unread_comments(page)))),
    )
    heading = title_of(piece for piece, why in page.pieces if not why)
    return document if extracted is None else _described(document, extracted, heading)


def _described(document: Document, extracted: Extracted, heading: str | None) -> Document:
    """Return a document with what trafilatura found that its page says of it.

    The title in the head of a page may go on with the name of the site: "Duck - Wikipedia".
    """
    title = extracted.title or document.title
    if title and heading and title.startswith(heading) and _SITE.fullmatch(title[len(heading) :]):
        title = heading
    return replace(
        document,
        title=title,
        source=extracted.sitename,
        author=extracted.author,
        published=extracted.date,
        url=extracted.url,
    )


def _manuscript(page: Page) -> Manuscript:
    """Return what is written of a page, and what is not, down to single lines."""
    manuscript = Manuscript()
    kept: list[Piece] = []
    for piece, why in page.pieces:
        if why:
            manuscript.leave_out(piece.text, why)
        elif piece.kind in _LINES and leads_elsewhere(piece.text):
            manuscript.leave_out(piece.text, "links and notices of the page")
        else:
            kept.append(piece)
    write(without_contents(kept, manuscript), manuscript)
    return manuscript


def _unread_comments(page: Page) -> str | None:
    if not any(why == COMMENTS for _, why in page.pieces):
        return None
    return "The comments of readers below the article are left out."


def _is_thread(tree: HtmlElement, title: str) -> bool:
    """Tell whether what people write below is what the page is for, as where somebody asks."""
    kinds = tree.xpath("//meta[@property='og:type']/@content")
    if "article" in kinds:
        return False
    said = [
        *tree.xpath("//@itemtype"),
        *tree.xpath("//meta[@name='generator']/@content"),
        *tree.xpath("//script[@type='application/ld+json']/text()"),
    ]
    asks = title.rstrip().endswith(("?", "？", "؟"))
    return asks or any(_THREAD.search(str(one)[:5000]) for one in said)


def _extracted(tree: HtmlElement) -> Extracted | None:
    """Return what trafilatura makes of a page, which it takes to pieces; None for nothing."""
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
