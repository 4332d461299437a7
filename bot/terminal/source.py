"""Turn what the command line names, a file, a folder or a page, into articles."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.ingest import Limits, Overrides
from index.ingest.article import read_path, read_url
from index.ingest.sniff import READ_SUFFIXES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from bot.settings import Settings
    from index.ingest.article import Reading
    from index.model import Article


def sources(named: Sequence[str]) -> Iterator[str]:
    """Yield the files and addresses that are named, and the articles of the folders, in order."""
    for name in named:
        if _is_url(name) or not Path(name).is_dir():
            yield name
        else:
            yield from (str(path) for path in _files_in(name) if _is_article(path))


def passed_over(named: Sequence[str]) -> Iterator[str]:
    """Yield the files of the folders that are no articles, by their names, in order.

    What says something about an article beside it, and hidden files, are not among them.
    """
    for name in named:
        if _is_url(name) or not Path(name).is_dir():
            continue
        files = list(_files_in(name))
        described = {path.with_suffix(".toml") for path in files if _is_article(path)}
        yield from (str(path) for path in files if not _is_article(path) and path not in described)


def _files_in(folder: str) -> Iterator[Path]:
    for inside, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from (Path(inside, file) for file in sorted(files) if not file.startswith("."))


def _is_article(path: Path) -> bool:
    """Tell whether a file of a folder is taken for an article; one that is named always is."""
    return path.suffix.lower() in READ_SUFFIXES


def read(
    source: str,
    said: argparse.Namespace,
    settings: Settings,
    *,
    before: Overrides | None = None,
) -> Article:
    """Return the article of a file or an address, with what the command line says of it.

    ``before`` is what was known of it before it got this text. Raise ArticleError when it cannot be
    read, and say why.
    """
    overrides = Overrides(
        title=said.title,
        author=said.author,
        source=said.publisher,
        published=said.published,
        language=said.language,
        url=said.url,
        before=before,
    )
    return reading_of(source, settings, overrides).article


def reading_of(source: str, settings: Settings, overrides: Overrides | None = None) -> Reading:
    """Return what is read from a file or an address; raise ArticleError as `read`."""
    overrides = overrides or Overrides()
    limits = Limits(article_characters=settings.article_characters)
    if not _is_url(source):
        return read_path(Path(source), overrides=overrides, limits=limits)
    if not settings.fetch:
        raise ArticleError(f"{source} is not fetched: PULLQUOTE_FETCH is off. Give it as a file.")
    return read_url(source, overrides=overrides, limits=limits)


def _is_url(source: str) -> bool:
    return source.startswith(("https://", "http://"))
