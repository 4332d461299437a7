"""Markdown to what its reader sees, and its front matter to what it says of itself."""

from __future__ import annotations

import re
import tomllib

from markdown_it import MarkdownIt

from index.ingest.document import Document
from index.ingest.paragraphs import paragraphs_of, tree_of

_LONGEST_FRONT_MATTER = 20_000
_FRONT_MATTER = re.compile(
    rf"\ufeff?(?P<fence>---|\+\+\+)[ \t]*\n(?P<body>.{{0,{_LONGEST_FRONT_MATTER}}}?)"
    r"(?:^|\n)(?P=fence)[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_KEY = re.compile(r"([A-Za-z_]+)[ \t]*:[ \t]*(\S.*)")
_QUOTED = re.compile(r"""(["'])(.*)\1""")
# The keys of common site generators for what we know of an article.
_MEANING = {
    "title": "title",
    "author": "author",
    "authors": "author",
    "publisher": "source",
    "source": "source",
    "site": "source",
    "date": "published",
    "published": "published",
    "lang": "language",
    "language": "language",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "canonical_url": "url",
}


def read_markdown(text: str, *, name: str) -> Document:
    """Return what a reader of rendered Markdown sees: no markers, links as their text, code as is.

    Lines that the author wrapped are joined. The title is that of the front matter (YAML's simple
    form, or TOML), else the first heading. Raise ArticleError when there is no text.
    """
    known, body = _front_matter(text)
    renderer = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tree = tree_of(renderer.render(body), name=name)
    heading = tree.find(".//h1")
    if heading is not None:
        known.setdefault("title", paragraphs_of(heading))
    return Document(paragraphs_of(tree), kind="markdown", **known)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return what the front matter says, by the fields of Document, and the text after it."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    said = _toml(match["body"]) if match["fence"] == "+++" else _yaml(match["body"])
    if said is None:
        return {}, text  # two horizontal rules, and prose between them
    known: dict[str, str] = {}
    for key, value in said.items():
        if key.lower() in _MEANING and value:
            known.setdefault(_MEANING[key.lower()], value)
    return known, text[match.end() :]


def _toml(body: str) -> dict[str, str] | None:
    try:
        said = tomllib.loads(body)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return {key: _joined(value) for key, value in said.items()}


def _joined(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _yaml(body: str) -> dict[str, str] | None:
    """Return the ``key: value`` lines at the top level; None when there is no such line."""
    said = {}
    for line in body.split("\n"):
        if match := _KEY.fullmatch(line.rstrip()):
            value = match[2]
            if value.startswith("[") and value.endswith("]"):
                value = ", ".join(_bare(item) for item in value[1:-1].split(","))
            said[match[1]] = _bare(value)
    return said or None


def _bare(value: str) -> str:
    quoted = _QUOTED.fullmatch(value.strip())
    return quoted[2] if quoted else value.strip()
