"""`pullquote export` and `pullquote import`: all articles as JSON Lines."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import load
from bot.storage import database
from bot.terminal.exit import ANSWERED, USAGE
from bot.terminal.progress import progress
from index.errors import ArticleError
from index.store.portable import export_lines, parse_line, take_over
from index.store.sqlite import SqliteStore

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from index.store.protocol import Store


def run(arguments: argparse.Namespace) -> int:
    """Write all articles to a file, or add those of one; return the exit code."""
    path = database(load())
    if arguments.command == "import":
        return _import(Path(arguments.file), path)
    if not path.exists():
        raise ArticleError(f"There is nothing to export: {path} is not there yet.")
    with closing(SqliteStore(path)) as store:
        return _export(store, arguments.file)


def _export(store: Store, file: str | None) -> int:
    if file is None:
        for line in export_lines(store):
            print(line)
        return ANSWERED
    target = Path(file)
    if target.exists():
        raise ArticleError(f"{target} is there already; name a new file.")
    partial = target.with_name(target.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in export_lines(store))
        partial.replace(target)
    except OSError as error:
        raise ArticleError(f"{target} cannot be written: {error.strerror}.") from error
    print(f"All articles are in {target}.", file=sys.stderr)
    return ANSWERED


def _import(file: Path, path: Path) -> int:
    """Add the articles of an export; of a file with a line that is wrong, none at all."""
    bad = 0
    for number, line in _lines(file):
        try:
            parse_line(line, first=number == 1)
        except ArticleError as error:
            bad += 1
            print(f"{file}, line {number}: {error}", file=sys.stderr)
    if bad:
        print("Nothing was imported.", file=sys.stderr)
        return USAGE
    added = there = refused = 0
    with closing(SqliteStore(path)) as store:
        for number, line in progress(list(_lines(file)), "Importing"):
            try:
                item = parse_line(line, first=number == 1)
                if item is not None and take_over(store, item):
                    added += 1
                elif item is not None:
                    there += 1
            except ArticleError as error:
                refused += 1
                print(f"{file}, line {number}: {error}", file=sys.stderr)
    print(f"{added} added, {there} there already, {refused} refused.", file=sys.stderr)
    return USAGE if refused else ANSWERED


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        with file.open(encoding="utf-8") as lines:
            yield from ((n, line) for n, line in enumerate(lines, 1) if line.strip() or n == 1)
    except FileNotFoundError:
        raise ArticleError(f"There is no file {file}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{file} cannot be read as UTF-8 text: {error}.") from error
