"""Find the passages of articles that answer a question, and quote them verbatim.

The names in `__all__` are the public door; each is imported when it is first used, so that
``import index`` costs nothing:

    >>> from index import Library, article_from_text
    >>> library = Library([article_from_text("The bridge was opened in 1932. It is painted grey.")])
    >>> library.ask("When was the bridge opened?").quotes[0].text
    'The bridge was opened in 1932.'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from index.version import __version__

if TYPE_CHECKING:
    from index.errors import (
        AmbiguousTitleError,
        ArticleError,
        BusyError,
        ChangedError,
        EditedError,
        FetchError,
        FullError,
        LimitError,
        LockedError,
        MovedError,
        NotReadyError,
        PassageError,
        PullquoteError,
        QuestionError,
        QuestionSetError,
        ReaderError,
        ReadOnlyError,
        StaleError,
        StoreError,
        UncertainError,
        UnknownArticleError,
    )
    from index.ingest import (
        Overrides,
        article_from_bytes,
        article_from_path,
        article_from_text,
        article_from_url,
    )
    from index.library import Library
    from index.limits import CollectionLimits
    from index.model import SHARED, Answer, Article, Citation, CollectionId, Quote
    from index.store.memory import MemoryStore
    from index.store.protocol import Store
    from index.store.sqlite import SqliteStore

__all__ = [
    "SHARED",
    "AmbiguousTitleError",
    "Answer",
    "Article",
    "ArticleError",
    "BusyError",
    "ChangedError",
    "Citation",
    "CollectionId",
    "CollectionLimits",
    "EditedError",
    "FetchError",
    "FullError",
    "Library",
    "LimitError",
    "LockedError",
    "MemoryStore",
    "MovedError",
    "NotReadyError",
    "Overrides",
    "PassageError",
    "PullquoteError",
    "QuestionError",
    "QuestionSetError",
    "Quote",
    "ReadOnlyError",
    "ReaderError",
    "SqliteStore",
    "StaleError",
    "Store",
    "StoreError",
    "UncertainError",
    "UnknownArticleError",
    "__version__",
    "article_from_bytes",
    "article_from_path",
    "article_from_text",
    "article_from_url",
]

_ROOMS = {
    "index.ingest": (
        "Overrides",
        "article_from_bytes",
        "article_from_path",
        "article_from_text",
        "article_from_url",
    ),
    "index.library": ("Library",),
    "index.limits": ("CollectionLimits",),
    "index.model": ("SHARED", "Answer", "Article", "Citation", "CollectionId", "Quote"),
    "index.store.memory": ("MemoryStore",),
    "index.store.protocol": ("Store",),
    "index.store.sqlite": ("SqliteStore",),
}
"""Where a public name is at home; all others are errors."""


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = next((room for room, names in _ROOMS.items() if name in names), "index.errors")
    return globals().setdefault(name, getattr(import_module(room), name))


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
