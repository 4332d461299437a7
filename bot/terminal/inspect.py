"""`pullquote inspect`: what would be read from a file or a page, without adding it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.render.phrases import counted, place_names
from bot.settings import load
from bot.terminal.exit import ANSWERED
from bot.terminal.source import reading_of
from index.quote.inspection import inspect

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from index.ingest.article import Reading
    from index.quote.inspection import Inspection


def run(arguments: argparse.Namespace) -> int:
    """Show what would be read, and return the exit code."""
    reading = reading_of(arguments.source, load())
    found = inspect(reading.article)
    if arguments.json:
        print(json.dumps(_record(reading, found), ensure_ascii=False))
    else:
        for line in _lines(reading, found):
            print(line)
    return ANSWERED


def _record(reading: Reading, found: Inspection) -> dict[str, object]:
    """Return what was read as plain values, in the contract's order of keys."""
    article = reading.article
    return {
        "title": article.title,
        "author": article.author,
        "publisher": article.source,
        "published": article.published,
        "language": article.language,
        "url": article.url,
        "format": reading.kind,
        "passages": [
            {
                "text": article.text[passage.start : passage.end],
                "start": passage.start,
                "end": passage.end,
                "paragraph": passage.paragraph,
                "kind": passage.kind,
                "place": place_names(citation),
                "link": citation.url,
            }
            for passage, citation in found.passages
        ],
        "left_out": [{"text": one.text, "why": one.why} for one in found.left_out],
        "warnings": list(reading.warnings),
    }


def _lines(reading: Reading, found: Inspection) -> Iterator[str]:
    article = reading.article
    known = (
        ("title", article.title),
        ("author", article.author),
        ("publisher", article.source),
        ("published", article.published),
        ("language", article.language),
        ("link", article.url),
        ("format", reading.kind),
    )
    yield from (f"{name:>9}  {value}" for name, value in known if value)
    place: list[str] = []
    for passage, citation in found.passages:
        names = place_names(citation)
        if not passage.paragraph:
            continue
        if names != place:
            yield ""
            yield " › ".join(names) or "—"
            place = names
        words = " ".join(article.text[passage.start : passage.end].split())
        yield f"{passage.paragraph:>6}  {words}"
    yield ""
    yield f"{counted(len(found.left_out), 'piece')} left out"
    yield from (f"  {one.why}: {one.text}" for one in found.left_out)
    yield from (f"! {warning}" for warning in reading.warnings)
