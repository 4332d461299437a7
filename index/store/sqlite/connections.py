"""Connections to a SQLite database: many that read, one that writes.

Those that read never wait for those that write. Before anything is read or written, and before
anything written is called done, the files at the path are compared with those that are open.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from contextlib import contextmanager
from threading import Condition, RLock
from time import monotonic, sleep
from typing import TYPE_CHECKING

from index.errors import BusyError, LockedError, StoreError, UncertainError
from index.store.sqlite.explained import code_of, explained
from index.store.sqlite.opened import Opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 2.0
"""Seconds that a change may wait for its turn: Discord wants to hear of it within three."""
_ONCE_MORE = 0.2
"""Seconds that it may wait while a program keeps a lock for which others have waited in vain."""
_PAUSE = 0.5
"""Seconds to wait until nobody reads, where that would be good, or has to be."""
_A_MOMENT = 0.005
"""Seconds between two tries; SQLite's own tenth of a second misses the gaps of a busy writer."""
_OLDEST = (3, 37)
"""The version of SQLite that brought STRICT tables; it has RETURNING, too."""


class Connections:
    """The connections of one process to one database. Any thread may use them."""

    def __init__(
        self,
        path: Path,
        *,
        patience: float | None = None,
        prepare: Callable[[Connections], None] | None = None,
    ) -> None:
        """Connect; the file is made if it is not there. Raise StoreError when it cannot be.

        ``patience`` is how many seconds a change may wait for its turn, `PATIENCE` if not given.
        ``prepare`` is called when a database was opened: now, and whenever another one lies at the
        path.
        """
        if sqlite3.sqlite_version_info < _OLDEST:
            raise StoreError(
                f"Python uses SQLite {sqlite3.sqlite_version}; Pullquote needs 3.37 or newer."
            )
        self.path = path
        self._patience = PATIENCE if patience is None else patience
        self._prepare = prepare
        self._opened: Opened | None = None
        self._idle: deque[sqlite3.Connection] = deque()
        self._lent = 0
        self._guard = Condition()  # guards the three above
        self._write_lock = RLock()  # taken before the guard where both are
        self._was_locked = False
        self._closed = False
        with explained(path):
            self._open()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection on which each statement sees what is there when it runs."""
        with explained(self.path):
            connection = self._borrow()
            try:
                yield connection
            finally:
                self._give_back(connection)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection on which all statements see one moment."""
        with self.reading() as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self, *, patience: float | None = None) -> Iterator[sqlite3.Connection]:
        """Lend the connection that writes, in a transaction of its own.

        What is written is on the disk when the block is left; nothing is when it is left by an
        exception. Within another such block of the same thread it is a part of that transaction.
        Raise BusyError when its turn does not come in time.
        """
        wait = self._patience if patience is None else patience
        if self._was_locked:  # those before have waited for that program already
            wait = min(wait, _ONCE_MORE)
        end = monotonic() + wait
        with (
            self._noting_locks(in_haste=patience is not None),
            explained(self.path, writing=True),
            self._turn(wait, BusyError),
        ):
            if self._opened is not None and self._writer.in_transaction:
                with _part(self._writer):
                    yield self._writer
                return
            opened = self._ready(to_write=True)
            if opened.hindrance:
                raise opened.hindrance.with_traceback(None)
            writer = self._writer
            _retry_until(lambda: writer.execute("BEGIN IMMEDIATE"), end)
            self._was_locked = False
            with _transaction(writer):
                yield writer
            if not opened.stands and not self._reopen():
                raise UncertainError(
                    f"{self.path} was replaced while something was changed. Look whether the "
                    "change is there, and make it again if it is not."
                )

    def use_write_ahead_log(self) -> None:
        """Turn on write-ahead logging, so reads go on during a write; the file keeps the setting.

        SQLite fails at once where another process changes the mode at the same moment, since both
        hold what the other waits for.
        """
        end = monotonic() + self._patience
        with explained(self.path), self._turn(self._patience, LockedError):
            if self._ready().may_be_written:
                writer = self._writer
                # On some disks it cannot be turned on; then it stays as it is.
                _retry_until(lambda: writer.execute("PRAGMA journal_mode = WAL").fetchone(), end)

    def checkpoint(self) -> bool:
        """Empty the write-ahead log, which would otherwise hold deleted texts for a while.

        Return False where that has to wait, since others read without a pause or the disk is full.
        """
        try:
            with self._turn(_PAUSE, BusyError):
                return self._ready().empty_log()
        except StoreError:
            return False

    def close(self) -> None:
        """Close all; those that are lent are closed when they come back."""
        with explained(self.path), self._write_lock, self._guard:
            self._closed = True
            self._close_idle()
            if self._opened:
                self._opened.close()
                self._opened = None

    def _borrow(self) -> sqlite3.Connection:
        if self._opened is None or not self._opened.stands:
            with self._turn(self._patience, LockedError):
                self._ready()
        with self._guard:
            if self._closed or self._opened is None:
                raise StoreError(f"{self.path} is closed.")
            opened = self._opened
            self._lent += 1
            if self._idle:
                return self._idle.pop()
        try:
            return opened.reader()
        except BaseException:
            self._give_back(None)
            raise

    def _give_back(self, connection: sqlite3.Connection | None) -> None:
        with self._guard:
            self._lent -= 1
            if connection is not None:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._idle.append(connection)
            if self._closed:
                self._close_idle()
            self._guard.notify_all()

    @contextmanager
    def _turn(self, patience: float, error: type[StoreError]) -> Iterator[None]:
        """Wait until no other thread writes; raise an error when that takes too long."""
        if not self._write_lock.acquire(timeout=patience):
            raise error(f"{self.path} is being changed. Try again when that is done.")
        try:
            yield
        finally:
            self._write_lock.release()

    @contextmanager
    def _noting_locks(self, *, in_haste: bool) -> Iterator[None]:
        try:
            yield
        except BusyError:
            self._was_locked = self._was_locked or not in_haste
            raise

    def _ready(self, *, to_write: bool = False) -> Opened:
        """Return what is at the path, opened; the caller has its turn."""
        if self._closed:
            raise StoreError(f"{self.path} is closed.")
        opened = self._opened
        if opened is None or not opened.stands or (to_write and not opened.may_be_written):
            self._reopen()
        if self._opened is None:  # what `_reopen` leaves only by an exception
            raise StoreError(f"{self.path} is closed.")
        return self._opened

    def _reopen(self) -> bool:
        """Open what is at the path by now; return whether it has all that was written here."""
        with self._guard:
            if not self._guard.wait_for(lambda: not self._lent, timeout=_PAUSE):
                raise LockedError(f"{self.path} was replaced, and is still read. Try again.")
            self._close_idle()
            try:
                whole = self._opened.leave() if self._opened else False
            except OSError as error:
                raise StoreError(f"{self.path} cannot be used: {error.strerror}.") from error
            self._opened = None
            self._open()
            return whole

    def _open(self) -> None:
        self._opened = opened = Opened(self.path)
        self._writer = opened.writer
        try:
            if self._prepare:
                self._prepare(self)
            opened.watch()
        except BaseException:
            self._close_idle()
            self._opened = None
            opened.close()
            raise

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()


@contextmanager
def _transaction(writer: sqlite3.Connection) -> Iterator[None]:
    """Do all of a block, or nothing, in the transaction that has begun."""
    try:
        yield
        writer.execute("COMMIT")
    except BaseException:
        # SQLite has rolled back by itself after some errors, such as a full disk.
        if writer.in_transaction:
            writer.execute("ROLLBACK")
        raise


@contextmanager
def _part(writer: sqlite3.Connection) -> Iterator[None]:
    """Do all of a block, or nothing, within a transaction."""
    writer.execute("SAVEPOINT part")
    try:
        yield
    except BaseException:
        if writer.in_transaction:
            writer.execute("ROLLBACK TO part")
            writer.execute("RELEASE part")
        raise
    writer.execute("RELEASE part")


def _retry_until(act: Callable[[], object], end: float) -> object:
    """Do what another process may keep from being done, until a time by the monotonic clock."""
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if not code_of(error).startswith("SQLITE_BUSY") or monotonic() > end:
                raise
            sleep(_A_MOMENT)
