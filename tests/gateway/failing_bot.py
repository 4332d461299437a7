"""`pullquote`, with a library that fails in a way nobody expects, and quotes the question then."""

import sys

from bot import storage
from bot.cli import main
from index.library import Library
from index.model import SHARED, Answer, CollectionId


class FailingLibrary(Library):
    """A library with a bug."""

    def ask(
        self,
        question: str,
        *,
        collection_id: CollectionId = SHARED,
        article_id: str | None = None,
        limit: int = 3,
        previous: str | None = None,
    ) -> Answer:
        raise KeyError(question)


def open_failing_library(*_: object, **__: object) -> Library:
    """Stand in for the library that the settings describe."""
    return FailingLibrary()


if __name__ == "__main__":
    storage.open_library = open_failing_library
    sys.exit(main())
