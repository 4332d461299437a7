"""Two hundred collections against a simple model: no leak, nothing stale, nothing lost."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from index.errors import ArticleError, UnknownArticleError
from index.library import Library
from index.model import SHARED, Article, CollectionId
from index.store.memory import MemoryStore
from index.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Mapping

COLLECTIONS = [
    SHARED,
    *(CollectionId("person", number) for number in range(1, 10)),
    *(CollectionId("server", number) for number in range(1, 191)),
]
# A few collections are met again and again, and any of two hundred now and then.
collections = st.one_of(
    st.sampled_from(COLLECTIONS[:3]),
    st.sampled_from(COLLECTIONS[8:12]),
    st.sampled_from(COLLECTIONS),
)
ANIMALS = "aardvark beaver camel dingo elephant".split()
texts = st.lists(st.sampled_from(ANIMALS), min_size=1, max_size=2).map(
    lambda found: " ".join(f"The {animal} slept under a tree." for animal in found)
)
picks = st.integers(0, 10**6)

Texts = dict[str, str]


class Collections(RuleBasedStateMachine):
    """Each step is done to the library and to dictionaries, and both are asked."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 24, tzinfo=UTC)
        self.own: dict[CollectionId, Texts] = {}
        self.removed: dict[CollectionId, dict[str, tuple[str, datetime]]] = {}
        self.hidden: dict[CollectionId, set[str]] = {}
        self.ships = Article("ships", "Ships", "The walrus slept under a tree.", "test")

    @initialize(durable=st.booleans())
    def open(self, durable: bool) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "a.db"
        stores = [SqliteStore(path), SqliteStore(path)] if durable else [MemoryStore()] * 2
        # Two libraries over one store, as two processes have them; one with hardly any memory.
        self.libraries = [
            Library([self.ships], store=stores[0]),
            Library([self.ships], store=stores[1], memory_budget=20_000),
        ]

    def teardown(self) -> None:
        for library in getattr(self, "libraries", ()):
            library.close()
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def visible(self, collection_id: CollectionId) -> Texts:
        operators = {self.ships.id: self.ships.text} | self.own.get(SHARED, {})
        hides = self.hidden.get(collection_id, set())
        shared = {i: text for i, text in operators.items() if i not in hides}
        return shared | self.own.get(collection_id, {})

    def known(self, collection_id: CollectionId) -> Texts:
        return (
            {self.ships.id: self.ships.text}
            | self.own.get(SHARED, {})
            | self.own.get(collection_id, {})
        )

    def pick(self, found: Mapping[str, object], number: int) -> str:
        return sorted(found)[number % len(found)] if found else "none"

    @rule(collection_id=collections, text=texts, which=st.booleans())
    def add(self, collection_id: CollectionId, text: str, which: bool) -> None:
        added = self.libraries[which].add(
            collection_id, Article("", f"About {text[4:9]}", text, "test"), by=1, now=self.now
        )
        known = self.known(collection_id)
        assert added.created is (text not in known.values())
        if added.created:
            assert added.record.id not in known
            self.own.setdefault(collection_id, {})[added.record.id] = text
            self.removed.get(collection_id, {}).pop(added.record.id, None)
        else:
            assert known[added.record.id] == text
            self.hidden.get(collection_id, set()).discard(added.record.id)

    @rule(collection_id=collections, number=picks, text=texts, which=st.booleans())
    def update(self, collection_id: CollectionId, number: int, text: str, which: bool) -> None:
        own = self.own.get(collection_id, {})
        article_id = self.pick(own, number)
        article = Article("", "Updated", text, "test")
        others = [other for i, other in own.items() if i != article_id]
        if article_id not in own or text in others:
            with pytest.raises((UnknownArticleError, ArticleError)):
                self.libraries[which].update(collection_id, article_id, article, by=1, now=self.now)
        else:
            self.libraries[which].update(collection_id, article_id, article, by=1, now=self.now)
            own[article_id] = text

    @rule(collection_id=collections, number=picks, which=st.booleans())
    def remove(self, collection_id: CollectionId, number: int, which: bool) -> None:
        own = self.own.get(collection_id, {})
        article_id = self.pick(own, number)
        if article_id not in own:
            with pytest.raises(UnknownArticleError):
                self.libraries[which].remove(collection_id, article_id, now=self.now)
        else:
            self.libraries[which].remove(collection_id, article_id, now=self.now)
            self.removed.setdefault(collection_id, {})[article_id] = own.pop(article_id), self.now

    @rule(number=picks, which=st.booleans())
    @precondition(lambda self: any(self.removed.values()))
    def add_what_was_removed(self, number: int, which: bool) -> None:
        collection = min(c for c, found in self.removed.items() if found)
        removed = self.removed[collection]
        self.add(collection, removed[self.pick(removed, number)][0], which)

    @rule(number=picks, which=st.booleans())
    @precondition(lambda self: any(self.removed.values()))
    def restore(self, number: int, which: bool) -> None:
        collection = min(c for c, found in self.removed.items() if found)
        removed, own = self.removed[collection], self.own[collection]
        article_id = self.pick(removed, number)
        text, at = removed[article_id]
        if text in own.values() or at < self.now - timedelta(minutes=1):
            with pytest.raises((UnknownArticleError, ArticleError)):
                self.libraries[which].restore(collection, article_id, now=self.now)
        else:
            self.libraries[which].restore(collection, article_id, now=self.now)
            own[article_id] = removed.pop(article_id)[0]

    @rule(collection_id=collections, number=picks, hide=st.booleans(), which=st.booleans())
    def hide_or_show(
        self, collection_id: CollectionId, number: int, hide: bool, which: bool
    ) -> None:
        library = self.libraries[which]
        article_id = self.pick(self.known(collection_id), number)
        change = library.hide if hide else library.show
        if collection_id == SHARED or article_id in self.own.get(collection_id, {}):
            with pytest.raises(ArticleError):
                change(collection_id, article_id)
            return
        assert change(collection_id, article_id).hidden is hide
        hides = self.hidden.setdefault(collection_id, set())
        (hides.add if hide else hides.discard)(article_id)

    @rule(person=st.sampled_from(COLLECTIONS[1:10]), which=st.booleans())
    def forget(self, person: CollectionId, which: bool) -> None:
        forgotten = self.libraries[which].forget_person(person.number)
        assert forgotten.articles >= len(self.own.pop(person, {}))
        self.removed.pop(person, None)
        self.hidden.pop(person, None)

    @rule(minutes=st.integers(0, 3))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(collection_id=collections, text=texts, which=st.booleans())
    def ask(self, collection_id: CollectionId, text: str, which: bool) -> None:
        visible = self.visible(collection_id)
        answer = self.libraries[which].ask(text, collection_id=collection_id, limit=50)
        shown = answer.quotes or answer.nearest
        for quote in shown:
            assert visible[quote.citation.article_id][quote.start : quote.end] == quote.text
        said = {quote.text for quote in shown}
        for sentence in text.replace(".", ".|").split("|"):
            if any(sentence.strip() in other for other in visible.values()):
                assert sentence.strip() in said or not sentence
        assert self.libraries[which].count(collection_id) == len(visible)

    @rule(collection_id=collections, which=st.booleans())
    def list_articles(self, collection_id: CollectionId, which: bool) -> None:
        records = self.libraries[which].articles(collection_id)
        visible = self.visible(collection_id)
        assert {record.id: record.characters for record in records} == {
            article_id: len(text) for article_id, text in visible.items()
        }

    @invariant()
    def memory_is_within_its_budget_unless_one_index_alone_is_larger(self) -> None:
        if hasattr(self, "libraries"):
            shelves = self.libraries[1]._cache
            assert shelves.nbytes <= 20_000 or len(shelves.open_collections) == 1


TestCollections = Collections.TestCase
TestCollections.settings = settings(stateful_step_count=60)
