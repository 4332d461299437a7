"""The front matter of a Markdown file: what its author says of it before the text."""

from __future__ import annotations

import re
import tomllib
from typing import cast

import yaml

from index.ingest.document import Said

_FRONT_MATTER = re.compile(
    r"\ufeff?\s*(?P<fence>---|\+\+\+)[ \t]*\n(?P<body>.*?)(?:^|\n)(?P=fence)[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_LONGEST = 50_000
"""Characters of front matter; the rest of a longer one is text."""
_MOST_NAMES = 20
_KEY = re.compile(r"([A-Za-z_]+)[ \t]*:[ \t]*(\S.*)")
_QUOTED = re.compile(r"""(["'])(.*)\1""")
_NAMES = ("name", "title", "date")
"""What says it in a value that is a mapping itself, as "author: {name: Ida Moe}"."""
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
    "last_update": "published",
    "lang": "language",
    "language": "language",
    "url": "url",
    "link": "url",
    "canonical": "url",
    "canonical_url": "url",
}


def front_matter(text: str) -> tuple[Said, str]:
    """Return what front matter says, by the fields of a Document, and the text after it.

    Without front matter, or with prose between two rules, return nothing and the whole text.
    """
    match = _FRONT_MATTER.match(text)
    if match is None or len(match["body"]) > _LONGEST:
        return Said(), text
    said = _toml(match["body"]) if match["fence"] == "+++" else _yaml(match["body"])
    if said is None:
        return Said(), text
    known: dict[str, str] = {}
    for key, value in said.items():
        meaning, words = _MEANING.get(key.lower()), _joined(value)
        if meaning and words:
            known.setdefault(meaning, words)
    return cast("Said", known), text[match.end() :]


def _toml(body: str) -> dict[str, object] | None:
    try:
        return dict(tomllib.loads(body))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _yaml(body: str) -> dict[str, object] | None:
    """Return the keys at the top level with their values; None when these are none."""
    try:
        # All of its values are texts, lists and mappings: it makes nothing of what it reads.
        said = yaml.load(body, Loader=yaml.BaseLoader)  # noqa: S506 - see above
    except (yaml.YAMLError, RecursionError, ValueError):
        said = None
    if isinstance(said, dict) and all(re.fullmatch(r"[\w.-]+", str(key)) for key in said):
        return cast("dict[str, object]", said)
    return _lines(body)


def _lines(body: str) -> dict[str, object] | None:
    """Return the ``key: value`` lines of what is nearly YAML, as "title: Rules: the long form"."""
    found: dict[str, object] = {}
    for line in body.split("\n"):
        if match := _KEY.fullmatch(line.rstrip()):
            quoted = _QUOTED.fullmatch(match[2].strip())
            found[match[1]] = quoted[2] if quoted else match[2].strip()
    return found or None


def _joined(value: object) -> str:
    """Return a value as words; nothing of what lies deeper than a name in a list."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_word, value[:_MOST_NAMES])))
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, dict):
        value = next((value[name] for name in _NAMES if name in value), "")
    return "" if isinstance(value, dict | list) or value is None else " ".join(str(value).split())
