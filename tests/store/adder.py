"""A process that adds articles to one collection of a PostgreSQL, and says what is done.

    python -m tests.store.adder ADDRESS NAME PATIENCE

Until its standard input is closed, it prints a line of JSON for each article: ``["done", ID,
CREATED, SEEN]``, where SEEN says whether the next question found it (one in ten is asked), or
``["uncertain", ID]``, or ``["failed", ID, WHY]``; and, at the end, ``["end", LONGEST]``, the
longest that a call took, in seconds.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from contextlib import closing

from index.errors import StoreError, UncertainError
from index.library import Library
from index.limits import CollectionLimits
from index.model import Article
from index.store.postgres import PostgresStore
from tests.store.articles import HERE, NOW, found

_ASK_EVERY = 10


def main(address: str, name: str, patience: float) -> None:
    """Add articles until the standard input is closed."""
    logging.getLogger("index").setLevel(logging.CRITICAL)
    store = PostgresStore(address, patience=patience, answer_within=2)
    ended = threading.Event()
    threading.Thread(target=until_closed, args=(ended,), daemon=True).start()
    longest = number = 0.0
    with closing(Library(store=store, limits=CollectionLimits(articles=100_000))) as library:
        while not ended.is_set():
            number += 1
            started = time.monotonic()
            say(*added(library, f"{name}-{number:.0f}", ask=number % _ASK_EVERY == 0))
            longest = max(longest, time.monotonic() - started)
    say("end", longest)


def until_closed(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


def added(library: Library, article_id: str, *, ask: bool) -> list[object]:
    """Add an article, and return what to say about it."""
    word = article_id.replace("-", "x")
    text = f"The zebra slept in the {word} barn."
    try:
        article = Article(article_id, f"About {article_id}", text, "test")
        created = library.add(HERE, article, by=1, now=NOW).created
        seen = not ask or found(library, f"Who slept in the {word} barn?") == text
    except UncertainError:
        return ["uncertain", article_id]
    except StoreError as error:
        return ["failed", article_id, str(error)]
    return ["done", article_id, created, seen]


def say(*what: object) -> None:
    """Print a line that is out before anything else happens."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
