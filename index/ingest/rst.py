"""reStructuredText to what its reader sees; docutils takes it apart, and follows no link."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.core import publish_parts
from docutils.parsers.rst import Directive, directives, roles

from index.ingest.document import Document, Said
from index.ingest.elements import pieces_of
from index.ingest.manuscript import Manuscript
from index.ingest.pieces import title_of, without_contents, write
from index.ingest.text import decode
from index.ingest.tree import tree_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from index.ingest.request import Request

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 5,
    "smart_quotes": False,
    "syntax_highlight": "none",
    "math_output": "LaTeX",
    "embed_stylesheet": False,
    "stylesheet_path": None,
    "line_length_limit": 1_000_000,
    "doctitle_xform": True,
    "initial_header_level": 1,
}
_SHOWN_AS = {
    "versionadded": "Added in",
    "versionchanged": "Changed in",
    "deprecated": "Deprecated since",
    "seealso": "See also",
}
_SILENT = frozenset(
    """
    toctree index currentmodule module contents sectnum highlight include literalinclude raw image
    figure meta only ifconfig automodule autoclass autofunction automethod autoattribute autodata
    autoexception tabularcolumns program default-domain py:module py:currentmodule graphviz
    inheritance-diagram testsetup testcleanup click
    """.split()
)
_FIELDS = {
    "title": "title",
    "author": "author",
    "authors": "author",
    "date": "published",
    "language": "language",
    "organization": "source",
}
_CODE = frozenset({"code-block", "sourcecode", "code", "parsed-literal", "prompt", "doctest"})


def read(request: Request) -> Document:
    """Return the text of a document with its structure.

    What only Sphinx knows is kept for the words in it: the text of a role, the content of a
    directive. Files that it names are not included.
    """
    _know_all()
    found = decode(request.raw, name=request.name, charset=request.charset)
    parts = publish_parts(found.text, writer="html5", settings_overrides=_SETTINGS)
    tree = tree_of(parts["html_body"], name=request.name)
    known = _said(tree)
    manuscript = Manuscript()
    pieces = without_contents(pieces_of(tree), manuscript)
    write(pieces, manuscript)
    if title := parts["title"] and title_of(pieces):
        known["title"] = title
    return Document(
        manuscript.text,
        **known,
        blocks=manuscript.outline,
        left_out=manuscript.left_out,
        warnings=(found.warning,) if found.warning else (),
    )


def _said(tree: HtmlElement) -> Said:
    """Take the fields at the top of a document out of it, and return what they say of it."""
    known: dict[str, str] = {}
    for fields in tree.xpath("//dl[contains(@class, 'docinfo')]"):
        terms = [term.text_content().strip().rstrip(":").lower() for term in fields.iter("dt")]
        values = [" ".join(value.text_content().split()) for value in fields.iter("dd")]
        for term, value in zip(terms, values, strict=False):
            if term in _FIELDS and value:
                known.setdefault(_FIELDS[term], value)
        fields.drop_tree()
    return cast("Said", known)


class _Unknown(Directive):
    """A directive that docutils does not know: what stands in it, under what it is called."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        if self.name.lower() in _SILENT:
            return []
        if self.name in _CODE:
            text = "\n".join(self.content)
            return [nodes.literal_block(text, text)] if text else []
        box = nodes.admonition()
        title = _SHOWN_AS.get(self.name, "")
        argument = " ".join((self.arguments or [""])[0].split())
        if title or argument:
            shown = f"{title} {argument}".strip()
            box += nodes.title(shown, shown)
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box] if len(box) else []


def _unknown_role(
    _name: str,
    rawtext: str,
    text: str,
    _line: int,
    _inliner: object,
    options: object = None,
    content: object = None,
) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Return the words of a role: "fuel" of :ref:`fuel <filling>`."""
    shown = text.partition("<")[0].strip() if text.endswith(">") else text
    shown = shown.lstrip("~!").rpartition(".")[2] if text.startswith("~") else shown.lstrip("!")
    return [nodes.inline(rawtext, shown or text)], []


@lru_cache(maxsize=1)
def _know_all() -> None:
    """Let docutils find a directive and a role for every name; it knows no other way to ask."""
    known_directive, known_role = directives.directive, roles.role

    def directive(name: str, *around: Any) -> Any:
        found, messages = known_directive(name, *around)
        is_ours = found is None or name.lower() in _SILENT
        return (_Unknown, []) if is_ours else (found, messages)

    def role(name: str, *around: Any) -> Any:
        found, messages = known_role(name, *around)
        return (_unknown_role, []) if found is None else (found, messages)

    directives.directive = directive  # type: ignore[assignment]  # it takes what that takes
    roles.role = role  # type: ignore[assignment]  # as above
