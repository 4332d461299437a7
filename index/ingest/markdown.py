"""Read Markdown, as GitHub, documentation sites and Discord write it, as its reader sees it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from index.errors import ArticleError
from index.ingest.discord_marks import as_markdown, has_marks, without_marks
from index.ingest.document import Document, Said
from index.ingest.elements import SOFT, pieces_of
from index.ingest.front_matter import front_matter
from index.ingest.manuscript import Manuscript
from index.ingest.markdown_dialects import plain_markdown
from index.ingest.pieces import title_of, without_contents, write
from index.ingest.text import decode
from index.ingest.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

    from index.ingest.request import Request

_BOX = re.compile(r"\{?([A-Za-z][\w-]*)\}?\s*(?:\[(?P<bracketed>.*)\]|(?P<bare>.*))")


def read(request: Request) -> Document:
    """Return what a reader of rendered Markdown sees: no markers, links as their text, code as is.

    Lines that the author wrapped are joined. The title is that of the front matter, else the first
    heading. Raise ArticleError when there is no text.
    """
    found = decode(request.raw, name=request.name, charset=request.charset)
    known, body = front_matter(found.text)
    if has_marks(body):
        body = without_marks(body)
    page = _sites().render(plain_markdown(body))
    document = _written(page, request.name, known)
    return replace(document, warnings=(found.warning,)) if found.warning else document


def discord_document(text: str, *, name: str, warnings: tuple[str, ...] = ()) -> Document:
    """Return what a reader of a text in Discord's Markdown sees: each line is one there."""
    document = _written(_discord().render(as_markdown(text)), name, Said())
    return replace(document, warnings=warnings)


def _written(page: str, name: str, known: Said) -> Document:
    manuscript = Manuscript()
    pieces = without_contents(pieces_of(tree_of(page, name=name)), manuscript)
    write(pieces, manuscript)
    if not manuscript.text:
        raise ArticleError(f"{name} is empty; an article needs some text.")
    if title := title_of(pieces):
        known.setdefault("title", title)
    return Document(
        manuscript.text, blocks=manuscript.outline, left_out=manuscript.left_out, **known
    )


@lru_cache(maxsize=1)
def _sites() -> MarkdownIt:
    """Return what renders Markdown as GitHub and the generators of documentation do."""
    # As the plugin for all of GitHub's Markdown, but for links of bare addresses: text, here.
    parser = MarkdownIt("commonmark", {"tasklists": True, "alerts": True})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False).use(deflist_plugin).use(admon_plugin)
    parser.use(container_plugin, "box", validate=_is_box, render=_box)
    parser.add_render_rule("softbreak", _soft_break)
    return parser


@lru_cache(maxsize=1)
def _discord() -> MarkdownIt:
    """Return what renders the Markdown of Discord: it knows no HTML, and every line is one."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
    parser.disable(["lheading", "code", "html_block", "html_inline", "reference", "hr"])
    parser.add_render_rule("softbreak", _new_line)
    parser.add_render_rule("hardbreak", _new_line)
    return parser


def _soft_break(
    _self: RendererHTML, _tokens: Sequence[Token], _at: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<br class="{SOFT}">'


def _new_line(
    _self: RendererHTML, _tokens: Sequence[Token], _at: int, _options: OptionsDict, _env: EnvType
) -> str:
    return "</p><p>"


def _is_box(params: str, _marker: str) -> bool:
    return _BOX.fullmatch(params.strip()) is not None


def _box(
    _self: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return the tags of a box (":::warning Title"), its title at the top as other boxes have it.

    One that is not given its own is called what it is: "Warning".
    """
    token = tokens[at]
    if token.nesting < 0:
        return "</div>\n"
    said = _BOX.fullmatch(token.info.strip())
    if said is None:
        return "<div>\n"
    title = said["bracketed"] or said["bare"] or said[1].replace("-", " ").capitalize()
    return f'<div><p class="admonition-title">{escape(title)}</p>\n'
