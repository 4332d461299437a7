"""Notices in a small file of their own, for processes of one machine."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from index.errors import BusyError, StoreError
from index.store.files import make_private_file, make_private_folder
from index.store.notices import Facts, differences
from index.store.sqlite.explained import explained

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")

_PATIENCE = 3.0
"""Seconds to wait for another process, which is done in milliseconds unless it is frozen."""
_TABLE = "CREATE TABLE IF NOT EXISTS notice (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT"
_KEEP = (
    "INSERT INTO notice (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded"
    ".text"
)


class SqliteNotices:
    """Notices in a file; the clock is the machine's, which no change of the time moves."""

    def __init__(self, path: Path) -> None:
        """Open a file, made if it is not there; raise StoreError when it cannot be used."""
        self._path = path
        self._lock = Lock()
        try:
            make_private_folder(path.parent)
            with suppress(FileExistsError):
                make_private_file(path)
        except OSError as error:
            raise StoreError(f"{path} cannot be made: {error.strerror}.") from error
        with explained(path):
            self._connection = sqlite3.connect(
                path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
            )
            # What it says is void when the machine fails: no process is left then.
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute(_TABLE)

    def change(self, work: Callable[[Facts, float], T]) -> T:
        """Let some work change the notices; see `index.store.notices.Notices`."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise BusyError(f"{self._path} is in use.")
        try:
            with explained(self._path, writing=True):
                return self._changed(work)
        finally:
            self._lock.release()

    def _changed(self, work: Callable[[Facts, float], T]) -> T:
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            before: Facts = dict(connection.execute("SELECT name, text FROM notice"))
            after = dict(before)
            result = work(after, monotonic())
            changed, gone = differences(before, after)
            connection.executemany(_KEEP, changed)
            connection.executemany("DELETE FROM notice WHERE name = ?", [(name,) for name in gone])
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return result

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
