"""MediaWiki's text to what a reader of the page sees: mwparserfromhell takes its markup apart."""

from __future__ import annotations

import re
from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import mwparserfromhell
from mwparserfromhell import nodes

from index.ingest.document import Document
from index.ingest.elements import pieces_of
from index.ingest.manuscript import Manuscript
from index.ingest.pieces import write
from index.ingest.text import decode
from index.ingest.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mwparserfromhell.nodes import Node
    from mwparserfromhell.wikicode import Wikicode

    from index.ingest.request import Request

_SILENT = frozenset(
    "ref references gallery math timeline score chem templatestyles ref-list".split()
)
_CODE = frozenset({"pre", "syntaxhighlight", "source"})
_TABLES = frozenset({"table", "tr", "td", "th", "caption"})
_NO_TEXT = re.compile(
    r"\s*:?(?:file|image|category|media|datei|kategorie|fichier|catégorie)\s*:", re.IGNORECASE
)
_INTERWIKI = re.compile(r"\s*[a-z]{2,3}(?:-[a-z]+)?\s*:\S")
_LIST = re.compile(r"([*#:;]+)\s*(.*)")
_BEHAVIOR = re.compile(r"__[A-Z]{3,20}__")
_NAMED = frozenset(
    {"lang", "nowrap", "abbr", "small", "em", "strong", "code", "kbd", "convert", "tt"}
)
"""Templates of which a reader sees an argument; each is shown by its last one."""
_KINDS = {"*": ("ul", "li"), "#": ("ol", "li"), ":": ("dl", "dd"), ";": ("dl", "dt")}
_SHOWN = frozenset({"b", "strong", "sup", "sub", "blockquote", "li", "ul", "ol", "p", "div"})
_BLOCK = "\x1e"
"""Stands around what is HTML by itself among the lines; no page can hold it."""
_DEEPEST = 20


def read(request: Request) -> Document:
    """Return the text of a page with its structure; templates, files and references are not text.

    The title is the name of the file, as wikis have it.
    """
    found = decode(request.raw, name=request.name, charset=request.charset)
    code = mwparserfromhell.parse(found.text.replace(_BLOCK, " "), skip_style_tags=False)
    pieces = pieces_of(tree_of(_page(_inline(code)), name=request.name))
    manuscript = Manuscript()
    write(pieces, manuscript)
    return Document(
        manuscript.text,
        title=PurePosixPath(request.name).stem.replace("_", " "),
        blocks=manuscript.outline,
        warnings=(found.warning,) if found.warning else (),
    )


def _inline(code: Wikicode) -> str:
    """Return markup as escaped text, with what has lines of its own between `_BLOCK`."""
    return "".join(map(_node, code.nodes))


def _node(node: Node) -> str:
    writer = _WRITERS.get(type(node))
    return writer(node) if writer else ""


def _text(node: nodes.Text) -> str:
    return escape(_BEHAVIOR.sub("", str(node.value)), quote=False)


def _link(node: nodes.Wikilink) -> str:
    title = str(node.title)
    if _NO_TEXT.match(title) and not title.strip().startswith(":"):
        return ""
    if node.text is not None:
        return _inline(node.text)
    return "" if _INTERWIKI.match(title) else escape(title.strip().lstrip(":"), quote=False)


def _address(node: nodes.ExternalLink) -> str:
    return _inline(node.title) if node.title is not None else escape(str(node.url), quote=False)


def _entity(node: nodes.HTMLEntity) -> str:
    return escape(node.normalize(), quote=False)


def _heading(node: nodes.Heading) -> str:
    level = max(1, min(int(node.level), 6))
    return f"{_BLOCK}<h{level}>{_inline(node.title)}</h{level}>{_BLOCK}"


def _template(node: nodes.Template) -> str:
    name = str(node.name).strip().lower()
    if name not in _NAMED or not node.params:
        return ""
    shown = [param for param in node.params if not param.showkey]
    if name == "convert":
        return escape(" ".join(str(param.value).strip() for param in shown[:2]), quote=False)
    return _inline(shown[-1].value) if shown else ""


def _tag(node: nodes.Tag) -> str:
    name = str(node.tag).strip().lower()
    contents = "" if node.contents is None else node.contents
    if name in _SILENT:
        shown = ""
    elif name in {"hr", "br"}:
        shown = f"{_BLOCK}<hr>{_BLOCK}" if name == "hr" else "<br>"
    elif node.wiki_markup and node.self_closing:
        shown = str(node.wiki_markup)
    elif name in _CODE:
        shown = f"{_BLOCK}<pre>{escape(str(contents).strip(chr(10)))}</pre>{_BLOCK}"
    elif name == "nowiki":
        shown = escape(str(contents), quote=False)
    elif name in _TABLES:
        shown = _in_table(node, name, _inline(contents) if contents else "")
    else:
        shown = _inline(contents) if contents else ""
        shown = f"<{name}>{shown}</{name}>" if name in _SHOWN else shown
    return shown


def _in_table(node: nodes.Tag, name: str, inner: str) -> str:
    spans = "".join(
        f' {key}="{escape(str(node.get(key).value))}"'
        for key in ("colspan", "rowspan")
        if node.has(key)
    )
    if name in {"td", "th", "caption"}:
        inner = _page(inner)
    shown = f"<{name}{spans}>{inner.replace(_BLOCK, '')}</{name}>"
    return f"{_BLOCK}{shown}{_BLOCK}" if name == "table" else shown


_WRITERS: dict[type[Node], Callable[..., str]] = {
    nodes.Text: _text,
    nodes.Wikilink: _link,
    nodes.ExternalLink: _address,
    nodes.HTMLEntity: _entity,
    nodes.Heading: _heading,
    nodes.Template: _template,
    nodes.Tag: _tag,
}


def _page(written: str) -> str:
    """Return lines of a page as HTML: lists by their marks, paragraphs by the lines between."""
    found: list[str] = []
    for number, part in enumerate(written.split(_BLOCK)):
        if number % 2:
            found.append(part)
        else:
            found += _blocks(part.split("\n"))
    return "".join(found)


def _blocks(lines: Iterable[str]) -> list[str]:
    found: list[str] = []
    marks = ""
    paragraph: list[str] = []
    for line in [*lines, ""]:
        item = _LIST.fullmatch(line)
        if paragraph and (item or not line.strip()):
            found.append(f"<p>{' '.join(paragraph)}</p>")
            paragraph = []
        now = item[1][:_DEEPEST] if item else ""
        if item or marks:
            found.append(_lists(marks, now))
            marks = now
        if item:
            found.append(f"<{_KINDS[now[-1]][1]}>{item[2]}")
        elif line.strip():
            paragraph.append(line.strip())
    return found


def _lists(before: str, now: str) -> str:
    """Return the tags that lead from an item with one set of marks to one with another."""
    common = 0
    while common < min(len(before), len(now)) and (
        _KINDS[before[common]][0] == _KINDS[now[common]][0]
    ):
        common += 1
    written = ""
    for mark in reversed(before[common:]):
        written += f"</{_KINDS[mark][1]}></{_KINDS[mark][0]}>"
    if common and common == len(now):
        written += f"</{_KINDS[before[common - 1]][1]}>"
    for number, mark in enumerate(now[common:]):
        outer = number and f"<{_KINDS[now[common + number - 1]][1]}>"
        written += f"{outer or ''}<{_KINDS[mark][0]}>"
    return written
