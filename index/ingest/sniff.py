"""What a file is, by its content: names and content types are only hints."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final, Literal

from index.errors import ArticleError

Format = Literal[
    "text",
    "markdown",
    "html",
    "pdf",
    "docx",
    "odt",
    "epub",
    "pptx",
    "xlsx",
    "csv",
    "rst",
    "mediawiki",
    "subtitles",
    "mail",
    "chat",
]

_HEAD = 4096
"""Bytes at the beginning that are looked at."""
READABLE: Final = (
    "Give a text, Markdown, HTML, PDF, Word, OpenDocument, PowerPoint, Excel, EPUB or CSV file."
)
"""What to give instead, in the refusal of a file."""
# The group is atomic: a comment ends at its first "-->". If it might end later, too, n comments
# could be read in 2 to the power of n ways.
_HTML = re.compile(
    r"""\ufeff? \s* (?: <\?xml [^>]{0,200} > \s* )? (?> <!-- .{0,500}? --> \s* )*
    < (?: !doctype \s+ html | html | head ) [\s>]""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SUFFIXES: dict[str, Format] = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".csv", ".tsv", ".tab"), "csv"),
    **dict.fromkeys((".rst", ".rest"), "rst"),
    **dict.fromkeys((".mediawiki", ".wiki", ".wikitext"), "mediawiki"),
    **dict.fromkeys((".srt", ".vtt"), "subtitles"),
    **dict.fromkeys((".eml", ".mht", ".mhtml"), "mail"),
}
_CONTENT_TYPES: dict[str, Format] = {
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "text/x-rst": "rst",
    "text/prs.fallenstein.rst": "rst",
    "text/vtt": "subtitles",
    "application/x-subrip": "subtitles",
    "message/rfc822": "mail",
    "multipart/related": "mail",
    "text/x-wiki": "mediawiki",
}
READ_SUFFIXES: Final = frozenset(
    {".txt", ".text", ".pdf", ".docx", ".odt", ".epub", ".pptx", ".xlsx", *_SUFFIXES}
)
"""The endings of the names of files that can be articles."""
# Formats in letters that a text could open with too, but hardly does.
_WRITTEN = (
    (rb"\{\\rtf", "an RTF document; save it as DOCX, PDF or as plain text"),
    (rb"%!PS", "a PostScript file; save it as PDF"),
)
_ARCHIVES: tuple[tuple[bytes, Format], ...] = (
    (b"mimetypeapplication/epub", "epub"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
    (b"META-INF/container.xml", "epub"),
    (b"word/document", "docx"),
    (b"ppt/presentation", "pptx"),
    (b"xl/workbook", "xlsx"),
)
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
_BINARY = (
    (
        rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis",
        "an office document of a kind that is not read; save it as PDF, XLSX or PPTX",
    ),
    (rb"PK(?:\x03\x04|\x05\x06)", "a ZIP archive; unpack it and give the files in it"),
    (
        rb"\xd0\xcf\x11\xe0",
        "an office document of an old kind, or a protected one; save it as DOCX, XLSX, PPTX or PDF",
    ),
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
    (rb"ITSF", "a Windows help file; save its pages as HTML or PDF"),
    (rb".{60}BOOKMOBI", "an e-book for Kindle; convert it to EPUB"),
)
# Formats of text that hold data, or what a program is to make an article of.
_DATA = (
    (r"<\?xml|<(?:rss|feed|svg|note|opml)[\s>]", "an XML file; give the page or the document"),
    (r"%.{0,2000}?\\documentclass|\s*\\documentclass", "a LaTeX source; give the PDF made of it"),
    (r"From \S+@\S+ .{10,60}\n", "a mailbox; save one message as EML, or give its text"),
    (r"BEGIN:V(?:CALENDAR|CARD)", "a calendar or an address; give its text"),
)
_JSON = re.compile(r"\ufeff?\s*(?:\{\s*[\"}]|\[\s*(?:\{\s*\"|\"|\[\s*[\"{\d]))")
_CHAT = re.compile(r'"messages"\s*:\s*\[')
_NOTEBOOK = re.compile(r'"(?:cells|nbformat)"\s*:')
_SUBTITLES = re.compile(
    r"\ufeff?\s*(?:WEBVTT\b|(?:\d+\s*\n)?\s*\d{1,2}:\d\d:\d\d[,.]\d{1,3}\s*-->\s*\d{1,2}:\d\d:\d\d)"
)
_MAIL_HEADER = re.compile(
    r"(?im)^(?:From|To|Cc|Subject|Date|Received|Return-Path|MIME-Version|Message-ID|Delivered-To"
    r"|Content-Type|Content-Transfer-Encoding|Reply-To|DKIM-Signature|X-[\w-]{2,40}): ?\S"
)
_MAIL_BEGINS = re.compile(r"\ufeff?(?:[A-Za-z][A-Za-z-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_FEWEST_HEADERS = 3


def kind_of(raw: bytes, *, name: str, content_type: str | None = None) -> Format:
    """Return how to read a file: by its content first, then by its content type, then its name.

    Raise ArticleError, which says what the file is and what to give instead, for known formats
    that are none of ours. What is not known counts as text.
    """
    head = raw[:_HEAD]
    media = (content_type or "").partition(";")[0].strip().lower()
    suffix = PurePosixPath(name).suffix.lower()
    if raw.startswith(b"%PDF-") or (_promises_pdf(media, suffix) and b"%PDF-" in head[:1024]):
        return "pdf"
    _refuse(head, _WRITTEN, name)
    text = _beginning(raw)
    if text is None:
        if kind := _archive(raw):
            return kind
        _refuse(head, _BINARY, name)
        text = "" if b"\0" in head else head.decode("latin-1").replace("\r\n", "\n")
    if _promises_pdf(media, suffix) and not _HTML.match(text):
        raise ArticleError(f"{name} is not a PDF, or damaged from its first line on. {READABLE}")
    return _written(text, _CONTENT_TYPES.get(media) or _SUFFIXES.get(suffix), name)


def _archive(raw: bytes) -> Format | None:
    """Return which document of several files in one this is, by the names of the files."""
    if not raw.startswith(_ARCHIVE):
        return None
    for sign, kind in _ARCHIVES:
        if sign in (raw[:200] if sign.startswith(b"mimetype") else raw):
            return kind
    return None


def _written(text: str, promised: Format | None, name: str) -> Format:
    """Return the kind of a file in letters, by its beginning where that is clear, else its name."""
    if _HTML.match(text):
        return "html"
    if _SUBTITLES.match(text):
        return "subtitles"
    if promised == "mail" or (promised is None and _is_mail(text)):
        return "mail"
    if promised is None:
        if _JSON.match(text):
            return _json(text, name)
        for pattern, what in _DATA:
            if re.match(rf"\ufeff?\s*(?:{pattern})", text, re.DOTALL):
                raise ArticleError(f"{name} is {what}.")
    return promised or "text"


def _json(text: str, name: str) -> Format:
    if _CHAT.search(text):
        return "chat"
    what = "a notebook; save it as HTML or PDF" if _NOTEBOOK.search(text) else None
    raise ArticleError(f"{name} is {what or 'data (JSON), no article; give its text'}.")


def _is_mail(text: str) -> bool:
    headers = _MAIL_BEGINS.match(text)
    if headers is None:
        return False
    found = {match[0].partition(":")[0].lower() for match in _MAIL_HEADER.finditer(headers[0])}
    return len(found) >= _FEWEST_HEADERS and bool(found & {"from", "return-path", "received"})


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
        return head.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        # A character cut at the end of the head is no fault of the file.
        if error.start > len(head) - 4:
            return head[: error.start].decode("utf-8").replace("\r\n", "\n")
        return None
