"""Plain text as people have it: what is around it is taken off, and what it says of itself kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from index.ingest.discord_marks import is_discord_markdown
from index.ingest.document import Document, Said
from index.ingest.text import decode
from index.model import LeftOut

if TYPE_CHECKING:
    from index.ingest.request import Request

_LOOK = 20_000
"""Characters at the beginning in which a text says what it is."""
_MOST_KEYS = 30
_EBOOK_BEGINS = re.compile(r"(?im)^\*{3} ?START OF (?:THE|THIS) .{3,200}?\*{3}[ \t]*$")
_EBOOK_ENDS = re.compile(r"(?im)^\*{3} ?END OF (?:THE|THIS) .{3,200}?\*{3}[ \t]*$")
_SAID = re.compile(r"(?m)^(Title|Author|Authors|Date|Published|Language|Source|URL):[ \t]*(\S.*)$")
_HEADER = re.compile(r"\s*((?:[A-Z][A-Za-z-]{1,20}:[ \t]*\S[^\n]*\n){2,12})[ \t]*\n")
_FIELDS = {
    "title": "title",
    "author": "author",
    "authors": "author",
    "date": "published",
    "published": "published",
    "language": "language",
    "source": "source",
    "url": "url",
}
_LANGUAGES = {
    "english": "en",
    "french": "fr",
    "german": "de",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "finnish": "fi",
    "swedish": "sv",
    "latin": "la",
    "chinese": "zh",
    "japanese": "ja",
}
_QUOTED = re.compile(r"(?m)^(?:>[ \t]?)+")
_QUOTED_LINES = re.compile(r"(?m)(?:^>.*\n?){2}|:[ \t]*\n+>.*")
_SIGNATURE = re.compile(r"\n-- ?\n((?:[^\n]*\n){0,7}[^\n]*\n?)\Z")


def read(request: Request) -> Document:
    """Return a text without what was put around it; raise ArticleError when no text is left.

    The license around an e-book, the marks of quoted mail and a signature are no part of it. One
    in Discord's Markdown is what its reader sees there.
    """
    found = decode(request.raw, name=request.name, charset=request.charset)
    warnings = (found.warning,) if found.warning else ()
    return plain_document(found.text, name=request.name, warnings=warnings)


def plain_document(text: str, *, name: str, warnings: tuple[str, ...] = ()) -> Document:
    """Return what characters say; see `read`."""
    if is_discord_markdown(text):
        # Imported here because most texts are not.
        from index.ingest.markdown import discord_document  # noqa: PLC0415 - see above

        return discord_document(text, name=name, warnings=warnings)
    text, known, left_out = _unwrapped(text)
    text, more = without_mail_marks(text)
    left_out += more
    return Document(text, left_out=tuple(left_out), warnings=warnings, **known)


def without_mail_marks(text: str) -> tuple[str, list[LeftOut]]:
    """Return a text without the ">" of quoted lines, and the signature that is no part of it."""
    if not _QUOTED_LINES.search(text):
        return text, []
    text = _QUOTED.sub("", text)
    signature = _SIGNATURE.search(text)
    if signature is None or not signature[1].strip():
        return text, []
    return text[: signature.start()], [LeftOut(" ".join(signature[1].split()), "signature")]


def _unwrapped(text: str) -> tuple[str, Said, list[LeftOut]]:
    """Return a text without its header and license, what these say of it, and both."""
    begins = _EBOOK_BEGINS.search(text[:_LOOK])
    if begins:
        ends = _EBOOK_ENDS.search(text, begins.end())
        end = ends.start() if ends else len(text)
        around = text[: begins.end()], text[end:]
        left_out = [LeftOut(" ".join(part.split()), "license") for part in around if part.strip()]
        return text[begins.end() : end].strip("\n"), _known(around[0]), left_out
    header = _HEADER.match(text[:_LOOK])
    if header and (known := _known(header[1])).get("title"):
        said = LeftOut(" ".join(header[1].split()), "header")
        return text[header.end() :].lstrip("\n"), known, [said]
    return text, Said(), []


def _known(header: str) -> Said:
    known: dict[str, str] = {}
    for key, value in _SAID.findall(header)[:_MOST_KEYS]:
        known.setdefault(_FIELDS[key.lower()], value.strip())
    if "language" in known:
        known["language"] = _LANGUAGES.get(known["language"].lower(), known["language"])
    return cast("Said", known)
