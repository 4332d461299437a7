"""Where a process keeps its articles: a file in the data folder, or a PostgreSQL.

The one door to both: nothing else in the bot knows which it is.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.observing.store import observed_store
from bot.settings import SettingsError, outdated
from index.errors import ReaderError, StoreError
from index.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.observing.observer import Observer
    from bot.settings import Settings
    from index.rank.rankers import Ranker, ReadingRanker
    from index.store.notices import Notices
    from index.store.protocol import Store

log = logging.getLogger(__name__)

DATABASE = "pullquote.db"
NOTICES = "shards.db"
"""The file in which processes of this machine agree on who has which shard."""
_PATIENCE = 20.0
"""Seconds that a command waits for its turn to write: nobody minds, as on Discord."""


def open_store(settings: Settings, *, patience: float | None = _PATIENCE) -> Store:
    """Open the store that the settings describe; a file is made if it is not there yet.

    A change waits for others as long as ``patience``, in seconds; None is what the bot has. Raise
    StoreError when the store cannot be used.
    """
    if settings.database:
        return _postgres(settings.database)
    from index.store.sqlite import SqliteStore  # noqa: PLC0415 - not every command needs it

    return SqliteStore(_file(settings), patience=patience)


def store_at(where: str, *, create: bool) -> Store:
    """Open the store at a path, or at the address of a PostgreSQL.

    Raise StoreError when it cannot be used, or it is a file that is not there and must be.
    """
    if "://" in where:
        return _postgres(where)
    from index.store.sqlite import SqliteStore  # noqa: PLC0415 - as above

    path = Path(where)
    if not create and not path.exists():
        raise StoreError(f"There is no file {path}.")
    return SqliteStore(path, patience=_PATIENCE)


def notices_at(where: str) -> Notices:
    """Open what processes tell one another, in a file or a PostgreSQL; raise StoreError if not."""
    if "://" in where:
        with _needs_postgres():
            from index.store.postgres.notices import PostgresNotices  # noqa: PLC0415 - an option

        return PostgresNotices(where)
    from index.store.sqlite.notices import SqliteNotices  # noqa: PLC0415 - as above

    return SqliteNotices(Path(where))


def open_notices(settings: Settings) -> Notices:
    """Open what the processes of the bot tell one another; raise StoreError if that fails."""
    return notices_at(settings.database or str(settings.data / NOTICES))


def has_notices(settings: Settings) -> bool:
    """Tell whether processes may have told one another anything."""
    return settings.database is not None or (settings.data / NOTICES).exists()


def is_kept(settings: Settings) -> bool:
    """Tell whether there is a database; that of a server counts as there."""
    return settings.database is not None or _file(settings).exists()


def named(settings: Settings) -> str:
    """Return where the articles are kept, as people may read it."""
    return "the PostgreSQL of PULLQUOTE_DATABASE" if settings.database else str(_file(settings))


def back_up(settings: Settings, file: Path) -> str:
    """Copy the database to a file; return where from. Raise StoreError when that cannot be done."""
    path = _own_file(settings, "Back it up with pg_dump")
    from index.store.sqlite.backup import backup  # noqa: PLC0415 - as above

    backup(path, file)
    return str(path)


def restore(settings: Settings, file: Path, *, now: datetime) -> tuple[Path, Path | None]:
    """Put a backup in the place of the database; return where, and where that is kept if it was.

    Raise StoreError when that cannot be done.
    """
    path = _own_file(settings, "Restore it with pg_restore")
    from index.store.sqlite import backup  # noqa: PLC0415 - as above

    return path, backup.restore(file, path, now=now)


def examined(settings: Settings) -> str:
    """Return how the database is, in a line; raise StoreError when it is not in order."""
    if settings.database:
        with _needs_postgres():
            from index.store.postgres.examine import examine_database  # noqa: PLC0415 - an option

        found = examine_database(settings.database)
        waits = (
            "each change is confirmed when a replica has it"
            if found.waits_for_replica
            else "no replica is waited for: what only this server has is lost with it "
            "(synchronous_standby_names)"
        )
        made = f"format {found.format}" if found.format else "empty"
        return f"{found.name} is in order: PostgreSQL {found.version}, {made}; {waits}"
    path = _file(settings)
    if not path.exists():
        return "there is none yet; it is made when the first article is added"
    from index.store.sqlite.backup import examine_database as examine  # noqa: PLC0415 - as above

    return f"{path} is in order, format {examine(path)}"


def _file(settings: Settings) -> Path:
    return settings.data / DATABASE


def _own_file(settings: Settings, instead: str) -> Path:
    if settings.database:
        raise SettingsError(
            f"The articles are in the PostgreSQL of PULLQUOTE_DATABASE. {instead}; "
            "docs/operating.md says how."
        )
    return _file(settings)


def _postgres(address: str) -> Store:
    with _needs_postgres():
        from index.store.postgres import PostgresStore  # noqa: PLC0415 - an option

    return PostgresStore(address)


@contextmanager
def _needs_postgres() -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise SettingsError(
            f"PostgreSQL needs what is not installed ({error}). Run "
            "`pip install 'pullquote[postgres]'`."
        ) from error


def open_library(
    settings: Settings,
    *,
    create: bool,
    ranker: Ranker | None = None,
    patience: float | None = _PATIENCE,
    observer: Observer | None = None,
) -> Library:
    """Open the library that the settings describe; raise as `open_store`.

    Unless it may be created, a database that is not there is none: only the articles that ship are
    in the library then, and what is added to it is not kept. Who asks gives the `ranker_of` the
    settings. An observer is told of every call of the store.
    """
    kept = create or is_kept(settings)
    store = open_store(settings, patience=patience) if kept else None
    return Library.open(
        observed_store(store, observer) if store and observer else store,
        limits=settings.limits,
        memory_budget=settings.memory * 2**20,
        threshold=settings.threshold,
        ranker=ranker,
    )


def ranker_of(settings: Settings) -> ReadingRanker | None:
    """Return what ranks by the settings, its reader loaded; None for what the library has anyway.

    A reader that is wanted but not available is one sentence in the log, and answers go by words.
    """
    for sentence in outdated():
        log.warning("%s", sentence)
    if settings.reader is False:
        return None
    try:
        return load_ranker(settings)
    except ReaderError as error:
        log.warning("%s Questions are answered by their words alone.", error)
        return None


def load_ranker(settings: Settings) -> ReadingRanker:
    """Return what ranks with the reader of the settings; raise ReaderError if it cannot be used."""
    from index.rank.rankers import ReadingRanker  # noqa: PLC0415 - not every command ranks

    return ReadingRanker.load(None if isinstance(settings.reader, bool) else settings.reader)
