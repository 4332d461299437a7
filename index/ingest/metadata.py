"""What people may say of an article beside its text: the metadata file, and what overrides it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.errors import ArticleError

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_LINE = 120
"""Longest title, name of a publisher or of an author, in characters; longer ones are shortened."""
_LONGEST_URL = 2000
_LONGEST_TAG = 35
"""Characters of a language tag that have to be taken (RFC 5646, 4.4.1); no language needs more."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?=T|\s\d)")


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a person says of an article, over whatever its metadata or the document itself says."""

    title: str | None = None
    author: str | None = None
    source: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None
    before: Overrides | None = None
    """What was known of the article before it got another text: it holds where nobody says
    otherwise, neither a person nor the document. Its title goes before the document's."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a metadata file may say of an article; every key is optional."""

    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None


def read_metadata(path: Path) -> Metadata:
    """Return the metadata in a TOML file; all of it is unknown where there is no such file.

    Raise ArticleError when it cannot be read, and name the key that is wrong.
    """
    try:
        raw = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Metadata()
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{path} cannot be read: {error}.") from error
    try:
        found = tomllib.loads(raw)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ArticleError(f"{path} is not valid TOML: {error}.") from error
    allowed = [field.name for field in fields(Metadata)]
    for key, value in found.items():
        if key not in allowed:
            raise ArticleError(f"{path} has “{key}”; the keys are {', '.join(allowed)}.")
        if not isinstance(value, str) or not value.strip():
            raise ArticleError(f"{path}: “{key}” has to be text in quotation marks, not empty.")
    return Metadata(**found)


def one_line(value: str | None, longest: int = LONGEST_LINE) -> str | None:
    """Return a title or a name on one line, shortened at a word; None if nothing is left of it."""
    if value is None:
        return None
    # Four times the room is enough to see whether a word ends: a title may have 200 KB.
    bare = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", value[: 4 * longest]).split())
    if len(bare) <= longest:
        return bare or None
    return bare[:longest].rsplit(" ", 1)[0] + " …"


def iso_date(value: str | None) -> str | None:
    """Return a date without its time of day, or what else is known of it on one line."""
    found = one_line(value)
    day = _DATE.match(found) if found else None
    return day[0] if day else found


def language_tag(value: str | None) -> str | None:
    """Return a BCP 47 language tag, or None if it is not valid: "en_GB" is "en-GB"."""
    bare = (value or "").strip()
    if len(bare) > _LONGEST_TAG or not _LANGUAGE.fullmatch(bare):
        return None
    return bare.replace("_", "-")


def web_address(value: str | None) -> str | None:
    """Return an http or https URL that can be linked to, or None, as for "javascript:..."."""
    bare = (value or "").strip()
    if not bare or len(bare) > _LONGEST_URL or re.search(r"[\s<>\x00-\x1f\x7f-\x9f]", bare):
        return None
    try:
        parts = urlsplit(bare)
    except ValueError:
        return None
    linkable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    return bare if linkable else None
