"""Read the bytes of a file or page of any format: one entry, which gives a `Document`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from index.ingest.document import Document, finished, too_large
from index.ingest.isolate import in_worker, unreadable
from index.ingest.limits import Limits
from index.ingest.metadata import language_tag
from index.ingest.request import Request
from index.ingest.said import language_said
from index.ingest.sniff import kind_of
from index.ingest.text import normal
from index.ingest.wire import Answer
from index.model import LeftOut
from index.text.outline import check_outline, from_values, to_values
from index.text.unicode import encodable

_SAID = ("title", "source", "author", "published", "language", "url")
_LONGEST = 10_000
"""Characters of each of them that a worker sends: more than `finished` leaves of any."""
_BYTES = 4
"""Most bytes of a character in UTF-8."""
_LONGEST_LEFT_OUT = 2_000
_MOST_LEFT_OUT = 1_000
"""Pieces that were left out that are sent; of more, how many they are."""
_MOST_WARNINGS = 20
_CHARSET = re.compile(r"""(?i);\s*charset\s*=\s*["']?([\w.:-]{1,40})""")


def read_document(
    raw: bytes,
    *,
    name: str,
    content_type: str | None = None,
    limits: Limits = Limits(),
    trusted: bool = False,
) -> Document:
    """Return what a file says and what it says of itself; ``name`` is for the errors.

    ``content_type`` is that of the server that sent it, with its character set if it has one.
    Files are taken apart in a process of their own (`index.ingest.isolate`), unless they are
    ``trusted``: to start that process takes longer than to read a text.
    Raise ArticleError, whose text says what to do, when the file cannot be read, is empty or is
    beyond a limit.
    """
    if len(raw) > limits.article_bytes:
        raise too_large(name, len(raw), limits)
    kind = kind_of(raw, name=name, content_type=content_type)
    charset = _charset(content_type)
    request = Request(raw, kind, name, charset, limits)
    return parse(request) if trusted else _asked(request)


def read_text(text: str, *, name: str, limits: Limits = Limits()) -> Document:
    """Return what a pasted text says, marks of Discord as their reader sees them; as above."""
    raw = encodable(text).removeprefix("\ufeff").encode()
    if len(raw) > limits.article_bytes:
        raise too_large(name, len(raw), limits)
    request = Request(raw, "text", name, "utf-8", limits)
    return _asked(request)


def _asked(request: Request) -> Document:
    """Return what a worker answers to a request."""
    answer = in_worker(request, most=request.limits.article_characters * _BYTES)
    return finished(_received(answer, request), request.name, request.limits)


def sendable(document: Document) -> Answer:
    """Return a document as what a worker answers."""
    said: dict[str, object] = {
        name: (getattr(document, name) or "")[:_LONGEST] or None for name in _SAID
    }
    left_out = [[one.text[:_LONGEST_LEFT_OUT], one.why] for one in document.left_out]
    if more := left_out[_MOST_LEFT_OUT:]:
        left_out[_MOST_LEFT_OUT:] = [[f"{len(more):,} more", "not shown one by one"]]
    said["guessed"] = document.language_is_guessed
    said["blocks"] = to_values(document.blocks)
    said["left_out"] = left_out
    said["warnings"] = list(document.warnings)
    return Answer(said, document.text.encode())


def _received(answer: Answer, request: Request) -> Document:
    """Return the document that a worker answered; raise ArticleError when it is an error."""
    try:
        said = {field: answer.text(field, _LONGEST) for field in _SAID}
        text = answer.body.decode()
        whole = normal(text, name=request.name, most=request.limits.article_characters)
        blocks = from_values(answer.said.get("blocks", []), whole)
        left_out = tuple(
            LeftOut(*_texts(pair, 2))
            for pair in cast("list[object]", answer.said.get("left_out", []))
        )
        warnings = _texts(answer.said.get("warnings", []), None)[:_MOST_WARNINGS]
    except (ValueError, TypeError) as error:
        raise unreadable(request.name, str(error)) from error
    if "\0" in whole:
        raise unreadable(request.name, "its text holds null bytes")
    return Document(
        whole,
        kind=request.kind,
        language_is_guessed=answer.said.get("guessed") is True,
        blocks=blocks,
        left_out=left_out[: _MOST_LEFT_OUT + 1],
        warnings=tuple(warnings),
        **said,
    )


def _texts(values: object, count: int | None) -> list[str]:
    """Return a list of texts of a worker; raise ValueError when it is anything else."""
    if not isinstance(values, list) or (count is not None and len(values) != count):
        raise ValueError("that is no list of texts")
    if not all(isinstance(value, str) and len(value) <= _LONGEST for value in values):
        raise ValueError("that is no list of texts")
    return values


def _charset(content_type: str | None) -> str | None:
    match = _CHARSET.search(content_type or "")
    return match[1] if match else None


def parse(request: Request) -> Document:
    """Take a file apart, in this process; raise ArticleError, or whatever its parser raises."""
    # Imported here because the worker alone needs them, and the libraries behind them are large.
    from index.ingest.language import language_of  # noqa: PLC0415 - see above
    from index.ingest.readers import read  # noqa: PLC0415 - see above

    found = read(request)
    most = request.limits.article_characters
    text = normal(encodable(found.text), name=request.name, most=most)
    check_outline(text, found.blocks)
    whole = replace(found, text=text, kind=request.kind)
    if language_tag(language_said(whole.language)) is None and text.strip():
        whole = replace(whole, language=language_of(text), language_is_guessed=True)
    return finished(whole, request.name, request.limits)
