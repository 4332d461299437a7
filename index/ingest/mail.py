"""Read a message (EML) or a saved page (MHTML), and what its headers say of it."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.ingest.plain_text import plain_document
from index.ingest.readers import read as read_other
from index.ingest.request import Request
from index.ingest.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.ingest.document import Document

_MOST_NAMED = 5


def read(request: Request) -> Document:
    """Return what a message says, or the page that was saved; what is attached is named.

    Raise ArticleError when there are no words in it.
    """
    try:
        message = message_from_bytes(request.raw, policy=policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101 - that is what this policy makes
        is_page = message.get_content_type() == "multipart/related"
        body = message.get_body(("html", "plain") if is_page else ("plain", "html"))
        attached = [part.get_filename() or "" for part in message.iter_attachments()]
    except (MessageError, LookupError, ValueError, AttributeError, KeyError, TypeError):
        body, attached, is_page = None, [], False
    if body is None:
        raise ArticleError(f"{request.name} has no words in it; give the text of the message.")
    content = _content(body)
    charset = body.get_content_charset()
    if body.get_content_type() == "text/html":
        page = Request(content, "html", request.name, charset, request.limits)
        document = read_other(page)
    else:
        found = decode(content, name=request.name, charset=charset)
        document = plain_document(found.text, name=request.name)
    return _described(document, message, [] if is_page else attached)


def _content(body: MIMEPart) -> bytes:
    content = body.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _described(document: Document, message: EmailMessage, attached: Iterable[str]) -> Document:
    """Return a document with what the headers say, where it does not say so itself."""
    names = [name for name in attached if name]
    warnings = document.warnings
    if names:
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        shown = ", ".join(names[:_MOST_NAMED])
        warnings += (f"What is attached is not read: {shown}{more}.",)
    name, address = parseaddr(str(message.get("From", "")))
    url = str(message.get("Snapshot-Content-Location", "")) or None
    return replace(
        document,
        title=str(message.get("Subject", "")) or document.title,
        author=(name or address if not url else None) or document.author,
        published=_date(str(message.get("Date", ""))) or document.published,
        url=document.url or url,
        warnings=warnings,
    )


def _date(value: str) -> str | None:
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
