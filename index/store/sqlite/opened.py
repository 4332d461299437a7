"""A database that is open: whether its files are still those at its path, and what if not.

What is written to a file that somebody has deleted or replaced is written to nobody's file.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from index.errors import MovedError, StoreError
from index.store.files import close_to_others, make_private_file, written_whole
from index.store.sqlite.explained import code_of, may_be_written

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

LOG, SHARED_MEMORY = "-wal", "-shm"
"""What SQLite adds to the name of a database for the files beside it."""
COMPANIONS = ("", LOG, SHARED_MEMORY)
PATIENCE = 2.0
"""Seconds to wait for a program that keeps everybody from reading."""
_A_MOMENT = 0.02
"""Seconds between two tries to copy."""
_PAUSE = 0.5
"""Seconds to wait for a moment in which nobody reads."""
_NOTHING_CAN_BE_MADE = (
    "SQLITE_CANTOPEN",
    "SQLITE_FULL",
    "SQLITE_IOERR_SHM",
    "SQLITE_READONLY",
)
"""How SQLite fails to open a database beside which it can make no files."""

File = tuple[int, ...]
"""What no other file has, or none that is not changed."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a database; None for one that is not there."""

    database: File | None
    log: File | None
    shared_memory: File | None


class Opened:
    """A database that is open: the connection that writes, and the files that it writes to."""

    def __init__(self, path: Path) -> None:
        """Open what is at a path, a new file if there is none; raise what SQLite raises."""
        self.path = path
        self._paths = [beside(path, companion) for companion in COMPANIONS]
        self._files: Files | None = None
        self._told = False
        _make(path)
        self.writer, self.hindrance = open_at(path)
        """The connection that writes; and why it can only read, and that without locks."""
        self.may_be_written = may_be_written(path) and not self.hindrance
        if self.hindrance:
            log.warning("%s can only be read: %s", path, self.hindrance)
        self.writer.execute("PRAGMA secure_delete = ON")  # what is deleted is gone
        self.writer.execute("PRAGMA busy_timeout = 0")  # `Connections` is patient by itself

    def reader(self) -> sqlite3.Connection:
        """Return another connection, which only reads."""
        connection = connect(self.path, unlocked=self.hindrance is not None)
        connection.execute("PRAGMA query_only = ON")
        return connection

    def watch(self) -> None:
        """Notice from now on when the files are deleted or replaced."""
        self.writer.execute("SELECT 1 FROM sqlite_master").fetchall()  # opens those beside it
        for path in self._paths:
            close_to_others(path)
        self._files = self._files_now()

    @property
    def stands(self) -> bool:
        """Whether the files at the path are those that are open."""
        return self._files is None or self._files == self._files_now()

    def empty_log(self) -> bool:
        """Bring all that was written into the database itself; return whether that was possible."""
        self.writer.execute(f"PRAGMA busy_timeout = {_PAUSE * 1000:.0f}")
        try:
            (busy, *_) = self.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error:
            return False
        finally:
            self.writer.execute("PRAGMA busy_timeout = 0")
        return not busy

    def close(self) -> None:
        """Close the connection that writes."""
        self.writer.close()

    def leave(self) -> bool:
        """Close, since others lie at the path by now; no other connection may be open meanwhile.

        Return whether what is there has all that was written. Raise MovedError, and stay open,
        when nothing is there.
        """
        before, now = self._files, self._files_now()
        if now.database is None:
            raise self._gone()
        if before is None or now == before or not self.may_be_written:
            self.close()
            return True
        strange = {now.log, now.shared_memory} - {before.log, before.shared_memory, None}
        if now.database == before.database and strange and has_log(self.path):
            self._leave_to_others()
            return False
        whole = self.empty_log()
        self.close()
        if now.database != before.database:
            self._clear_away(before, now, whole=whole)
            log.error("%s was replaced while it was in use; the new one is used now", self.path)
            return False
        outcome = "nothing is lost" if whole else "the last changes may be"
        log.error("Files beside %s were deleted while it was in use; %s", self.path, outcome)
        return whole

    def _gone(self) -> MovedError:
        error = MovedError(
            f"{self.path} was deleted or moved away while it was in use. Put it back, restore a "
            "backup with `pullquote restore FILE`, or stop Pullquote to start over."
        )
        if not self._told:
            log.error("%s", error)
            self._told = True
        return error

    def _leave_to_others(self) -> None:
        """Close when another program has begun files of its own beside the database: they count."""
        aside = aside_of(self.path, datetime.now(UTC))
        with suppress(OSError, sqlite3.Error), written_whole(aside) as partial:
            copy_to_file(self.writer, partial)
        theirs, kept = beside(self.path, LOG), beside(self.path, f"{LOG}-kept")
        theirs.replace(kept)  # SQLite would delete it by its name
        self.close()
        kept.replace(theirs)
        log.error(
            "Files beside %s were deleted while it was in use, and another program has gone on "
            "without them; what was there before is in %s",
            self.path,
            aside,
        )

    def _clear_away(self, before: Files, now: Files, *, whole: bool) -> None:
        """Take away what belongs to the old file: SQLite would take it for the new one's."""
        if before.log is not None and now.log == before.log:
            old = beside(self.path, LOG)
            if whole:
                old.unlink(missing_ok=True)
            else:
                old.replace(beside(self.path, f"{LOG}.before"))
        if before.shared_memory is not None and now.shared_memory == before.shared_memory:
            beside(self.path, SHARED_MEMORY).unlink(missing_ok=True)

    def _files_now(self) -> Files:
        unlocked = self.hindrance is not None
        return Files(*[_file(path, changes=unlocked) for path in self._paths])


def connect(
    path: Path, *, patience: float = PATIENCE, unlocked: bool = False
) -> sqlite3.Connection:
    """Return a connection whose commits reach the disk; nothing is written yet.

    ``patience`` is how many seconds a statement waits for a lock. Without locks nothing can be
    written, and nobody else may write meanwhile.
    """
    name = f"{path.absolute().as_uri()}?mode=ro&immutable=1" if unlocked else str(path)
    connection = sqlite3.connect(
        name, timeout=patience, isolation_level=None, check_same_thread=False, uri=unlocked
    )
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def open_at(path: Path) -> tuple[sqlite3.Connection, sqlite3.OperationalError | None]:
    """Return a connection that can read, and why it can do no more if that is so.

    That is where nothing can be written, not even the files that SQLite makes for those that read.
    There it does without locks, since nobody else can write either. Raise what SQLite raises where
    it cannot be read.
    """
    try:
        return _tried(path, unlocked=False), None
    except sqlite3.OperationalError as error:
        if not code_of(error).startswith(_NOTHING_CAN_BE_MADE) or has_log(path):
            raise
        return _tried(path, unlocked=True), error


def _tried(path: Path, *, unlocked: bool) -> sqlite3.Connection:
    connection = connect(path, unlocked=unlocked)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def copy(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy all that a connection sees, at one moment, in place of what another one has."""
    end = monotonic() + PATIENCE

    def give_up(status: int, _: int, __: int) -> None:
        if status not in (sqlite3.SQLITE_OK, sqlite3.SQLITE_DONE) and monotonic() > end:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorname = "SQLITE_BUSY"
            raise error

    # SQLite alone would try forever, and four times a second.
    source.backup(target, progress=give_up, sleep=_A_MOMENT)


def copy_to_file(source: sqlite3.Connection, target: Path) -> None:
    """Copy all that a connection sees to one file, without a log beside it."""
    with closing(sqlite3.connect(target)) as opened:
        copy(source, opened)
        opened.execute("PRAGMA journal_mode = DELETE")


def beside(path: Path, companion: str) -> Path:
    """Return the path of one of the `COMPANIONS` of a database."""
    return path.with_name(path.name + companion)


def aside_of(path: Path, now: datetime) -> Path:
    """Return where a database is kept when another one takes its place."""
    return path.with_name(f"{path.stem}.before-{now:%Y%m%d-%H%M%S}{path.suffix}")


def has_log(path: Path) -> bool:
    """Tell whether there are changes beside a database that are not in it yet."""
    try:
        return beside(path, LOG).stat().st_size > 0
    except FileNotFoundError:
        return False


def _make(path: Path) -> None:
    """Make an empty database for its owner alone, unless there is one."""
    try:
        make_private_file(path)
    except FileExistsError:
        return
    except OSError as error:
        if not path.exists():  # on a read-only disk, what is there counts as that, too
            raise StoreError(f"{path} cannot be created: {error.strerror}.") from error


def _file(path: Path, *, changes: bool) -> File | None:
    try:
        found = path.stat()
    except OSError:
        return None
    if changes:
        return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size
    return found.st_dev, found.st_ino
