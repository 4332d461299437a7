"""Connections to a PostgreSQL database: lent one at a time, replaced when they are lost.

Whoever is lent one connects if none is idle, and so is told the reason if that fails. Reading and
writing have connections of their own: who waits for a lock keeps nobody from reading.
"""

from __future__ import annotations

import logging
from collections import deque
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore, Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.rows import TupleRow

from index.errors import BusyError, StoreError
from index.store.postgres.deadline import Deadlines
from index.store.postgres.explained import Kind, kind_of, meaning

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

Connection = psycopg.Connection[TupleRow]

READERS, WRITERS = 4, 3
"""How many connections a process has at most for either."""
PATIENCE = 20.0
"""Seconds for which a call goes on trying: as long as a failover takes, and a restart."""
ANSWER_WITHIN = 5.0
"""Seconds within which the database has to answer to one step of a transaction."""
LONGEST_WAIT = 4.0
"""Seconds for which one try waits for a lock: it has to be told that in time."""
LONG = 120.0
"""The same of a step that may look at all that is kept."""
_DEFAULTS: dict[str, Any] = {
    "application_name": "pullquote",
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "load_balance_hosts": "random",
    "target_session_attrs": "read-write",
    "tcp_user_timeout": 10_000,
}
"""Of several hosts the one that can be written to; a dead one is noticed. What the address says of
these goes before it."""
_OPTIONS = "-c TimeZone=UTC -c idle_in_transaction_session_timeout=5s"
_TIMELINE = "SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int"


class SupersededError(psycopg.OperationalError):
    """A server has been replaced by another one since, and has come back."""

    sqlstate = "57P03"


class Connections:
    """The connections of one process to one database. Any thread may use them."""

    def __init__(
        self, address: str, *, patience: float = PATIENCE, answer_within: float = ANSWER_WITHIN
    ) -> None:
        """Connect to nothing yet; ``address`` is a URL or a connection string of libpq.

        Raise StoreError when it is neither.
        """
        try:
            given = conninfo_to_dict(address)
        except psycopg.Error as error:
            raise StoreError("PULLQUOTE_DATABASE is not the address of a PostgreSQL.") from error
        options = f"{_OPTIONS} {given.pop('options', None) or ''}".strip()
        self._conninfo = make_conninfo(**{**_DEFAULTS, **given, "options": options})
        self.name = _name(given)
        """The database as people may read it: without a password."""
        self.patience = patience
        self.answer_within = answer_within
        self._deadlines = Deadlines()
        self._idle: deque[Connection] = deque()
        self._lock = Lock()
        self._reading = BoundedSemaphore(READERS)
        self._writing = BoundedSemaphore(WRITERS)
        self._timeline = 0
        self._closed = False

    @contextmanager
    def lent(self, end: float, *, writing: bool = False) -> Iterator[Connection]:
        """Lend a connection, waited for until a time by the monotonic clock.

        Raise BusyError when none is free, StoreError when the database cannot be used, and
        psycopg's error when it is lost or cannot be reached.
        """
        turn = self._writing if writing else self._reading
        if not turn.acquire(timeout=max(end - monotonic(), 0)):
            raise BusyError(f"All connections to {self.name} are in use.")
        try:
            connection = self._borrowed()
            try:
                yield connection
            finally:
                self._give_back(connection)
        finally:
            turn.release()

    @contextmanager
    def answering(self, connection: Connection, *, within: float | None = None) -> Iterator[None]:
        """Cut a connection if what is done within the block is not answered in time."""
        if connection.closed:
            raise psycopg.OperationalError("the connection was lost")
        with self._deadlines.within(within or self.answer_within, connection.fileno()):
            yield

    def forget_idle(self) -> None:
        """Close the connections that nobody uses: when one is lost, they are lost as well."""
        with self._lock:
            idle = list(self._idle)
            self._idle.clear()
        for connection in idle:
            _close(connection)

    def close(self) -> None:
        """Close all; those that are lent are closed when they come back."""
        self._closed = True
        self.forget_idle()
        self._deadlines.close()

    def _borrowed(self) -> Connection:
        if self._closed:
            raise StoreError(f"{self.name} is closed.")
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._connected()

    def _connected(self) -> Connection:
        try:
            connection = psycopg.connect(self._conninfo, autocommit=True)
        except psycopg.Error as error:
            if kind_of(error) is Kind.FINAL:
                raise meaning(error, self.name) from error
            raise
        try:
            self._check_timeline(connection)
        except BaseException:
            _close(connection)
            raise
        return connection

    def _check_timeline(self, connection: Connection) -> None:
        """Refuse a server that was superseded: one of an earlier timeline than we have seen."""
        with self.answering(connection):
            try:
                row = connection.execute(_TIMELINE).fetchone()
            except psycopg.DatabaseError as error:
                if kind_of(error, connection) is not Kind.FINAL:
                    raise
                return  # a service that hides it has its own ways
        timeline = row[0] if row else 0
        with self._lock:
            if timeline < self._timeline:
                log.error("%s was superseded by another server, and is not used", self.name)
                raise SupersededError(
                    f"{self.name} is of timeline {timeline}, and {self._timeline} was seen"
                )
            self._timeline = timeline

    def _give_back(self, connection: Connection) -> None:
        if connection.info.transaction_status != TransactionStatus.IDLE:
            with suppress(psycopg.Error), self.answering(connection):
                connection.execute("ROLLBACK", prepare=False)
        sound = not connection.closed and (
            connection.info.transaction_status == TransactionStatus.IDLE
        )
        with self._lock:
            if sound and not self._closed:
                self._idle.append(connection)
                return
        _close(connection)


def _close(connection: Connection) -> None:
    with suppress(psycopg.Error, OSError):
        connection.close()


def _name(given: dict[str, Any]) -> str:
    where = given.get("host") or given.get("hostaddr") or "this machine"
    database = given.get("dbname") or given.get("user") or "its usual name"
    return f"The database {database} on {where}"
