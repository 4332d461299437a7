"""What people name on the command line, a file, a folder or a page, to articles."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.ingest import Limits, Overrides
from index.ingest.article import read_path, read_url

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from bot.settings import Settings
    from index.ingest.article import Reading
    from index.model import Article

SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf"})
"""The files of a folder that are articles; a file that is named itself may have any."""


def sources(named: Sequence[str]) -> Iterator[str]:
    """Yield the files and addresses that are named, and the articles of the folders, in order."""
    for name in named:
        if _is_url(name) or not Path(name).is_dir():
            yield name
            continue
        for folder, folders, files in os.walk(name):
            folders[:] = sorted(f for f in folders if not f.startswith("."))
            for file in sorted(files):
                path = Path(folder, file)
                if path.suffix.lower() in SUFFIXES and not file.startswith("."):
                    yield str(path)


def read(source: str, said: argparse.Namespace, settings: Settings) -> Article:
    """Return the article of a file or an address, with what the command line says of it.

    Raise ArticleError when it cannot be read, and say why.
    """
    overrides = Overrides(
        title=said.title,
        author=said.author,
        source=said.publisher,
        published=said.published,
        language=said.language,
        url=said.url,
    )
    return reading_of(source, settings, overrides).article


def reading_of(source: str, settings: Settings, overrides: Overrides = Overrides()) -> Reading:
    """Return what is read from a file or an address; raise ArticleError as `read`."""
    limits = Limits(article_characters=settings.article_characters)
    if not _is_url(source):
        return read_path(Path(source), overrides=overrides, limits=limits)
    if not settings.fetch:
        raise ArticleError(f"{source} is not fetched: PULLQUOTE_FETCH is off. Give it as a file.")
    return read_url(source, overrides=overrides, limits=limits)


def _is_url(source: str) -> bool:
    return source.startswith(("https://", "http://"))
