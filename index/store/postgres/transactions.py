"""Transactions that survive the loss of a connection: reading is done again, writing exactly once.

A change writes a receipt in its own transaction. When the connection is lost while that is being
committed, nobody knows whether it was. The next try takes the same locks, which the lost one holds
for as long as it is not decided, looks for the receipt, and works only if there is none.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import UUID, uuid4

import psycopg

from index.errors import BusyError, LockedError, StoreError, UncertainError
from index.store.postgres.connections import LONGEST_WAIT
from index.store.postgres.explained import Kind, is_uncertain, kind_of, meaning
from index.store.postgres.locks import lock
from index.store.postgres.view import MAY_PAUSE, PAUSE, SNAPSHOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.store.postgres.connections import Connection, Connections
    from index.store.postgres.locks import Turn

R = TypeVar("R")


class Transactions:
    """Work on a database, given as functions of a connection that may be called several times."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._own = threading.local()

    def read(
        self,
        work: Callable[[Connection], R],
        *,
        snapshot: bool = True,
        within: float | None = None,
        patience: float | None = None,
    ) -> R:
        """Return what some reading finds, all of it at one moment if it is a ``snapshot``.

        Raise LockedError when the database cannot be reached for as long as one can wait.
        """
        end = monotonic() + (self._connections.patience if patience is None else patience)
        while True:
            connection = None
            try:
                with (
                    self._connections.lent(end) as connection,
                    self._connections.answering(connection, within=within),
                ):
                    if not snapshot:
                        return work(connection)
                    connection.execute(SNAPSHOT, prepare=False)
                    found = work(connection)
                    connection.execute("COMMIT", prepare=False)
                    return found
            except psycopg.Error as error:
                name = self._connections.name
                if kind_of(error, connection) is Kind.FINAL:
                    raise meaning(error, name) from error
                if monotonic() > end:
                    raise LockedError(f"{name} cannot be read: {error}") from error
            self._connections.forget_idle()
            sleep(PAUSE)

    def write(
        self,
        turn: Turn,
        work: Callable[[Connection], R],
        *,
        within: float | None = None,
    ) -> R:
        """Return the result of a change, made exactly once; within `together` it is a part of that.

        Raise BusyError when it cannot be made for as long as one can wait, UncertainError when the
        database stays away while it is not known whether it was.
        """
        joined: Connection | None = getattr(self._own, "connection", None)
        if joined is not None:
            with self._connections.answering(joined, within=within), joined.transaction():
                return work(joined)
        return _Change(self._connections, turn, work, within=within).made()

    def at_once(self, turn: Turn, work: Callable[[Connection], object]) -> None:
        """Make a change that does no harm twice, if nobody is writing; else raise BusyError."""
        name = self._connections.name
        try:
            with (
                self._connections.lent(monotonic(), writing=True) as connection,
                self._connections.answering(connection),
            ):
                connection.execute("BEGIN", prepare=False)
                if not lock(connection, turn, wait=False):
                    raise BusyError(f"{name} is being changed by others.")
                work(connection)
                connection.execute("COMMIT", prepare=False)
        except psycopg.Error as error:
            raise BusyError(f"{name} cannot be changed: {error}") from error

    @contextmanager
    def together(self, turn: Turn) -> Iterator[None]:
        """Make what this thread writes within a block one transaction.

        It cannot be tried again. Raise BusyError when the connection is lost, and nothing is kept.
        """
        connections, token = self._connections, uuid4()
        connection = None
        committing = False
        try:
            with connections.lent(monotonic() + connections.patience, writing=True) as connection:
                self._begin(connection, turn)
                self._own.connection = connection
                try:
                    yield
                finally:
                    self._own.connection = None
                with connections.answering(connection):
                    committing = True
                    _commit(connection, token, connections.name)
        except psycopg.Error as error:
            if kind_of(error, connection) is Kind.FINAL:
                raise meaning(error, connections.name) from error
            gone = BusyError(f"{connections.name} went away; nothing was changed: {error}")
            if not committing:
                raise gone from error
            was_kept = _Change(connections, turn, lambda _: False, lost=(token, True))
            if not was_kept.made():
                raise gone from error

    def _begin(self, connection: Connection, turn: Turn) -> None:
        wait = self._connections.patience
        with self._connections.answering(connection, within=wait + 1):
            connection.execute(
                f"BEGIN; {MAY_PAUSE}; SET LOCAL lock_timeout = '{wait}s'", prepare=False
            )
            lock(connection, turn)


class _Change(Generic[R]):
    """A change to a collection, until it is kept."""

    def __init__(
        self,
        connections: Connections,
        turn: Turn,
        work: Callable[[Connection], R],
        *,
        within: float | None = None,
        lost: tuple[UUID, R] | None = None,
    ) -> None:
        """Do some work; ``lost`` is the receipt and the result of a try that may have worked."""
        self._connections = connections
        self._turn = turn
        self._work = work
        self._within = within
        self._token = lost[0] if lost else uuid4()
        self._lost = [lost[1]] if lost else []
        """The result of a try of which nobody knows whether it was committed, if there is one."""
        self._committing: list[R] = []
        self._end = monotonic() + connections.patience

    def made(self) -> R:
        """Return the result of the change, once it is kept; raise as `Transactions.write`."""
        while True:
            connection = None
            self._committing.clear()
            try:
                with (
                    self._connections.lent(self._end, writing=True) as connection,
                    self._connections.answering(connection, within=self._within),
                ):
                    return self._tried(connection)
            except psycopg.Error as error:
                self._note(error, connection)
            except StoreError as error:  # there is no connection
                if self._lost and connection is None:
                    raise self._unknown() from error
                raise
            self._connections.forget_idle()
            sleep(PAUSE)

    def _tried(self, connection: Connection) -> R:
        wait = int(1000 * min(self._end - monotonic(), LONGEST_WAIT))
        connection.execute(f"BEGIN; SET LOCAL lock_timeout = {max(wait, 1)}", prepare=False)
        lock(connection, self._turn)
        if self._lost:
            found = connection.execute("SELECT 1 FROM receipt WHERE token = %s", (self._token,))
            if found.fetchone():
                return self._lost[0]
            self._lost.clear()
        result = self._work(connection)
        self._committing.append(result)
        _commit(connection, self._token, self._connections.name)
        return result

    def _note(self, error: psycopg.Error, connection: Connection | None) -> None:
        """Take account of an error; raise ours if it is not to be tried again."""
        kind = kind_of(error, connection)
        name = self._connections.name
        if kind is Kind.LOST and self._committing:
            self._lost[:] = self._committing
        if kind is Kind.FINAL and not self._lost:
            raise meaning(error, name) from error
        if monotonic() > self._end:
            if self._lost:
                raise self._unknown() from error
            raise BusyError(f"{name} cannot be changed: {error}") from error

    def _unknown(self) -> UncertainError:
        return UncertainError(
            f"{self._connections.name} went away while a change was being kept. It is not known "
            "whether it was; look, and make it again if it was not."
        )


def _commit(connection: Connection, token: UUID, name: str) -> None:
    """Write the receipt and commit, in one message."""
    uncertain: list[psycopg.errors.Diagnostic] = []

    def heed(notice: psycopg.errors.Diagnostic) -> None:
        if is_uncertain(notice):
            uncertain.append(notice)

    connection.add_notice_handler(heed)
    try:
        connection.execute(
            f"INSERT INTO receipt (token) VALUES ('{token}'); COMMIT",  # noqa: S608 - a UUID
            prepare=False,
        )
    finally:
        connection.remove_notice_handler(heed)
    if uncertain:
        raise UncertainError(
            f"{name} has kept a change, but nobody knows whether its replica has it: "
            f"{uncertain[0].message_primary}"
        )
