"""Articles and times for tests of stores."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from index.limits import CollectionLimits
from index.model import Article, CollectionId
from index.store.protocol import Content, Draft
from index.text.analysis import ANALYSIS_VERSION, analyze
from index.text.terms import STOP_WORDS

if TYPE_CHECKING:
    from index.library import Library
    from index.model import Quote
    from index.store.protocol import Stamps, Store

NOW = datetime(2026, 11, 24, 10, 50, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMITS = CollectionLimits()
HERE, THERE = CollectionId("server", 1), CollectionId("server", 2)
ALICE = CollectionId("person", 7)


def news(
    store: Store, collection_id: CollectionId = HERE, known: Stamps | None = None
) -> list[Content]:
    """What a collection sees that is news to who has some stamps."""
    with store.snapshot(collection_id, known or {}) as found:
        return [content for contents in found.news for content in contents]


def stamps(store: Store, collection_id: CollectionId = HERE) -> dict[str, int]:
    """The number of the last change of each article that a collection sees."""
    with store.snapshot(collection_id, {}) as found:
        return dict(found.changed)


def article(text: str, article_id: str = "", title: str = "A title") -> Article:
    return Article(article_id, title, text, "The Source", "https://example.org/", "Ann", "2026-11")


def draft(
    text: str,
    article_id: str = "",
    title: str = "A title",
    *,
    by: int | None = 7,
    now: datetime = NOW,
) -> Draft:
    written = article(text, article_id, title)
    analysis = analyze(written)
    content = Content(written, analysis.to_bytes(), ANALYSIS_VERSION)
    return Draft(content, passages=len(analysis), left_out=0, by=by, now=now)


def best(library: Library, question: str, collection_id: CollectionId = HERE) -> Quote:
    """The passage that comes nearest to a question, whether it is thought to answer it or not."""
    answer = library.ask(question, collection_id=collection_id)
    return (answer.quotes or answer.nearest)[0]


def found(library: Library, question: str, collection_id: CollectionId = HERE) -> str:
    """The text of that passage; empty when it shares no word with the question."""
    answer = library.ask(question, collection_id=collection_id)
    text = next((quote.text for quote in answer.quotes or answer.nearest), "")
    return text if _words(text) & _words(question) else ""


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold())) - STOP_WORDS
