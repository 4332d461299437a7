"""Numbered migrations: how a database of an earlier version becomes one of this version.

Each is a file ``migrations/NNNN_name.sql``, applied in one transaction together with its record.
A file that was released is never edited: the next change is the next number.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import StoreError
from index.store.files import written_whole
from index.store.sqlite.opened import aside_of, copy_to_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.store.sqlite.connections import Connections

log = logging.getLogger(__name__)

APPLICATION_ID = 0x50517465
"""Marks a database file as Pullquote's (https://www.sqlite.org/fileformat.html, "PQte")."""

_RECORD = """
CREATE TABLE IF NOT EXISTS migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at TEXT NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """A step from one format of the database to the next."""

    number: int
    """From 1; also the number of the format that it makes."""
    name: str
    sql: str


def migrations() -> list[Migration]:
    """Return the migrations that this version knows, in order."""
    found = sorted((Path(__file__).parent / "migrations").glob("*.sql"))
    return [
        Migration(int(path.stem[:4]), path.stem[5:], path.read_text(encoding="utf-8"))
        for path in found
    ]


def migrate(connections: Connections, known: Sequence[Migration] | None = None) -> None:
    """Bring a database to the format of this version; one of an earlier format is copied before.

    Raise StoreError when a newer version or another program made it, or there is no room for the
    copy.
    """
    steps = migrations() if known is None else known
    with connections.reading() as connection:
        number = format_of(connection, connections.path)
    refuse_newer(number, connections.path, steps)
    connections.use_write_ahead_log()
    for step in steps if number < steps[-1].number else ():
        with connections.writing() as connection:
            # Another process may have been faster.
            found = format_of(connection, connections.path)
            if found < step.number:
                if found and found == number:
                    _keep_copy(connections, found)
                _apply(connection, step)


def _keep_copy(connections: Connections, number: int) -> None:
    """Copy a database as it is, since an earlier version of the program will not open it again."""
    aside = aside_of(connections.path, datetime.now(UTC))
    try:
        with connections.reading() as connection, written_whole(aside) as partial:
            copy_to_file(connection, partial)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"{connections.path} cannot be copied to {aside} before its format is changed: "
            f"{error}. It is as it was; make room for the copy."
        ) from error
    log.warning(
        "%s gets a new format; a copy of it as it was, in format %d, is %s",
        connections.path,
        number,
        aside,
    )


def upgrade(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a database to the format of this version that nobody else uses; raise as `migrate`."""
    number = format_of(connection, path)
    refuse_newer(number, path, migrations())
    connection.execute("BEGIN IMMEDIATE")
    for step in migrations():
        if number < step.number:
            _apply(connection, step)
    connection.execute("COMMIT")


def format_of(connection: sqlite3.Connection, path: Path) -> int:
    """Return the number of a database's format, 0 for an empty one.

    Raise StoreError when it is another program's.
    """
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if not tables:
        return 0
    if application != APPLICATION_ID or "migration" not in tables:
        raise StoreError(f"{path} is a database, but not one of Pullquote's.")
    (number,) = connection.execute("SELECT max(number) FROM migration").fetchone()
    return int(number or 0)


def refuse_newer(number: int, path: Path, known: Sequence[Migration]) -> None:
    """Raise StoreError when a format is newer than those that are known."""
    if number > known[-1].number:
        raise StoreError(
            f"{path} was made by a newer Pullquote: its format is {number}, and this version "
            f"knows {known[-1].number}. Update Pullquote; the file is unchanged."
        )


def _apply(connection: sqlite3.Connection, step: Migration) -> None:
    connection.execute(_RECORD)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _statements(step.sql):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO migration (number, name, applied_at) VALUES (?, ?, ?)",
        (step.number, step.name, datetime.now(UTC).isoformat()),
    )


def _statements(sql: str) -> Iterator[str]:
    """Yield the statements of a script: `executescript` would commit between them."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
