"""A SQLite database as a whole: copied while it is used, checked, and put in its place."""

from __future__ import annotations

import os
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from index.errors import FullError, LockedError, ReadOnlyError, StoreError
from index.store.files import (
    close_to_others,
    make_private_file,
    make_private_folder,
    partial_of,
    put_in_place,
    written_whole,
)
from index.store.rules import next_change
from index.store.sqlite.explained import explained
from index.store.sqlite.leftovers import clear_leftovers
from index.store.sqlite.migrate import format_of, migrations, refuse_newer, upgrade
from index.store.sqlite.opened import (
    COMPANIONS,
    aside_of,
    beside,
    connect,
    copy,
    copy_to_file,
    open_at,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


def backup(database: Path, target: Path) -> None:
    """Copy a database to a file that is not there yet, as it is at one moment.

    Others may read and write meanwhile. Raise StoreError when either cannot be done.
    """
    if target.exists():
        raise StoreError(f"{target} already exists; choose another name.")
    examine_database(database)
    with (
        _written(target),
        closing(open_at(database)[0]) as source,
        written_whole(target) as partial,
    ):
        copy_to_file(source, partial)


def restore(source: Path, database: Path, *, now: datetime) -> Path | None:
    """Put a backup in the place of a database; return where the old one is kept, if there was one.

    A process that has the database open goes on with the new one. Raise StoreError, and change
    nothing, when the backup is damaged, or newer than this version. When it is killed, what is
    there is either the old one or the new one.
    """
    examine_database(source)
    with _written(database):
        make_private_folder(database.parent)
        clear_leftovers(database)
        with _staged(source, database) as (staged, new):
            aside = aside_of(database, now)
            if _is_sound(database):
                with explained(database), closing(connect(database)) as old:
                    with written_whole(aside) as partial:
                        copy_to_file(old, partial)
                    _renumber(new, old)
                    copy(new, old)
                return aside
            _renumber(new)
            new.close()
            was_there = _set_aside(database, aside)
            put_in_place(staged, database)
            return aside if was_there else None


def examine_database(path: Path) -> int:
    """Return the format of a database that is whole; raise StoreError, which says what is wrong."""
    if not path.is_file():
        raise StoreError(f"There is no file {path}.")
    with explained(path), closing(open_at(path)[0]) as connection:
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


@contextmanager
def _written(target: Path) -> Iterator[None]:
    """Raise a StoreError that says why a file cannot be written."""
    try:
        with explained(target, writing=True):
            yield
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}.") from error


@contextmanager
def _staged(source: Path, database: Path) -> Iterator[tuple[Path, sqlite3.Connection]]:
    """Lend a copy of a backup, in the format of this version, that nobody else can open.

    It is gone afterwards, unless it has been put in its place.
    """
    staged = partial_of(database)
    try:
        make_private_file(staged)
    except FileExistsError:
        raise StoreError(f"Another restore to {database} is under way.") from None
    try:
        with closing(connect(staged, patience=0)) as new:
            new.execute("PRAGMA locking_mode = EXCLUSIVE")
            with explained(source), closing(open_at(source)[0]) as original:
                copy(original, new)
            new.execute("PRAGMA journal_mode = DELETE")
            upgrade(new, staged)
            yield staged, new
    finally:
        staged.unlink(missing_ok=True)


def _is_sound(database: Path) -> bool:
    """Tell whether there is a database that is whole; raise StoreError where that is unknown."""
    if not database.exists():
        return False
    try:
        examine_database(database)
    except (FullError, LockedError, ReadOnlyError):
        raise
    except StoreError:
        return False
    return True


def _renumber(new: sqlite3.Connection, old: sqlite3.Connection | None = None) -> None:
    """Mark everything in a database as changed after all that was ever changed in another one.

    The processes that have that one open notice by these numbers that all is new.
    """
    last = max(
        connection.execute("SELECT last FROM sequence").fetchone()[0]
        for connection in (new, old)
        if connection is not None
    )
    new.execute("BEGIN IMMEDIATE")
    new.execute("UPDATE sequence SET last = ?", (next_change(last),))
    for table in ("collection", "article"):
        new.execute(f"UPDATE {table} SET change = (SELECT last FROM sequence)")  # noqa: S608 - our own tables
    new.execute("COMMIT")


def _set_aside(database: Path, aside: Path) -> bool:
    """Keep a damaged database, and what is left of one, under another name; tell if there was one.

    Its own name stays for as long as there is nothing else to have it.
    """
    was_there = database.exists()
    if was_there:
        with suppress(OSError):  # some disks know no second names
            os.link(database, aside)
        if not aside.exists():
            database.replace(aside)
    for companion in COMPANIONS[1:]:
        if beside(database, companion).exists():
            beside(database, companion).replace(beside(aside, companion))
            close_to_others(beside(aside, companion))
    close_to_others(aside)
    return was_there
