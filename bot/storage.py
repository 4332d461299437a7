"""Where a process keeps its articles: a file in the data folder, or a PostgreSQL.

The one door to both: nothing else in the bot knows which it is.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.observing.store import observed_store
from bot.settings import SettingsError
from index.errors import EncoderError, StoreError
from index.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.observing.observer import Observer
    from bot.settings import Settings
    from index.rank.rankers import Ranker
    from index.store.protocol import Store

DATABASE = "pullquote.db"
MODELS = "models"
"""The folder for what is downloaded, in the data folder."""
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


def ranker_of(settings: Settings) -> Ranker | None:
    """Return what ranks by the settings, its model loaded; None for what the library has anyway.

    This can take a second, and longer while a model is downloaded. Raise SettingsError when
    semantic search is wanted but does not work.
    """
    if settings.semantic is False:
        return None
    from index.rank.encoder import Encoder  # noqa: PLC0415 - an option
    from index.rank.rankers import SemanticRanker  # noqa: PLC0415 - as above

    folder = None if settings.semantic is True else settings.semantic
    try:
        return SemanticRanker(Encoder.load(folder, downloads=settings.data / MODELS))
    except EncoderError as error:
        shown = folder or "on"
        raise SettingsError(f"PULLQUOTE_SEMANTIC is “{shown}”. {error}") from error
