"""A view of a database at one moment, for as long as it is read, across a lost connection."""

from __future__ import annotations

from contextlib import ExitStack
from time import monotonic, sleep
from typing import TYPE_CHECKING, Generic, TypeVar

import psycopg

from index.errors import LockedError, StaleError
from index.store.postgres.explained import Kind, kind_of, meaning

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.store.postgres.connections import Connection, Connections

R = TypeVar("R")
S = TypeVar("S")

SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
MAY_PAUSE = "SET LOCAL idle_in_transaction_session_timeout = '120s'"
"""For transactions in which we compute: while they wait for us, the database waits longer."""
PAUSE = 0.05
"""Seconds between two tries."""


class View(Generic[S]):
    """What can be seen at the moment at which it was opened."""

    def __init__(
        self,
        connections: Connections,
        begin: Callable[[Connection], S],
        *,
        within: float | None = None,
    ) -> None:
        """Open it; ``begin`` is called with the connection first, and what it finds is `found`."""
        self._connections = connections
        self._begin = begin
        self._within = within
        self._lent = ExitStack()
        self._end = monotonic() + connections.patience
        self.found = self._opened()

    def read(self, work: Callable[[Connection], R]) -> R:
        """Return what some reading finds, even when the connection is lost meanwhile.

        Another one sees the same if ``begin`` finds the same on it; raise StaleError if not.
        """
        self._end = monotonic() + self._connections.patience
        while True:
            try:
                with self._connections.answering(self._connection, within=self._within):
                    return work(self._connection)
            except psycopg.Error as error:
                self._pause(error, self._connection)
            if self._opened() != self.found:
                raise StaleError(
                    f"{self._connections.name} went away and has changed while it was read."
                )

    def close(self) -> None:
        """Give the connection back."""
        self._lent.close()

    def _opened(self) -> S:
        while True:
            connection = None
            try:
                connection = self._lent.enter_context(self._connections.lent(self._end))
                with self._connections.answering(connection, within=self._within):
                    connection.execute(f"{SNAPSHOT}; {MAY_PAUSE}", prepare=False)
                    found = self._begin(connection)
            except psycopg.Error as error:
                self._pause(error, connection)
            except BaseException:
                self.close()
                raise
            else:
                self._connection = connection
                return found

    def _pause(self, error: psycopg.Error, connection: Connection | None) -> None:
        self.close()
        if kind_of(error, connection) is Kind.FINAL:
            raise meaning(error, self._connections.name) from error
        self._connections.forget_idle()
        if monotonic() > self._end:
            raise LockedError(f"{self._connections.name} cannot be read: {error}") from error
        sleep(PAUSE)
