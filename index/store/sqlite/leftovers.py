"""What a restore that was killed leaves beside a database: whole copies of it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from index.store.files import partial_of
from index.store.sqlite.explained import code_of
from index.store.sqlite.opened import COMPANIONS, beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COMPANIONS = (*COMPANIONS, "-journal")
_OF_A_FOLDER = re.compile(r"tmp\w{8}")
"""The names of the folders in which version 0.1.0 prepared what it restored."""


def clear_leftovers(database: Path) -> None:
    """Delete unfinished copies of a database that nobody is working on, where that is possible."""
    with suppress(OSError):  # the folder is not there, or not ours to change
        for copy in list(_unfinished(database)):
            if not in_use(copy):
                for companion in _COMPANIONS:
                    beside(copy, companion).unlink(missing_ok=True)
                if copy.parent != database.parent:
                    copy.parent.rmdir()


def in_use(copy: Path) -> bool:
    """Tell whether a process works on a copy: while one does, nobody else can lock it."""
    try:
        with closing(sqlite3.connect(copy, timeout=0, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        return code_of(error).startswith("SQLITE_BUSY")
    return False


def _unfinished(database: Path) -> Iterator[Path]:
    ours = re.compile(
        rf"{re.escape(database.stem)}(\.before-[\d-]+)?"
        rf"{re.escape(partial_of(database).name.removeprefix(database.stem))}"
    )
    for path in database.parent.iterdir():
        if ours.fullmatch(path.name):
            yield path
        elif _OF_A_FOLDER.fullmatch(path.name) and (path / database.name).is_file():
            copies = {beside(path / database.name, companion) for companion in _COMPANIONS}
            if copies.issuperset(path.iterdir()):
                yield path / database.name
