"""`pullquote`, with a library whose answers take a while: for what a process under work does."""

import os
import sys
import threading

from bot import storage
from bot.cli import main
from index.library import Library
from index.model import SHARED, Answer, CollectionId
from tests.gateway.bot_under_test import GatedLibrary

SECONDS = float(os.environ.get("SLOW_BOT_SECONDS", "0"))
"""From the first question to the first answer, at most `GATE_LIMIT`."""


class SlowLibrary(GatedLibrary):
    """A library that answers nobody until some seconds after the first question."""

    def __init__(self) -> None:
        library, self._gate = Library.open(), threading.Event()
        super().__init__((library.article(each.id) for each in library.articles()), self._gate)
        self._timer = threading.Timer(SECONDS, self._gate.set)
        self._timer.daemon = True
        self._first = threading.Lock()

    def ask(
        self,
        question: str,
        *,
        collection_id: CollectionId = SHARED,
        article_id: str | None = None,
        limit: int = 3,
        previous: str | None = None,
    ) -> Answer:
        if self._first.acquire(blocking=False):
            self._timer.start()
        return super().ask(
            question,
            collection_id=collection_id,
            article_id=article_id,
            limit=limit,
            previous=previous,
        )


def open_slow_library(*_: object, **__: object) -> Library:
    """Stand in for the library that the settings describe."""
    return SlowLibrary()


if __name__ == "__main__":
    storage.open_library = open_slow_library
    sys.exit(main())
