"""Connections to a SQLite database: many that read, one that writes, and what their errors mean."""

from __future__ import annotations

import sqlite3
from collections import deque
from contextlib import contextmanager
from threading import Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING

from index.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PATIENCE = 20.0
"""Seconds to wait while another process writes."""
_PAUSE = 0.5
"""Seconds to wait for a moment in which nobody reads."""
_A_MOMENT = 0.01
"""Seconds between two tries at what SQLite does not wait for."""
_OLDEST = (3, 37)
"""The version of SQLite that brought STRICT tables; it has RETURNING, too."""

_MEANINGS = {
    "SQLITE_FULL": "The disk is full: {path} cannot grow. Make room; nothing was changed.",
    "SQLITE_READONLY": "{path} cannot be written; make it and its folder writable.",
    "SQLITE_BUSY": "{path} is locked by another program. Try again when that is done.",
    "SQLITE_LOCKED": "{path} is locked by another program. Try again when that is done.",
    "SQLITE_CORRUPT": "{path} is damaged. Restore a backup with `pullquote restore FILE`.",
    "SQLITE_NOTADB": "{path} is not a database. Move it away, or restore a backup.",
    "SQLITE_CANTOPEN": "{path} cannot be opened. Is it a file that may be read and written?",
    "SQLITE_IOERR": "{path} cannot be read or written: the disk reports an error.",
    "SQLITE_PERM": "{path} cannot be opened: it is not permitted.",
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise a StoreError that says what to do in place of SQLite's errors about a file."""
    try:
        yield
    except sqlite3.Error as error:
        # Extended codes, such as SQLITE_IOERR_WRITE, begin with the plain one.
        code = getattr(error, "sqlite_errorname", "")
        meaning = next((text for name, text in _MEANINGS.items() if code.startswith(name)), None)
        if meaning is None:
            meaning = "{path} cannot be used: " + str(error).replace("{", "{{") + "."
        raise StoreError(meaning.format(path=path)) from error


class Connections:
    """The connections of one process to one database. Any thread may use them."""

    def __init__(self, path: Path) -> None:
        """Connect; the file is made if it is not there. Raise StoreError when it cannot be."""
        if sqlite3.sqlite_version_info < _OLDEST:
            raise StoreError(
                f"Python uses SQLite {sqlite3.sqlite_version}; Pullquote needs 3.37 or newer."
            )
        self.path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False
        self._write_lock = Lock()
        with explained(path):
            self._writer = connect(path)
            self._writer.execute("PRAGMA secure_delete = ON")  # what is deleted is gone

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection on which each statement sees what is there when it runs."""
        if self._closed:
            raise StoreError(f"{self.path} is closed.")
        with explained(self.path):
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = connect(self.path)
                connection.execute("PRAGMA query_only = ON")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._idle.append(connection)
                if self._closed:
                    self._close_idle()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection on which all statements see one moment."""
        with self.reading() as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection that writes, in a transaction of its own.

        What is written is on the disk when the block is left; nothing is when it is left by an
        exception.
        """
        with self._write_lock, explained(self.path):
            if self._closed:
                raise StoreError(f"{self.path} is closed.")
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                # SQLite has rolled back by itself after some errors, such as a full disk.
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def use_write_ahead_log(self) -> None:
        """Let readers read while somebody writes; the file remembers it.

        SQLite fails at once, without the usual patience, where another process changes the mode
        at the same moment, since both hold what the other waits for.
        """
        end = monotonic() + PATIENCE
        with self._write_lock, explained(self.path):
            while self._writer.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                try:
                    self._writer.execute("PRAGMA journal_mode = WAL")
                except sqlite3.OperationalError as error:
                    busy = error.sqlite_errorname.startswith("SQLITE_BUSY")
                    if not busy or monotonic() > end:
                        raise
                    sleep(_A_MOMENT)

    def checkpoint(self) -> None:
        """Empty the write-ahead log, which would otherwise hold deleted texts for a while.

        Where others read without a pause, it is emptied later.
        """
        with self._write_lock, explained(self.path):
            self._writer.execute(f"PRAGMA busy_timeout = {_PAUSE * 1000:.0f}")
            try:
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                self._writer.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")

    def close(self) -> None:
        """Close all; those that are lent are closed when they come back."""
        with self._write_lock, explained(self.path):
            self._closed = True
            self._close_idle()
            self._writer.close()

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection whose commits reach the disk; nothing is written yet."""
    connection = sqlite3.connect(
        path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection
