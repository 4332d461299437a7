"""What people name on the command line, a file, a folder or a page, to articles."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.ingest import article_from_path

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from index.model import Article

SUFFIXES = frozenset({".txt", ".md"})
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


def read(source: str, said: argparse.Namespace) -> Article:
    """Return the article of a file or an address, with what the command line says of it.

    Raise ArticleError when it cannot be read, and say why.
    """
    if _is_url(source):
        raise ArticleError(f"{source} cannot be fetched: save the page as a text file.")
    article = article_from_path(Path(source))
    return replace(
        article,
        title=said.title or article.title,
        author=said.author or article.author,
        source=said.publisher or article.source,
        published=said.published or article.published,
        language=said.language or article.language,
        url=said.url or article.url,
    )


def _is_url(source: str) -> bool:
    return source.startswith(("https://", "http://"))
