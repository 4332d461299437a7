"""The indexes in memory: opened once, shared where they are the same, within their budget."""

from __future__ import annotations

import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from index.collection import cache as module
from index.collection.cache import IndexCache
from index.errors import LockedError, NotReadyError, StaleError, StoreError
from index.limits import CollectionLimits
from index.model import SHARED, Article, CollectionId
from index.store.memory import MemoryStore
from index.store.sqlite import SqliteStore
from tests.store.articles import LIMITS, MINUTE, NOW, draft, news

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from index.store.protocol import Content, Snapshot, Stamps, Version

SHIPS = Article("ships", "Ships", "The walrus slept.", "test")
HERE, THERE = CollectionId("server", 1), CollectionId("server", 2)
PLENTY = 2**30


class Counting(MemoryStore):
    """A store that counts how often a collection is read, and can be slow at it."""

    def __init__(self) -> None:
        super().__init__()
        self.views: list[CollectionId] = []
        self.gate = threading.Event()
        self.gate.set()

    @contextmanager
    def snapshot(
        self, collection_id: CollectionId, known: Stamps, *, since: Version | None = None
    ) -> Iterator[Snapshot]:
        self.views.append(collection_id)
        self.gate.wait(5)
        with super().snapshot(collection_id, known, since=since) as found:
            yield found


def names(cache: IndexCache, collection_id: CollectionId) -> list[str]:
    with cache.open(collection_id) as articles:
        return [article.id for article in articles.articles]


def test_a_collection_is_read_once_and_then_only_when_it_changed() -> None:
    store = Counting()
    cache = IndexCache(store, [SHIPS], memory_budget=PLENTY)
    store.add(HERE, draft("The zebra slept.", "zebra"), limits=LIMITS)
    for _ in range(3):
        assert names(cache, HERE) == ["zebra", "ships"]
    assert store.views == [HERE]
    store.remove(HERE, "zebra", now=NOW)
    store.add(HERE, draft("The yak danced.", "yak"), limits=LIMITS)
    store.add(THERE, draft("The gnu sang.", "gnu"), limits=LIMITS)
    for _ in range(3):
        assert names(cache, HERE) == ["yak", "ships"]
    assert store.views == [HERE, HERE]


def test_collections_without_anything_of_their_own_share_one_index() -> None:
    store = Counting()
    cache = IndexCache(store, [SHIPS], memory_budget=PLENTY)
    for number in range(1, 100):
        with cache.open(CollectionId("server", number)) as articles:
            assert len(articles) == 1
    assert cache.open_collections == store.views == [SHARED]
    store.hide(HERE, "ships")
    assert names(cache, HERE) == []
    assert cache.open_collections == [SHARED, HERE]
    store.show(HERE, "ships")
    for _ in range(3):
        assert names(cache, HERE) == ["ships"]
    assert cache.open_collections == [SHARED]
    assert store.views == [SHARED, HERE]
    store.add(SHARED, draft("The yak danced.", "yak"), limits=LIMITS)
    for _ in range(3):
        assert names(cache, HERE) == ["yak", "ships"]
    assert store.views == [SHARED, HERE, SHARED]


def not_ready(cache: IndexCache, collection_id: CollectionId) -> tuple[CollectionId, int]:
    with pytest.raises(NotReadyError) as raised, cache.without_waiting(collection_id):
        pytest.fail("The block is not entered.")
    return raised.value.collection_id, raised.value.behind


def test_who_does_not_want_to_wait_is_told_for_which_index_and_how_far_behind_it_is() -> None:
    store = Counting()
    cache = IndexCache(store, [SHIPS], memory_budget=PLENTY)
    store.add(SHARED, draft("The yak danced. It sang.", "yak"), limits=LIMITS)
    store.add(HERE, draft("The zebra slept.", "zebra"), limits=LIMITS)
    assert not_ready(cache, HERE) == (HERE, 3)
    assert not_ready(cache, THERE) == (SHARED, 2)
    assert store.views == []
    assert names(cache, HERE) == ["yak", "zebra", "ships"]
    with cache.without_waiting(HERE):
        assert names(cache, HERE) == ["yak", "zebra", "ships"]
    store.rename(HERE, "zebra", "Zebras", by=None, now=NOW)
    assert not_ready(cache, HERE) == (HERE, 0)
    names(cache, HERE)
    with cache.open(HERE), ThreadPoolExecutor(1) as pool:
        assert pool.submit(not_ready, cache, HERE).result() == (HERE, 0)
    cache.drop(HERE)
    assert not_ready(cache, HERE) == (HERE, 3)


def test_an_article_of_a_collection_goes_before_one_that_ships_with_the_same_id() -> None:
    store = MemoryStore()
    cache = IndexCache(store, [SHIPS], memory_budget=PLENTY)
    store.add(HERE, draft("The yak danced.", "yak"), limits=LIMITS)
    assert names(cache, HERE) == ["yak", "ships"]
    store.add(HERE, draft("The gnu sang.", "ships"), limits=LIMITS)
    with cache.open(HERE) as articles:
        assert articles.article("ships").text == "The gnu sang."
    store.remove(HERE, "ships", now=NOW)
    with cache.open(HERE) as articles:
        assert articles.article("ships").text == SHIPS.text


def test_two_who_open_a_collection_at_once_read_it_once() -> None:
    store = Counting()
    store.add(HERE, draft("The zebra slept."), limits=LIMITS)
    cache = IndexCache(store, [], memory_budget=PLENTY)
    store.gate.clear()
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(names, cache, HERE) for _ in range(4)]
        store.gate.set()
        assert len({str(found.result()) for found in waiting}) == 1
    assert store.views == [HERE]


def test_a_collection_that_is_being_read_does_not_keep_others_waiting() -> None:
    store = Counting()
    cache = IndexCache(store, [], memory_budget=PLENTY)
    for collection in (HERE, THERE):
        store.add(collection, draft("The zebra slept."), limits=LIMITS)
    names(cache, THERE)
    store.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(names, cache, HERE)
        assert len(names(cache, THERE)) == 1
        assert not slow.done()
        store.gate.set()
        assert len(slow.result()) == 1


def test_the_least_recently_used_indexes_give_way() -> None:
    store = Counting()
    collections = [CollectionId("server", number) for number in range(1, 6)]
    for collection in collections:
        store.add(collection, draft("The zebra slept."), limits=LIMITS)
    generous = IndexCache(store, [], memory_budget=PLENTY)
    names(generous, collections[0])
    one = generous.nbytes
    cache = IndexCache(store, [], memory_budget=3 * one)
    for collection in collections:
        names(cache, collection)
        assert cache.nbytes <= 3 * one
    assert cache.open_collections == collections[2:]
    names(cache, collections[2])
    names(cache, collections[0])
    assert cache.open_collections == [collections[4], collections[2], collections[0]]
    cache.drop(collections[4])
    assert cache.nbytes == 2 * one


def test_an_index_in_use_does_not_give_way() -> None:
    store = MemoryStore()
    for collection in (HERE, THERE):
        store.add(collection, draft("The zebra slept."), limits=LIMITS)
    cache = IndexCache(store, [], memory_budget=1)
    with cache.open(HERE) as articles:
        names(cache, THERE)
        assert HERE in cache.open_collections
        assert len(articles) == 1


def test_analyses_of_other_code_are_renewed_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    made = draft("The zebra slept.", "zebra")
    damaged = replace(made.content, analysis=b"damaged")
    store.add(HERE, replace(made, content=damaged, passages=9), limits=LIMITS)
    old = draft("The yak danced.", "yak")
    store.add(HERE, replace(old, content=replace(old.content, analysis_version=0)), limits=LIMITS)
    assert names(IndexCache(store, [], memory_budget=PLENTY), HERE) == ["yak", "zebra"]
    assert {content.analysis for content in news(store)} == {
        made.content.analysis,
        old.content.analysis,
    }
    assert {record.passages for record in store.records(HERE)} == {1}
    monkeypatch.setattr(module, "analyze", None)
    assert names(IndexCache(store, [], memory_budget=PLENTY), HERE) == ["yak", "zebra"]


class ReadOnly(MemoryStore):
    """A store on a disk that has become read-only."""

    def keep_analyses(
        self, collection_id: CollectionId, renewed: Sequence[tuple[Content, int]]
    ) -> None:
        raise StoreError("read-only")


def test_analyses_that_cannot_be_kept_do_not_keep_questions_from_being_answered() -> None:
    store = ReadOnly()
    made = draft("The zebra slept.", "zebra")
    store.add(HERE, replace(made, content=replace(made.content, analysis=b"")), limits=LIMITS)
    assert names(IndexCache(store, [], memory_budget=PLENTY), HERE) == ["zebra"]


class Failing(MemoryStore):
    """A store that fails once in a while."""

    fails = False

    @contextmanager
    def snapshot(
        self, collection_id: CollectionId, known: Stamps, *, since: Version | None = None
    ) -> Iterator[Snapshot]:
        if self.fails:
            raise StoreError("the disk reports an error")
        with super().snapshot(collection_id, known, since=since) as found:
            yield found


def test_after_an_error_of_the_store_the_next_question_is_answered() -> None:
    store = Failing()
    cache = IndexCache(store, [], memory_budget=PLENTY)
    store.add(HERE, draft("The zebra slept.", "zebra"), limits=CollectionLimits())
    assert names(cache, HERE) == ["zebra"]
    store.add(HERE, draft("The yak danced.", "yak"), limits=CollectionLimits())
    store.fails = True
    with pytest.raises(StoreError):
        names(cache, HERE)
    store.fails = False
    assert names(cache, HERE) == ["yak", "zebra"]


def test_opening_a_large_collection_takes_at_its_peak_less_than_twice_what_stays(
    tmp_path: Path,
) -> None:
    store = SqliteStore(tmp_path / "a.db")
    made = draft(" ".join(f"Zebra {number} of them slept in the barn." for number in range(40)))
    with store.together():
        for number in range(1_000):
            article = replace(made.content.article, id=str(number), revision=f"{number:064x}")
            content = replace(made.content, article=article)
            store.add(HERE, replace(made, content=content), limits=LIMITS)
    cache = IndexCache(store, [], memory_budget=PLENTY)
    names(cache, SHARED)
    tracemalloc.start()
    try:
        names(cache, HERE)
        stays, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        store.close()
    assert stays > cache.nbytes / 2 > 2_500_000
    assert peak < 2 * stays


def test_what_others_forgot_leaves_memory_when_it_is_renewed(tmp_path: Path) -> None:
    store, theirs = (SqliteStore(tmp_path / "a.db") for _ in range(2))
    alice = CollectionId("person", 7)
    for place, text in ((HERE, "The zebra slept."), (HERE, "The yak danced."), (THERE, "A gnu.")):
        store.add(place, draft(text), limits=LIMITS)
    store.add(alice, draft("The secret emu ran."), limits=LIMITS)
    cache = IndexCache(store, [SHIPS], memory_budget=PLENTY)
    for place in (HERE, THERE, alice):
        names(cache, place)
    assert cache.stale() == []
    theirs.forget_person(alice.number)
    gone = next(record for record in theirs.records(HERE) if record.passages == 1)
    theirs.remove(HERE, gone.id, now=NOW)
    theirs.purge(removed_before=NOW + MINUTE, left_before=NOW)
    for _ in range(2):
        for place in cache.stale():
            cache.renew(place)
    assert cache.open_collections == [HERE, THERE]
    with cache._lock:
        kept = [entry.articles.articles for entry in cache._entries.values()]
    assert [[article.id for article in articles] for articles in kept] == [
        [record.id for record in theirs.records(HERE)] + ["ships"],
        [record.id for record in theirs.records(THERE)] + ["ships"],
    ]
    assert cache.stale() == []
    for opened in (store, theirs):
        opened.close()


def test_what_is_not_in_memory_is_not_opened_to_be_renewed() -> None:
    store = Counting()
    store.add(HERE, draft("The zebra slept."), limits=LIMITS)
    cache = IndexCache(store, [], memory_budget=PLENTY)
    cache.renew(HERE)
    assert store.views == cache.open_collections == []


class Moving(MemoryStore):
    """A store that changes a few times while it is read."""

    times = 0

    @contextmanager
    def snapshot(
        self, collection_id: CollectionId, known: Stamps, *, since: Version | None = None
    ) -> Iterator[Snapshot]:
        with super().snapshot(collection_id, known, since=since) as found:
            yield replace(found, news=self._until_it_changes(found.news))

    def _until_it_changes(self, news: Iterator[Sequence[Content]]) -> Iterator[Sequence[Content]]:
        yield next(news)
        if self.times:
            self.times -= 1
            raise StaleError("it has changed")


def test_what_changes_while_it_is_read_is_read_again() -> None:
    store = Moving()
    cache = IndexCache(store, [SHIPS], memory_budget=PLENTY)
    store.add(HERE, draft("The zebra slept.", "zebra"), limits=LIMITS)
    store.times = 2
    assert names(cache, HERE) == ["zebra", "ships"]
    store.add(HERE, draft("The yak danced.", "yak"), limits=LIMITS)
    store.times = 99
    with pytest.raises(LockedError, match="it has changed"):
        names(cache, HERE)
    store.times = 0
    assert names(cache, HERE) == ["yak", "zebra", "ships"]
