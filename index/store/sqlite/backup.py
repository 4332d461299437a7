"""A SQLite database as a whole: copied while it is used, checked, and put in its place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from index.errors import StoreError
from index.store.sqlite import SqliteStore
from index.store.sqlite.connections import connect, explained
from index.store.sqlite.migrate import format_of, migrations, refuse_newer

if TYPE_CHECKING:
    from datetime import datetime

_AHEAD = 1_000_000
"""More changes than anybody makes while a backup is being restored."""
_COMPANIONS = ("", "-wal", "-shm")


def backup(database: Path, target: Path) -> None:
    """Copy a database to a file that is not there yet, as it is at one moment.

    Others may read and write meanwhile. Raise StoreError when either cannot be done.
    """
    if target.exists():
        raise StoreError(f"{target} is there already; name a new file.")
    examine_database(database)
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    with explained(target), closing(connect(database)) as source:
        _copy(source, partial)
        partial.replace(target)


def restore(source: Path, database: Path, *, now: datetime) -> Path | None:
    """Put a backup in the place of a database; return where the old one is kept, if there was one.

    A process that has the database open goes on with the new one. Raise StoreError, and change
    nothing, when the backup is damaged, or newer than this version.
    """
    examine_database(source)
    database.parent.mkdir(parents=True, exist_ok=True)
    aside = database.with_name(f"{database.stem}.before-{now:%Y%m%d-%H%M%S}{database.suffix}")
    with TemporaryDirectory(dir=database.parent) as folder:
        staged = Path(folder) / database.name
        with explained(source), closing(connect(source)) as original:
            _copy(original, staged)
        SqliteStore(staged).close()  # brings it to the format of this version
        if not database.exists():
            staged.replace(database)
            return None
        try:
            examine_database(database)
        except StoreError:
            _move(database, aside)
            staged.replace(database)
            return aside
        with explained(database), closing(connect(database)) as old:
            _copy(old, aside)
            _supersede(staged, old)
            with closing(connect(staged)) as new:
                new.backup(old)
    return aside


def examine_database(path: Path) -> int:
    """Return the format of a database that is whole; raise StoreError, which says what is wrong."""
    if not path.is_file():
        raise StoreError(f"There is no file {path}.")
    with explained(path), closing(connect(path)) as connection:
        number = format_of(connection, path)
        if not number:
            raise StoreError(f"{path} is empty.")
        refuse_newer(number, path, migrations())
        problems = [text for (text,) in connection.execute("PRAGMA quick_check(3)")]
        if problems != ["ok"]:
            raise StoreError(
                f"{path} is damaged ({problems[0].splitlines()[-1]}). "
                "Restore a backup with `pullquote restore FILE`."
            )
        return number


def _copy(source: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        # The copy is one file, without a log beside it.
        copy.execute("PRAGMA journal_mode = DELETE")


def _supersede(staged: Path, old: sqlite3.Connection) -> None:
    """Mark everything in a database as changed after all changes of an old one.

    The processes that have the old one open notice by that number that all is new.
    """
    (last,) = old.execute("SELECT last FROM sequence").fetchone()
    with closing(connect(staged)) as new:
        new.execute("BEGIN IMMEDIATE")
        new.execute("UPDATE sequence SET last = max(last, ?) + ?", (last, _AHEAD))
        for table in ("collection", "article"):
            new.execute(f"UPDATE {table} SET change = (SELECT last FROM sequence)")  # noqa: S608 - our own tables
        new.execute("COMMIT")


def _move(database: Path, aside: Path) -> None:
    for companion in _COMPANIONS:
        path = database.with_name(database.name + companion)
        if path.exists():
            path.replace(aside.with_name(aside.name + companion))
