"""Notices in the database, for processes on any machine."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, TypeVar

import psycopg

from index.errors import StoreError
from index.store.notices import Facts, differences
from index.store.postgres.connections import Connections
from index.store.postgres.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.store.postgres.connections import Connection

T = TypeVar("T")

_PATIENCE = 3.0
"""Seconds for one change: who has not heard from the database for some more may not answer."""
_LOCK = 0x50517466
_KEEP = (
    "INSERT INTO notice (name, text) VALUES (%s, %s) "
    "ON CONFLICT (name) DO UPDATE SET text = excluded.text"
)


class PostgresNotices:
    """Notices in a database, over a connection of their own; the clock is the database's."""

    def __init__(self, address: str, *, patience: float = _PATIENCE) -> None:
        """Open a database, which is brought to this version; raise StoreError if it cannot be."""
        self._patience = patience
        self._connections = Connections(address, patience=patience, answer_within=patience)
        name = self._connections.name
        self._do(lambda connection: migrate(connection, name))

    def change(self, work: Callable[[Facts, float], T]) -> T:
        """Let some work change the notices; see `index.store.notices.Notices`."""

        def changed(connection: Connection) -> T:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                # After the lock: a snapshot from before it would not show what others did.
                row = connection.execute(
                    "SELECT extract(epoch FROM clock_timestamp())::float8"
                ).fetchone()
                before: Facts = dict(connection.execute("SELECT name, text FROM notice"))
                after = dict(before)
                result = work(after, row[0] if row else 0.0)
                kept, gone = differences(before, after)
                with connection.cursor() as cursor:
                    cursor.executemany(_KEEP, kept)
                connection.execute("DELETE FROM notice WHERE name = ANY(%s)", (gone,))
            return result

        return self._do(changed)

    def close(self) -> None:
        """Close the connection."""
        self._connections.close()

    def _do(self, work: Callable[[Connection], T]) -> T:
        try:
            with (
                self._connections.lent(monotonic() + self._patience, writing=True) as connection,
                self._connections.answering(connection),
            ):
                return work(connection)
        except psycopg.Error as error:
            self._connections.forget_idle()
            raise StoreError(f"{self._connections.name} cannot be used: {error}") from error
