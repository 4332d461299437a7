"""`pullquote export` and `pullquote import`: all articles as JSON Lines."""

from __future__ import annotations

import struct
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from bot.settings import load
from bot.storage import is_kept, named, open_store
from bot.terminal.exit import ANSWERED, USAGE
from bot.terminal.progress import progress
from index.errors import ArticleError, PullquoteError
from index.store.files import make_private_folder, written_whole
from index.store.portable import analyzed, export_lines, numbered_lines, parse_line, take_over
from index.store.protocol import Stored

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import BinaryIO

    from bot.settings import Settings
    from index.store.protocol import Hidden, Store

_HEAD = struct.Struct("<QII")
"""The number of a line, and how many bytes it and the analysis of its article have."""


def run(arguments: argparse.Namespace) -> int:
    """Write all articles to a file, or add those of one; return the exit code."""
    settings = load()
    if arguments.command == "import":
        return _import(Path(arguments.file), settings)
    if not is_kept(settings):
        raise ArticleError(f"There is nothing to export: {named(settings)} is not there yet.")
    with closing(open_store(settings)) as store:
        return _export(store, arguments.file)


def _export(store: Store, file: str | None) -> int:
    if file is None:
        with _written("Standard output"):
            for line in export_lines(store):
                print(line)
            sys.stdout.flush()
        return ANSWERED
    target = Path(file)
    if target.exists():
        raise ArticleError(f"{target} already exists; choose another name.")
    with (
        _written(file),
        written_whole(target) as partial,
        partial.open("w", encoding="utf-8", newline="\n") as out,
    ):
        out.writelines(f"{line}\n" for line in export_lines(store))
    print(f"All articles are in {target}.", file=sys.stderr)
    return ANSWERED


@contextmanager
def _written(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ArticleError(f"{name} cannot be written: {error.strerror}.") from error


class _RefusedError(PullquoteError):
    """Some articles of an export cannot be kept beside what is there."""


def _import(file: Path, settings: Settings) -> int:
    """Add the articles of an export; of a file with a line that is wrong, none at all."""
    folder = settings.data
    with _written(str(folder)):
        make_private_folder(folder)
        with TemporaryFile(dir=folder) as checked:  # without a name: nothing is ever left of it
            count = _check(file, checked)
            if count is None:
                print("Nothing was imported.", file=sys.stderr)
                return USAGE
            with closing(open_store(settings)) as store:
                return _take_over(store, checked, count, file)


def _check(file: Path, checked: BinaryIO) -> int | None:
    """Copy the lines of an export with their analyses; return how many, None if one is wrong.

    To analyze them takes far longer than to keep them, and meanwhile others may write.
    """
    count = bad = number = 0
    for number, line in progress(_lines(file), "Checking"):
        try:
            item = parse_line(line, first=number == 1)
            analysis = analyzed(item).content.analysis if isinstance(item, Stored) else b""
        except ArticleError as error:
            bad += 1
            print(f"{file}, line {number}: {error}", file=sys.stderr)
            continue
        if item is not None and not bad:
            checked.write(_HEAD.pack(number, len(line), len(analysis)) + line + analysis)
            count += 1
    if not number:
        print(f"{file}, line 1: the file is empty.", file=sys.stderr)
    return count if number and not bad else None


def _take_over(store: Store, checked: BinaryIO, count: int, file: Path) -> int:
    """Keep what was checked, all or nothing, and say how much it was; return the exit code."""
    added = there = refused = 0
    try:
        with store.together():
            for number, item in progress(_items(checked), "Importing", total=count):
                try:
                    if take_over(store, item):
                        added += 1
                    else:
                        there += 1
                except ArticleError as error:
                    refused += 1
                    print(f"{file}, line {number}: {error}", file=sys.stderr)
            _refuse_any(refused)
    except _RefusedError:
        print(f"0 added, {there} there already, {refused} refused.", file=sys.stderr)
        print("Nothing was imported.", file=sys.stderr)
        return USAGE
    print(f"{added} added, {there} there already, 0 refused.", file=sys.stderr)
    return ANSWERED


def _refuse_any(refused: int) -> None:
    if refused:
        raise _RefusedError


def _items(checked: BinaryIO) -> Iterator[tuple[int, Stored | Hidden]]:
    checked.seek(0)
    while head := checked.read(_HEAD.size):
        number, length, rest = _HEAD.unpack(head)
        item = parse_line(checked.read(length), first=False)
        if isinstance(item, Stored):
            yield number, analyzed(item, checked.read(rest))
        elif item is not None:
            yield number, item


def _lines(file: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with file.open("rb") as opened:
            yield from numbered_lines(opened)
    except FileNotFoundError:
        raise ArticleError(f"There is no file {file}.") from None
    except OSError as error:
        raise ArticleError(f"{file} cannot be read: {error.strerror}.") from error
