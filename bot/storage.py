"""Where a process keeps its articles: the database in the data folder."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.observing.store import observed_store
from bot.settings import outdated
from index.errors import ReaderError
from index.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from bot.observing.observer import Observer
    from bot.settings import Settings
    from index.rank.rankers import Ranker, ReadingRanker
    from index.store.protocol import Store

log = logging.getLogger(__name__)

DATABASE = "pullquote.db"
_PATIENCE = 20.0
"""Seconds that a command waits for its turn to write: nobody minds, as on Discord."""


def database(settings: Settings) -> Path:
    """Return the path of the database, whether it is there or not."""
    return settings.data / DATABASE


def open_store(settings: Settings, *, patience: float | None = _PATIENCE) -> Store:
    """Open the store that the settings describe, made if it is not there yet.

    A change waits for others as long as ``patience``, in seconds; None is what the bot has. Raise
    StoreError when the store cannot be used.
    """
    from index.store.sqlite import SqliteStore  # noqa: PLC0415 - not every command needs it

    return SqliteStore(database(settings), patience=patience)


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
    kept = create or database(settings).exists()
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

    A reader that is wanted and cannot be had is one sentence in the log, and none.
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
    """Return what ranks with the reader of the settings; raise ReaderError if there is none."""
    from index.rank.rankers import ReadingRanker  # noqa: PLC0415 - not every command ranks

    return ReadingRanker.load(None if isinstance(settings.reader, bool) else settings.reader)
