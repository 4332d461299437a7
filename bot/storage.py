"""Where a process keeps its articles: the database in the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from bot.settings import Settings

DATABASE = "pullquote.db"


def database(settings: Settings) -> Path:
    """Return the path of the database, whether it is there or not."""
    return settings.data / DATABASE


def open_library(settings: Settings, *, create: bool) -> Library:
    """Open the library that the settings describe; raise StoreError when it cannot be used.

    Unless it may be created, a database that is not there is none: only the articles that ship are
    in the library then, and what is added to it is not kept.
    """
    path = database(settings)
    store = None
    if create or path.exists():
        from index.store.sqlite import SqliteStore  # noqa: PLC0415 - not every command needs it

        store = SqliteStore(path)
    return Library.open(
        store,
        limits=settings.limits,
        memory_budget=settings.memory * 2**20,
        threshold=settings.threshold,
    )
