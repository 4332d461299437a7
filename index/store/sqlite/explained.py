"""Turn SQLite's errors into ours, which say what to do."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import BusyError, FullError, LockedError, ReadOnlyError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = (FullError, "The disk is full: {path} cannot grow. Make room; nothing was changed.")
_READ_ONLY = (ReadOnlyError, "{path} cannot be written; make it and its folder writable.")
_LOCKED = (
    LockedError,
    "{path} is locked by another program. Try again when that is done.",
)
# Extended codes, such as SQLITE_IOERR_WRITE, begin with the plain one, which comes after them here.
_MEANINGS: dict[str, tuple[type[StoreError], str]] = {
    "SQLITE_FULL": _FULL,
    "SQLITE_IOERR_SHMSIZE": _FULL,  # the file beside the log has no room for its first page
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_CORRUPT": (
        StoreError,
        "{path} is damaged. Restore a backup with `pullquote restore FILE`.",
    ),
    "SQLITE_NOTADB": (
        StoreError,
        "{path} is not a database. Move it away, or restore a backup.",
    ),
    "SQLITE_CANTOPEN": (
        StoreError,
        "{path} cannot be opened. Is it a file that may be read and written?",
    ),
    "SQLITE_IOERR": (
        StoreError,
        "{path} cannot be read or written: the disk reports an error.",
    ),
    "SQLITE_PERM": (StoreError, "{path} cannot be opened: permission denied."),
}
_OF_THE_DISK = ("SQLITE_IOERR", "SQLITE_CANTOPEN")
"""What SQLite may say where nothing can be written any more."""


@contextmanager
def explained(path: Path, *, writing: bool = False) -> Iterator[None]:
    """Raise a StoreError that says what to do in place of SQLite's errors about a file."""
    try:
        yield
    except sqlite3.Error as error:
        raise _meaning(error, path, writing=writing) from error


def code_of(error: sqlite3.Error) -> str:
    """Return SQLite's name of an error, such as SQLITE_BUSY; empty where it has none."""
    return getattr(error, "sqlite_errorname", "") or ""


def _meaning(error: sqlite3.Error, path: Path, *, writing: bool) -> StoreError:
    code = code_of(error)
    found = next((found for name, found in _MEANINGS.items() if code.startswith(name)), None)
    if found is None:
        return StoreError(f"{path} cannot be used: {error}.")
    if writing and found is _LOCKED:
        found = (BusyError, found[1])
    elif writing and code.startswith(_OF_THE_DISK) and not may_be_written(path):
        found = _READ_ONLY
    kind, text = found
    return kind(text.format(path=path))


def may_be_written(path: Path) -> bool:
    """Tell whether a file and its folder may be changed: permitted, and not on a read-only disk."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
