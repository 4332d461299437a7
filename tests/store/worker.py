"""A process that changes a library at random and says what is done; its test kills it.

    python -m tests.store.worker DATABASE SEED CHANGES

The database is a file, or the address of a PostgreSQL.

Before each change it prints ``["try", CHANGE]``, and ``["done", CHANGE]`` once the library says
that it is done, where a change is ``[COLLECTION, ID, TITLE, TEXT]`` as it will be, or without a
title and a text when the article will be gone.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.library import Library
from index.model import Article, CollectionId
from index.store.postgres import PostgresStore
from index.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.model import Record

    Change = tuple[list[str | None], Callable[[], object]]

NOW = datetime(2026, 11, 24, tzinfo=UTC)
COLLECTIONS = [CollectionId("server", 1), CollectionId("person", 2), CollectionId("shared")]


def store_at(database: str) -> SqliteStore | PostgresStore:
    """Open a database."""
    return PostgresStore(database) if "://" in database else SqliteStore(Path(database))


def main(database: str, seed: int, changes: int) -> None:
    """Make so many random changes."""
    library = Library(store=store_at(database))
    chance = random.Random(seed)
    for number in range(changes):
        collection = chance.choice(COLLECTIONS)
        own = [r for r in library.articles(collection) if r.shared == (collection.kind == "shared")]
        what, do = _change(library, collection, own, f"{seed}.{number}", chance)
        say("try", what)
        do()
        say("done", what)


def _change(
    library: Library,
    collection_id: CollectionId,
    own: list[Record],
    name: str,
    chance: random.Random,
) -> Change:
    text = f"The text {name} is long. " * chance.randint(1, 200)
    article = Article(name.replace(".", "-"), f"Title {name}", text, "test")
    kind = chance.choice(("add", "add", "update", "rename", "remove")) if own else "add"
    if kind == "add":
        return (
            [str(collection_id), article.id, article.title, article.text],
            lambda: library.add(collection_id, article, by=1, now=NOW),
        )
    old = chance.choice(own)
    if kind == "remove":
        return (
            [str(collection_id), old.id, None, None],
            lambda: library.remove(collection_id, old.id, now=NOW),
        )
    if kind == "rename":
        return (
            [
                str(collection_id),
                old.id,
                article.title,
                library.article(old.id, collection_id).text,
            ],
            lambda: library.rename(collection_id, old.id, article.title, by=1, now=NOW),
        )
    return (
        [str(collection_id), old.id, article.title, article.text],
        lambda: library.update(collection_id, old.id, replace(article, id=""), by=1, now=NOW),
    )


def say(what: str, change: list[str | None]) -> None:
    """Print a line that is out before anything else happens."""
    sys.stdout.write(json.dumps([what, change]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
