"""`pullquote article list`, `show`, `update`, `remove` and `restore`."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.render.phrases import counted
from bot.settings import load
from bot.storage import open_library
from bot.terminal.exit import ANSWERED
from bot.terminal.source import read
from index.ingest.article import known_of
from index.model import REVISION_DIGITS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from index.library import Library
    from index.model import Record


def run(arguments: argparse.Namespace) -> int:
    """Do what the command line says to one article or to several; return the exit code."""
    changes = arguments.action not in ("list", "show")
    with closing(open_library(load(), create=changes)) as library:
        match arguments.action:
            case "list":
                _list(library, arguments)
            case "show":
                _show(library, arguments)
            case _:
                for record in _changed(library, arguments):
                    print(_json(record) if arguments.json else _line(record))
    return ANSWERED


def _changed(library: Library, arguments: argparse.Namespace) -> Iterable[Record]:
    """Change what the command line says, and yield each article that was changed, once it was."""
    now = datetime.now(UTC)
    collection_id = arguments.collection_id
    if arguments.action == "restore":
        yield library.restore(collection_id, arguments.article, now=now)
    elif arguments.action == "update":
        record = library.find(collection_id, arguments.article, exact=True)
        article = read(arguments.source, arguments, load(), before=known_of(record))
        yield library.update(collection_id, record.id, article, by=None, now=now)
    else:
        found = [library.find(collection_id, named, exact=True) for named in arguments.articles]
        for record in dict.fromkeys(found):
            yield library.remove(collection_id, record.id, now=now).record


def _list(library: Library, arguments: argparse.Namespace) -> None:
    records = library.articles(arguments.collection_id, hidden=True)
    if arguments.json:
        for record in records:
            print(_json(record))
        return
    for record in records:
        print(_line(record))


def _show(library: Library, arguments: argparse.Namespace) -> None:
    record = library.find(arguments.collection_id, arguments.article, hidden=True)
    text = library.article(record.id, arguments.collection_id).text
    if arguments.json:
        print(_json(record, text=text))
        return
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    for name, value in (
        ("id", record.id),
        ("title", record.title),
        ("source", record.source),
        ("author", record.author),
        ("published", record.published),
        ("link", record.url),
        ("language", record.language),
        (
            "size",
            f"{counted(record.characters, 'character')}, {counted(record.passages, 'passage')}",
        ),
        ("left out", counted(record.left_out, "line")),
        ("revision", record.revision[:REVISION_DIGITS]),
        ("added", _when(record.added_at, record.added_by) or "ships with Pullquote"),
        ("updated", _when(record.updated_at, record.updated_by)),
        ("hidden", "yes" if record.hidden else None),
        ("begins", first[:200]),
    ):
        if value:
            print(f"{name:>9}  {value}")


def _when(moment: datetime | None, person: int | None) -> str | None:
    if moment is None:
        return None
    return f"{moment:%Y-%m-%d %H:%M} UTC by {person or 'the operator'}"


def _line(record: Record) -> str:
    notes = [counted(record.passages, "passage")]
    if record.shared:
        notes.append("shared")
    if record.hidden:
        notes.append("hidden")
    return f"{record.id}  {record.title} ({', '.join(notes)})"


def _json(record: Record, **more: str) -> str:
    return json.dumps({**asdict(record), **more}, ensure_ascii=False, default=datetime.isoformat)
