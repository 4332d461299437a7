"""What a file is, by its content: names and content types are only hints."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal

from index.errors import ArticleError

Kind = Literal["text", "markdown", "html", "pdf"]

_HEAD = 1024
"""Bytes at the beginning that are looked at."""
_READABLE = "Give a text, Markdown, HTML or PDF file."
# The group is atomic: a comment ends at its first "-->". If it might end later, too, n comments
# could be read in 2 to the power of n ways.
_HTML = re.compile(
    r"""\ufeff? \s* (?: <\?xml [^>]{0,200} > \s* )? (?> <!-- .{0,500}? --> \s* )*
    < (?: !doctype \s+ html | html | head ) [\s>]""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SUFFIXES: dict[str, Kind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
_CONTENT_TYPES: dict[str, Kind] = {
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
}
# Formats in letters that a text could open with too, but hardly does.
_WRITTEN = (
    (rb"\{\\rtf", "an RTF document; save it as PDF or as plain text"),
    (rb"%!PS", "a PostScript file; save it as PDF"),
)
_BINARY = (
    (rb"PK\x03\x04.{26}mimetypeapplication/epub", "an e-book; save it as HTML or as plain text"),
    (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis", "an office document; save it as PDF"),
    (rb"PK\x03\x04.*(?:word/|\[Content_Types\]\.xml)", "an office document; save it as PDF"),
    (rb"PK(?:\x03\x04|\x05\x06)", "a ZIP archive; unpack it and give the files in it"),
    (rb"\xd0\xcf\x11\xe0", "an office document of an old kind; save it as PDF"),
    (
        (
            rb"\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP|BM.{4}\x00{4}|II\*\x00|MM\x00\*"
            rb"|\x00\x00\x01\x00|....ftyp(?:avif|heic|mif1)"
        ),
        "a picture; give the text itself",
    ),
    (
        rb"ID3|\xff\xfb|OggS|fLaC|RIFF|....ftyp|\x1aE\xdf\xa3",
        "a recording; give a transcript as text",
    ),
    (
        rb"\x1f\x8b|BZh|\xfd7zXZ\x00|\x28\xb5\x2f\xfd|7z\xbc\xaf|Rar!|.{257}ustar",
        "an archive; unpack it and give the files in it",
    ),
    (rb"\x7fELF|MZ|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\x00asm", "a program; give an article"),
    (rb"SQLite format 3\x00", "a database; give an article"),
    (rb"wOF[F2]|\x00\x01\x00\x00|OTTO", "a font; give an article"),
)


def kind_of(raw: bytes, *, name: str, content_type: str | None = None) -> Kind:
    """Return how to read a file: by its content first, then by its content type, then its name.

    Raise ArticleError, which says what the file is and what to give instead, for known formats
    that are none of ours. What is not known counts as text.
    """
    head = raw[:_HEAD]
    media = (content_type or "").partition(";")[0].strip().lower()
    suffix = PurePosixPath(name).suffix.lower()
    if raw.startswith(b"%PDF-") or (_promises_pdf(media, suffix) and b"%PDF-" in head):
        return "pdf"
    _refuse(head, _WRITTEN, name)
    text = _beginning(raw)
    if text is None:
        _refuse(head, _BINARY, name)
    elif _HTML.match(text):
        return "html"
    if _promises_pdf(media, suffix):
        raise ArticleError(f"{name} is not a PDF, or damaged from its first line on. {_READABLE}")
    return _CONTENT_TYPES.get(media) or _SUFFIXES.get(suffix, "text")


def _promises_pdf(media: str, suffix: str) -> bool:
    return media == "application/pdf" or (suffix == ".pdf" and not media.startswith("text/"))


def _refuse(head: bytes, formats: tuple[tuple[bytes, str], ...], name: str) -> None:
    for pattern, what in formats:
        if re.match(pattern, head, re.DOTALL):
            raise ArticleError(f"{name} is {what}.")


def _beginning(raw: bytes) -> str | None:
    """Return the first characters of a file if it is text with some certainty, else None."""
    head = raw[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 4 * 4].decode("utf-16", errors="replace")
    if b"\0" in head:
        return None
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut at the end of the head is no fault of the file.
        return head[: error.start].decode("utf-8") if error.start > len(head) - 4 else None
