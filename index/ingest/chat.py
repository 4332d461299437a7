"""Exports of chats (JSON of DiscordChatExporter, Telegram and others): who said what, and when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from index.errors import ArticleError
from index.ingest.discord_marks import without_marks
from index.ingest.document import Document
from index.ingest.manuscript import Manuscript
from index.ingest.text import decode

if TYPE_CHECKING:
    from index.ingest.request import Request
    from index.model import BlockKind

Values = dict[str, object]
_TEXTS = ("content", "text", "body", "message")
_SPEAKERS = ("author", "from", "user", "sender", "username")
_NAMES = ("nickname", "global_name", "name", "username", "real_name")
_TIMES = ("timestamp", "date", "ts", "time")
_DATE = 10
"""Characters of a day, "2024-01-31"."""


def read(request: Request) -> Document:
    """Return the messages of an export, each said by its author; raise ArticleError for others."""
    found = decode(request.raw, name=request.name, charset=request.charset)
    refusal = ArticleError(
        f"{request.name} is data (JSON), and no export of a chat that is known; give its text."
    )
    try:
        said = json.loads(found.text)
    except (ValueError, RecursionError) as error:
        raise refusal from error
    messages = said.get("messages") if isinstance(said, dict) else None
    if not isinstance(messages, list):
        raise refusal
    manuscript = Manuscript()
    for message in messages:
        if isinstance(message, dict):
            _write(cast("Values", message), manuscript)
    manuscript.end_marks()
    if not manuscript.text:
        raise refusal
    return Document(
        manuscript.text,
        title=_title(cast("Values", said)),
        blocks=manuscript.outline,
        warnings=(found.warning,) if found.warning else (),
    )


def _write(message: Values, manuscript: Manuscript) -> None:
    text = without_marks(_words(_first(message, _TEXTS))).strip()
    if not text:
        return
    when = _first(message, _TIMES)
    if isinstance(when, str) and when[:4].isdecimal():
        manuscript.begin_mark("time", f"{when[:_DATE]} {when[_DATE + 1 : _DATE + 6]}".strip())
    speaker = _name(_first(message, _SPEAKERS))
    lines = [line.strip() for line in text.split("\n")]
    kind: BlockKind = "turn" if speaker else "paragraph"
    manuscript.add(kind, "\n".join(filter(None, lines)), label=speaker)


def _words(value: object) -> str:
    """Return the text of a message, which Telegram writes in pieces."""
    if isinstance(value, list):
        return "".join(map(_words, value[:1000]))
    if isinstance(value, dict):
        inner = value.get("text")
        return inner if isinstance(inner, str) else ""
    return value if isinstance(value, str) else ""


def _name(value: object) -> str:
    if isinstance(value, dict):
        value = _first(cast("Values", value), _NAMES)
    return value if isinstance(value, str) else ""


def _title(said: Values) -> str | None:
    """Return what a chat is called: the server and the channel, as far as they have names."""
    parts = [_name(said.get("guild")), _name(said.get("channel")), _name(said.get("name"))]
    return " › ".join(filter(None, parts)) or None


def _first(values: Values, keys: tuple[str, ...]) -> object:
    return next((values[key] for key in keys if values.get(key)), None)
