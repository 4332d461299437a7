"""Numbered migrations: how a database of an earlier version becomes one of this version.

Each is a file ``migrations/NNNN_name.sql``, applied in one transaction together with its record. A
file that was released is never edited: the next change is the next number. A line ``-- written by:
N`` says which format a program has to know at least that may still write afterwards: processes of
two versions run side by side while one replaces the other. So what an older program needs is taken
away only when none is left that needs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.store.postgres.connections import Connection

_LOCK = 0x50517465
_RECORD = """
CREATE TABLE IF NOT EXISTS migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    written_by integer NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""
_WRITTEN_BY = re.compile(r"^-- written by: (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Migration:
    """A step from one format of the database to the next."""

    number: int
    """From 1; also the number of the format that it makes."""
    name: str
    sql: str
    written_by: int
    """The earliest format that a program knows which may still write afterwards."""


def migrations() -> list[Migration]:
    """Return the migrations that this version knows, in order."""
    found = sorted((Path(__file__).parent / "migrations").glob("*.sql"))
    return [_read(path) for path in found]


def migrate(connection: Connection, name: str, known: Sequence[Migration] | None = None) -> None:
    """Bring a database to the format of this version.

    Raise StoreError when a newer version made it to which this one must no longer write.
    """
    steps = migrations() if known is None else known
    with connection.transaction():
        if is_new(connection) or format_of(connection)[0] < steps[-1].number:
            # First: where two make the same table at once, one of them fails.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            connection.execute(_RECORD)
        _bring(connection, name, steps)


def _bring(connection: Connection, name: str, steps: Sequence[Migration]) -> None:
    number, written_by = format_of(connection)
    refuse_newer(written_by, name, steps)
    for step in steps:
        if step.number > number:
            connection.execute(step.sql, prepare=False)
            connection.execute(
                "INSERT INTO migration (number, name, written_by) VALUES (%s, %s, %s)",
                (step.number, step.name, step.written_by),
            )


def refuse_newer(written_by: int, name: str, known: Sequence[Migration]) -> None:
    """Raise StoreError when a program has to know a newer format to write to a database."""
    if written_by > known[-1].number:
        raise StoreError(
            f"{name} was made by a newer Pullquote: it is written by those that know format "
            f"{written_by}, and this version knows {known[-1].number}. Update Pullquote."
        )


def is_new(connection: Connection) -> bool:
    """Tell whether a database has no tables of ours yet."""
    row = connection.execute("SELECT to_regclass('migration')").fetchone()
    return row is None or row[0] is None


def format_of(connection: Connection) -> tuple[int, int]:
    """Return the number of a database's format, and the earliest that may still be written."""
    row = connection.execute(
        "SELECT coalesce(max(number), 0), coalesce(max(written_by), 0) FROM migration"
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)


def _read(path: Path) -> Migration:
    sql = path.read_text(encoding="utf-8")
    written_by = _WRITTEN_BY.search(sql)
    if written_by is None:
        raise StoreError(f"{path} does not say who may still write.")
    return Migration(int(path.stem[:4]), path.stem[5:], sql, int(written_by[1]))
