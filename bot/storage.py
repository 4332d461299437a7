"""Where a process keeps its articles: the database in the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.observing.store import observed_store
from bot.settings import SettingsError
from index.errors import EncoderError
from index.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from bot.observing.observer import Observer
    from bot.settings import Settings
    from index.rank.rankers import Ranker
    from index.store.protocol import Store

DATABASE = "pullquote.db"
MODELS = "models"
"""The folder for what is downloaded, in the data folder."""
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
