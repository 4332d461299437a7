"""What every store promises: adding, seeing, changing, removing. See `tests.store.conftest`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from index.errors import ArticleError, LimitError, UnknownArticleError
from index.limits import CollectionLimits, OwnLimits
from index.model import SHARED, Block, Forgotten, LeftOut, Purged, Usage
from index.store import rules
from index.store.memory import MemoryStore
from index.store.portable import analyzed, export_lines, parse_line
from index.store.protocol import Content, Draft, Stored
from index.text.analysis import ANALYSIS_VERSION, analyze
from tests.store.articles import (
    ALICE,
    HERE,
    LIMITS,
    MINUTE,
    NOW,
    THERE,
    article,
    draft,
    news,
    stamps,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.model import CollectionId
    from index.store.protocol import Store, Version

ZEBRA, YAK = "The zebra slept. It snored.", "The yak danced."
HERON = "The heron waded."


def seen(store: Store, collection_id: CollectionId) -> dict[str, str]:
    """The texts that a collection sees, by id."""
    return {c.article.id: c.article.text for c in news(store, collection_id)}


def test_an_added_article_is_there_as_it_was(store: Store) -> None:
    added = store.add(HERE, draft(ZEBRA), limits=LIMITS)
    assert added.created
    record = added.record
    assert record.id == record.revision[:8]
    assert (record.characters, record.passages, record.added_by) == (len(ZEBRA), 2, 7)
    assert (record.added_at, record.updated_at, record.shared) == (NOW, None, False)
    assert store.article(HERE, record.id) == article(ZEBRA, record.id)
    assert store.record(HERE, record.id) == record
    assert store.records(HERE) == [record]
    (content,) = news(store)
    assert content == replace(draft(ZEBRA).content, article=article(ZEBRA, record.id))


def test_a_collection_does_not_see_another_one(store: Store) -> None:
    added = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    for other in (THERE, ALICE, SHARED):
        assert seen(store, other) == {}
        assert store.records(other) == []
        assert store.article(other, added.id) is None
        assert store.record(other, added.id) is None
        with pytest.raises(UnknownArticleError):
            store.remove(other, added.id, now=NOW)


def test_the_same_text_is_the_same_article(store: Store) -> None:
    first = store.add(HERE, draft(ZEBRA), limits=LIMITS)
    again = store.add(HERE, draft(ZEBRA, title="Another title"), limits=LIMITS)
    assert (again.record, again.created) == (first.record, False)
    elsewhere = store.add(THERE, draft(ZEBRA), limits=LIMITS)
    assert elsewhere.created
    assert elsewhere.record.id == first.record.id


def test_a_taken_id_is_made_longer_and_a_chosen_one_is_refused(store: Store) -> None:
    revision = article(ZEBRA).revision
    taken = {revision[:8], revision[:9]}
    assert store.add(HERE, draft(ZEBRA), limits=LIMITS, taken=taken).record.id == revision[:10]
    store.add(HERE, draft(YAK, "yak"), limits=LIMITS)
    with pytest.raises(ArticleError, match="“yak”"):
        store.add(HERE, draft("Another yak.", "yak"), limits=LIMITS)
    assert store.add(THERE, draft("Another yak.", "yak"), limits=LIMITS).created


def test_every_collection_sees_the_shared_articles(store: Store) -> None:
    shared = store.add(SHARED, draft(ZEBRA, by=None), limits=LIMITS).record
    assert shared.shared
    store.add(HERE, draft(YAK), limits=LIMITS)
    assert sorted(seen(store, HERE).values()) == [YAK, ZEBRA]
    assert list(seen(store, THERE).values()) == [ZEBRA]
    assert store.record(THERE, shared.id) == shared
    assert store.article(THERE, shared.id) == article(ZEBRA, shared.id)
    again = store.add(THERE, draft(ZEBRA), limits=LIMITS)
    assert (again.record, again.created) == (shared, False)
    with pytest.raises(UnknownArticleError):
        store.rename(THERE, shared.id, "Mine", by=1, now=NOW)


def test_a_hidden_article_is_hidden_in_one_collection(store: Store) -> None:
    shared = store.add(SHARED, draft(ZEBRA), limits=LIMITS).record
    store.hide(HERE, shared.id)
    assert seen(store, HERE) == {}
    assert seen(store, THERE) == {shared.id: ZEBRA}
    assert store.records(HERE) == [replace(shared, hidden=True)]
    assert store.record(HERE, shared.id) == replace(shared, hidden=True)
    with store.snapshot(HERE, {}) as found:
        assert found.hidden == store.hidden(HERE) == {shared.id}
    store.show(HERE, shared.id)
    assert seen(store, HERE) == {shared.id: ZEBRA}
    store.hide(HERE, shared.id)
    again = store.add(HERE, draft(ZEBRA), limits=LIMITS)
    assert (again.record, again.created) == (shared, False)
    assert seen(store, HERE) == {shared.id: ZEBRA}


def test_an_own_article_goes_before_a_shared_one_of_the_same_id(store: Store) -> None:
    store.add(HERE, draft(YAK, "animal"), limits=LIMITS)
    store.add(SHARED, draft(ZEBRA, "animal"), limits=LIMITS)
    assert seen(store, HERE) == {"animal": YAK}
    assert [record.shared for record in store.records(HERE)] == [False]
    store.remove(HERE, "animal", now=NOW)
    assert seen(store, HERE) == {"animal": ZEBRA}


def test_a_shared_text_whose_id_an_own_article_has_can_be_added(store: Store) -> None:
    own = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    store.update(HERE, own.id, draft(YAK), limits=LIMITS)
    shared = store.add(SHARED, draft(ZEBRA), limits=LIMITS).record
    assert shared.id == own.id
    assert store.with_text(HERE, shared.revision) is None
    added = store.add(HERE, draft(ZEBRA), limits=LIMITS)
    assert added.created
    assert seen(store, HERE) == {own.id: YAK, added.record.id: ZEBRA}
    assert store.add(THERE, draft(ZEBRA), limits=LIMITS).record == shared


def test_an_update_keeps_the_id_and_the_earlier_text(store: Store) -> None:
    old = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    new = store.update(
        HERE, old.id, draft(YAK, title="Yaks", by=8, now=NOW + MINUTE), limits=LIMITS
    )
    assert (new.id, new.title, new.characters, new.passages) == (old.id, "Yaks", len(YAK), 1)
    assert (new.added_at, new.added_by) == (NOW, 7)
    assert (new.updated_at, new.updated_by) == (NOW + MINUTE, 8)
    assert store.records(HERE) == [new]
    assert seen(store, HERE) == {old.id: YAK}
    assert store.earlier(HERE, old.id, old.revision[:8]) == ZEBRA
    assert store.earlier(HERE, old.id, new.revision[:8]) is None
    assert store.earlier(THERE, old.id, old.revision[:8]) is None
    back = store.update(HERE, old.id, draft(ZEBRA), limits=LIMITS)
    assert store.earlier(HERE, old.id, back.revision[:8]) is None
    assert store.earlier(HERE, old.id, new.revision[:8]) == YAK
    assert store.usage(HERE).earlier == 1


def test_an_update_to_the_text_of_another_article_is_refused(store: Store) -> None:
    store.add(HERE, draft(ZEBRA, title="Zebras"), limits=LIMITS)
    yak = store.add(HERE, draft(YAK), limits=LIMITS).record
    with pytest.raises(ArticleError, match="“Zebras” already has exactly this text"):
        store.update(HERE, yak.id, draft(ZEBRA), limits=LIMITS)
    assert YAK in seen(store, HERE).values()


def test_a_new_title_is_all_that_changes(store: Store) -> None:
    old = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    new = store.rename(HERE, old.id, "Zebras", by=8, now=NOW + MINUTE)
    assert new == replace(old, title="Zebras", updated_at=NOW + MINUTE, updated_by=8)
    assert store.records(HERE) == [new]
    (content,) = news(store)
    assert content.article.title == "Zebras"
    assert store.earlier(HERE, old.id, old.revision) is None


def test_a_removed_article_can_be_restored_for_a_while(store: Store) -> None:
    old = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    assert store.remove(HERE, old.id, now=NOW) == old
    assert seen(store, HERE) == {}
    assert (store.records(HERE), store.article(HERE, old.id)) == ([], None)
    with pytest.raises(UnknownArticleError):
        store.remove(HERE, old.id, now=NOW)
    with pytest.raises(UnknownArticleError):
        store.restore(HERE, old.id, since=NOW + MINUTE, limits=LIMITS)
    for _ in range(2):
        assert store.restore(HERE, old.id, since=NOW, limits=LIMITS) == old
    assert seen(store, HERE) == {old.id: ZEBRA}


def test_what_was_removed_is_purged_in_time(store: Store) -> None:
    old = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    store.remove(HERE, old.id, now=NOW)
    assert store.purge(removed_before=NOW, left_before=NOW) == Purged(0, ())
    assert store.usage(HERE).removed == 1
    assert store.purge(removed_before=NOW + MINUTE, left_before=NOW) == Purged(1, ())
    with pytest.raises(UnknownArticleError):
        store.restore(HERE, old.id, since=NOW, limits=LIMITS)


def test_a_removed_text_can_be_added_again_and_is_then_no_longer_restored(store: Store) -> None:
    old = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    store.remove(HERE, old.id, now=NOW)
    again = store.add(HERE, draft(ZEBRA, by=9), limits=LIMITS)
    assert again.created
    assert again.record.id == old.id
    assert store.restore(HERE, old.id, since=NOW, limits=LIMITS) == again.record
    store.remove(HERE, old.id, now=NOW)
    store.add(HERE, draft(ZEBRA, "zebra", title="Zebras"), limits=LIMITS)
    with pytest.raises(ArticleError, match="“Zebras”"):
        store.restore(HERE, old.id, since=NOW, limits=LIMITS)
    assert list(seen(store, HERE)) == ["zebra"]


def test_over_a_limit_nothing_is_added(store: Store) -> None:
    few = CollectionLimits(articles=2, passages=3)
    zebra = store.add(HERE, draft(ZEBRA), limits=few).record
    with pytest.raises(LimitError, match="4 passages here; the most is 3"):
        store.add(HERE, draft("One. Two."), limits=few)
    store.add(HERE, draft(YAK), limits=few)
    with pytest.raises(LimitError, match="is full: 2 articles"):
        store.add(HERE, draft("Three."), limits=few)
    with pytest.raises(LimitError, match="passages"):
        store.update(HERE, zebra.id, draft("One. Two. Three."), limits=few)
    assert sorted(seen(store, HERE).values()) == [YAK, ZEBRA]
    store.remove(HERE, zebra.id, now=NOW)
    store.add(HERE, draft("Three."), limits=few)
    with pytest.raises(LimitError):
        store.restore(HERE, zebra.id, since=NOW, limits=few)
    for number in range(4):
        assert store.add(SHARED, draft(f"Number {number}."), limits=few).created


def test_every_change_that_a_collection_sees_makes_another_version(store: Store) -> None:
    def versions() -> list[object]:
        return [store.version(collection) for collection in (HERE, THERE, SHARED)]

    assert all(store.version(collection).bare for collection in (HERE, THERE, SHARED))
    before = versions()
    record = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    changes: list[Callable[[], object]] = [
        lambda: store.rename(HERE, record.id, "Zebras", by=None, now=NOW),
        lambda: store.update(HERE, record.id, draft(YAK), limits=LIMITS),
        lambda: store.remove(HERE, record.id, now=NOW),
        lambda: store.restore(HERE, record.id, since=NOW, limits=LIMITS),
        lambda: store.hide(HERE, "seed"),
        lambda: store.show(HERE, "seed"),
    ]
    for change in changes:
        after = versions()
        assert after[0] != before[0]
        assert after[1:] == before[1:]
        assert store.version(HERE).own > 0
        before = after
        change()
    before = versions()
    store.add(SHARED, draft(ZEBRA), limits=LIMITS)
    assert all(old != new for old, new in zip(before, versions(), strict=True))
    before = versions()
    store.add(HERE, draft(YAK), limits=LIMITS)
    store.keep_analyses(HERE, [])
    assert versions() == before


def test_a_version_is_not_had_again_by_going_another_way(store: Store, other: Store) -> None:
    """As two copies of a store do, of which one then takes the place of the other."""
    for kept in (store, other):
        kept.add(HERE, draft(ZEBRA, "zebra"), limits=LIMITS)
        kept.add(SHARED, draft(YAK, "yak"), limits=LIMITS)
    for collection in (HERE, SHARED):
        assert store.version(collection).own != other.version(collection).own
        assert store.version(collection).shared != other.version(collection).shared
    assert news(store, HERE, stamps(other)) == news(store)


def test_a_version_is_not_had_again_after_everything_was_forgotten(store: Store) -> None:
    had = set()
    for _ in range(3):
        store.add(ALICE, draft(ZEBRA), limits=LIMITS)
        had.add(store.version(ALICE).own)
        store.forget_person(ALICE.number)
    assert len(had) == 3


def test_what_is_written_together_is_kept_together(store: Store, other: Store) -> None:
    other.add(HERE, draft(ZEBRA, "zebra"), limits=LIMITS)
    other.add(SHARED, draft(YAK, "yak"), limits=LIMITS)
    with store.together():
        assert all(store.put(stored) for stored in other.export())
        assert store.hide(THERE, "yak")
        assert not store.hide(THERE, "yak")
    assert list(store.export()) == list(other.export())
    assert store.hidden(THERE) == {"yak"}


def take_over(store: Store, other: Store) -> None:
    """Put all that another store has into a store, and hide something; the yak comes last."""
    with store.together():
        store.hide(THERE, "yak")
        for stored in sorted(other.export(), key=lambda stored: stored.record.id == "yak"):
            store.put(stored)


def test_nothing_of_what_is_written_together_is_kept_when_it_fails(
    store: Store, other: Store
) -> None:
    store.add(HERE, draft(YAK, "yak"), limits=LIMITS)
    other.add(HERE, draft(ZEBRA, "zebra"), limits=LIMITS)
    other.add(HERE, draft("Another yak.", "yak"), limits=LIMITS)
    before = [store.version(collection) for collection in (HERE, THERE, SHARED)]
    with pytest.raises(ArticleError, match="“A title” has the id “yak” already"):
        take_over(store, other)
    assert seen(store, HERE) == {"yak": YAK}
    assert store.hidden(THERE) == frozenset()
    assert store.collections() == [HERE]
    assert [store.version(collection) for collection in (HERE, THERE, SHARED)] == before
    assert store.add(HERE, draft(ZEBRA), limits=LIMITS).created


def test_a_change_that_is_refused_among_others_changes_nothing_itself(
    store: Store, other: Store
) -> None:
    store.add(HERE, draft(YAK, "yak"), limits=LIMITS)
    other.add(HERE, draft(ZEBRA, "zebra"), limits=LIMITS)
    (stored,) = other.export()
    with store.together():
        store.put(stored)
        with pytest.raises(UnknownArticleError):
            store.rename(HERE, "gnu", "Gnus", by=None, now=NOW)
        with pytest.raises(ArticleError):
            store.update(HERE, "yak", draft(ZEBRA), limits=LIMITS)
    assert seen(store, HERE) == {"yak": YAK, "zebra": ZEBRA}


def test_a_collection_without_anything_of_its_own_is_bare(store: Store) -> None:
    record = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    assert not store.version(HERE).bare
    store.remove(HERE, record.id, now=NOW)
    assert store.version(HERE).bare
    store.hide(HERE, "seed")
    assert not store.version(HERE).bare
    store.show(HERE, "seed")
    assert store.version(HERE).bare


@dataclass
class Reader:
    """Knows what a collection sees, and takes over what changed; ``told`` is what it was told."""

    store: Store
    collection_id: CollectionId = HERE
    known: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    since: Version | None = None
    told: set[str] = field(default_factory=set)

    def catch_up(self) -> dict[str, str]:
        with self.store.snapshot(self.collection_id, self.known, since=self.since) as found:
            self.told = found.changed.keys() | found.gone
            assert found.changed.keys().isdisjoint(found.gone)
            assert found.gone <= self.known.keys()
            for article_id in found.gone:
                del self.known[article_id], self.texts[article_id]
            contents = [content for batch in found.news for content in batch]
            assert sorted(c.article.id for c in contents) == sorted(found.changed)
            self.texts |= {c.article.id: c.article.text for c in contents}
            self.known |= found.changed
            self.since = found.version
        return self.texts


def test_who_catches_up_is_told_what_changed_and_what_is_gone(store: Store) -> None:
    zebra = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    reader = Reader(store)
    assert reader.catch_up() == {zebra.id: ZEBRA}
    yak = store.add(HERE, draft(YAK), limits=LIMITS).record
    reader.catch_up()
    assert reader.told == {yak.id}
    store.rename(HERE, zebra.id, "Zebras", by=None, now=NOW)
    assert reader.catch_up() == {zebra.id: ZEBRA, yak.id: YAK}
    assert reader.told == {zebra.id}
    reader.catch_up()
    assert reader.told == set()
    assert reader.since == store.version(HERE)
    store.remove(HERE, yak.id, now=NOW)
    assert reader.catch_up() == {zebra.id: ZEBRA}
    assert reader.told == {yak.id}


def test_whoever_catches_up_however_seldom_has_what_there_is(store: Store) -> None:
    changes: list[Callable[[], object]] = [
        lambda: store.add(HERE, draft(ZEBRA, "zebra"), limits=LIMITS),
        lambda: store.add(HERE, draft("My gnu.", "gnu"), limits=LIMITS),
        lambda: store.add(SHARED, draft("The gnu sang.", "gnu"), limits=LIMITS),
        lambda: store.add(SHARED, draft("The emu ran.", "emu"), limits=LIMITS),
        lambda: store.hide(HERE, "emu"),
        lambda: store.add(SHARED, draft(YAK, "yak"), limits=LIMITS),
        lambda: store.remove(HERE, "gnu", now=NOW),
        lambda: store.show(HERE, "emu"),
        lambda: store.purge(removed_before=NOW + MINUTE, left_before=NOW),
        lambda: store.update(SHARED, "gnu", draft("The gnu slept."), limits=LIMITS),
        lambda: store.remove(SHARED, "yak", now=NOW),
        lambda: store.restore(SHARED, "yak", since=NOW, limits=LIMITS),
        lambda: store.remove(HERE, "zebra", now=NOW),
        lambda: store.purge(removed_before=NOW + MINUTE, left_before=NOW),
        lambda: store.add(HERE, draft("Another zebra.", "zebra"), limits=LIMITS),
        lambda: store.hide(HERE, "gnu"),
        lambda: store.remove(SHARED, "gnu", now=NOW),
        lambda: store.hide(HERE, "nothing"),
    ]
    readers = [(Reader(store, place), often) for place in (HERE, SHARED) for often in (1, 2, 3, 5)]
    for number, change in enumerate(changes, 1):
        change()
        for reader, often in readers:
            if number % often == 0:
                assert reader.catch_up() == seen(store, reader.collection_id), (number, often)


def test_who_comes_from_a_copy_that_went_another_way_has_what_there_is(
    store: Store, other: Store
) -> None:
    """As after the restore of a backup, when a process goes on that has seen more."""
    for kept in (other, store):
        kept.add(HERE, draft(ZEBRA, "zebra"), limits=LIMITS)
    other.add(HERE, draft(YAK, "yak"), limits=LIMITS)
    other.hide(HERE, "nothing")
    reader = Reader(other)
    assert reader.catch_up() == {"zebra": ZEBRA, "yak": YAK}
    for _ in range(2):
        reader.store = store
        assert reader.catch_up() == seen(store, HERE)
        store.add(HERE, draft("The gnu sang.", "gnu"), limits=LIMITS)
        reader.store = other
        assert reader.catch_up() == {"zebra": ZEBRA, "yak": YAK}


def test_what_is_large_is_read_a_few_articles_at_a_time(store: Store) -> None:
    long = "The zebra slept. " * (rules.BATCH // 40)
    for number in range(6):
        store.add(HERE, draft(f"{number} {long}", f"zebra-{number}"), limits=LIMITS)
    store.add(HERE, draft(YAK, "yak"), limits=LIMITS)
    with store.snapshot(HERE, {}) as found:
        batches = [[content.article.id for content in contents] for contents in found.news]
    assert sorted(i for batch in batches for i in batch) == sorted(found.changed)
    if not isinstance(store, MemoryStore):  # there, all is in memory anyway
        assert max(map(len, batches)) < len(found.changed) / 2


def test_the_versions_of_several_collections_are_those_of_each(store: Store) -> None:
    store.add(HERE, draft(ZEBRA), limits=LIMITS)
    store.add(SHARED, draft(YAK), limits=LIMITS)
    places = [HERE, THERE, SHARED, ALICE]
    assert store.versions(places) == {place: store.version(place) for place in places}
    assert store.versions([]) == {}


def test_a_renewed_analysis_is_kept_unless_the_text_has_changed(store: Store) -> None:
    record = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    (content,) = news(store)
    version = store.version(HERE)
    store.keep_analyses(HERE, [(replace(content, analysis=b"new", analysis_version=99), 5)])
    (kept,) = news(store)
    assert (kept.analysis, kept.analysis_version) == (b"new", 99)
    assert store.records(HERE)[0].passages == 5
    assert store.version(HERE) == version
    store.update(HERE, record.id, draft(YAK), limits=LIMITS)
    store.keep_analyses(HERE, [(replace(content, analysis=b"late"), 5)])
    (kept,) = news(store)
    assert kept.analysis == draft(YAK).content.analysis


def test_an_analysis_of_later_code_is_not_replaced(store: Store) -> None:
    store.add(HERE, draft(ZEBRA), limits=LIMITS)
    shared = store.add(SHARED, draft(YAK), limits=LIMITS).record
    old = {content.article.id: content for content in news(store)}
    later = [
        (replace(content, analysis=b"later", analysis_version=99), 5) for content in old.values()
    ]
    store.keep_analyses(HERE, later)
    store.keep_analyses(HERE, [(content, 1) for content in old.values()])
    for content in news(store):
        assert (content.analysis, content.analysis_version) == (b"later", 99)
    record = store.record(SHARED, shared.id)
    assert record is not None
    assert record.passages == 5
    mended = [(replace(content, analysis=b"mended"), 6) for content, _ in later]
    store.keep_analyses(HERE, mended)
    assert {content.analysis for content in news(store)} == {b"mended"}


def test_what_is_kept_is_counted(store: Store) -> None:
    assert store.usage(HERE) == Usage(0, 0, 0, 0, 0, 0)
    zebra = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    store.add(HERE, draft(YAK), limits=LIMITS)
    store.update(HERE, zebra.id, draft("Zebras sleep."), limits=LIMITS)
    other = store.add(HERE, draft("Gone."), limits=LIMITS).record
    store.remove(HERE, other.id, now=NOW)
    store.hide(HERE, "seed")
    assert store.usage(HERE) == Usage(2, 2, len("Zebras sleep.") + len(YAK), 1, 1, 1)
    assert store.usage(THERE) == Usage(0, 0, 0, 0, 0, 0)
    assert store.collections() == [HERE]


def test_a_person_is_forgotten(store: Store) -> None:
    store.add(ALICE, draft(ZEBRA, by=7), limits=LIMITS)
    removed = store.add(ALICE, draft(YAK, by=7), limits=LIMITS).record
    store.remove(ALICE, removed.id, now=NOW)
    store.hide(ALICE, "seed")
    store.add(HERE, draft(ZEBRA, by=7), limits=LIMITS)
    other = store.add(HERE, draft(YAK, by=8), limits=LIMITS).record
    assert store.forget_person(7) == Forgotten(articles=2, names=1)
    assert seen(store, ALICE) == {}
    assert store.usage(ALICE) == Usage(0, 0, 0, 0, 0, 0)
    assert store.collections() == [HERE]
    assert {record.added_by for record in store.records(HERE)} == {None, 8}
    assert store.record(HERE, other.id) == other
    assert store.forget_person(7) == Forgotten(0, 0)


def test_the_articles_of_a_server_that_was_left_are_purged_in_time(store: Store) -> None:
    for collection in (HERE, THERE):
        store.add(collection, draft(ZEBRA), limits=LIMITS)
    store.server_left(HERE.number, now=NOW)
    store.server_left(HERE.number, now=NOW + 9 * MINUTE)
    store.server_left(THERE.number, now=NOW)
    store.server_left(99, now=NOW)
    store.server_joined(THERE.number)
    assert store.servers_left() == {HERE.number: NOW}
    assert store.purge(removed_before=NOW, left_before=NOW) == Purged(0, ())
    purged = store.purge(removed_before=NOW, left_before=NOW + MINUTE)
    assert purged == Purged(0, (HERE,))
    assert store.servers_left() == {}
    assert store.collections() == [THERE]
    assert seen(store, HERE) == {}
    version = store.version(HERE)
    store.add(HERE, draft(ZEBRA), limits=LIMITS)
    assert store.version(HERE) != version


def test_of_the_servers_that_were_left_only_those_named_are_purged(store: Store) -> None:
    for collection in (HERE, THERE):
        store.add(collection, draft(ZEBRA), limits=LIMITS)
        store.server_left(collection.number, now=NOW)
    late = NOW + MINUTE
    assert not store.purge(removed_before=NOW, left_before=late, servers=set()).collections
    purged = store.purge(removed_before=NOW, left_before=late, servers={THERE.number, 99})
    assert purged == Purged(0, (THERE,))
    assert store.collections() == [HERE]


def test_the_role_that_may_change_a_collection_is_kept_with_it(store: Store) -> None:
    assert store.allowed_role(HERE) is None
    store.allow_role(HERE, 2**62)
    assert (store.allowed_role(HERE), store.allowed_role(THERE)) == (2**62, None)
    assert store.version(HERE).bare
    store.add(HERE, draft(ZEBRA), limits=LIMITS)
    assert store.allowed_role(HERE) == 2**62
    store.allow_role(HERE, None)
    assert store.allowed_role(HERE) is None
    store.allow_role(HERE, 5)
    store.server_left(HERE.number, now=NOW)
    store.purge(removed_before=NOW, left_before=NOW + MINUTE)
    assert store.allowed_role(HERE) is None


def test_limits_of_its_own_are_kept_with_a_collection(store: Store) -> None:
    assert store.limits() == {}
    own = OwnLimits(articles=2, user_questions=3)
    store.limit(HERE, own)
    store.limit(THERE, OwnLimits(1, 2, 3, 4))
    assert store.limits() == {HERE: own, THERE: OwnLimits(1, 2, 3, 4)}
    assert store.version(HERE).bare
    store.limit(THERE, OwnLimits(passages=9))
    assert store.limits()[THERE] == OwnLimits(passages=9)
    store.limit(THERE, OwnLimits())
    assert store.limits() == {HERE: own}
    store.server_left(HERE.number, now=NOW)
    store.purge(removed_before=NOW, left_before=NOW + MINUTE)
    assert store.limits() == {}


def test_limits_of_its_own_go_before_those_of_all(store: Store) -> None:
    one = replace(LIMITS, articles=1)
    store.limit(HERE, OwnLimits(articles=2))
    store.add(HERE, draft(ZEBRA), limits=one)
    store.add(HERE, draft(HERON), limits=one)
    with pytest.raises(LimitError, match="full: 2 articles"):
        store.add(HERE, draft(YAK), limits=LIMITS)
    store.limit(HERE, OwnLimits(articles=9, passages=3))
    with pytest.raises(LimitError, match="the most is 3"):
        store.add(HERE, draft(YAK), limits=LIMITS)
    store.limit(HERE, OwnLimits())
    store.add(HERE, draft(YAK), limits=LIMITS)
    store.add(THERE, draft(ZEBRA), limits=one)
    with pytest.raises(LimitError):
        store.add(THERE, draft(HERON), limits=one)


def test_an_export_put_into_an_empty_store_is_the_same(store: Store, other: Store) -> None:
    zebra = store.add(HERE, draft(ZEBRA), limits=LIMITS).record
    store.update(HERE, zebra.id, draft(YAK, by=None, now=NOW + MINUTE), limits=LIMITS)
    store.add(SHARED, draft(ZEBRA), limits=LIMITS)
    gone = store.add(THERE, draft("Gone."), limits=LIMITS).record
    store.remove(THERE, gone.id, now=NOW)
    everything = list(store.export())
    assert [stored.collection_id for stored in everything] == [HERE, SHARED]
    assert all(other.put(stored) for stored in everything)
    assert list(other.export()) == everything
    assert not any(other.put(stored) for stored in everything)
    assert other.earlier(HERE, zebra.id, zebra.revision[:8]) == ZEBRA


def test_what_is_put_does_not_replace_another_text(store: Store, other: Store) -> None:
    store.add(HERE, draft(ZEBRA, "zebra", title="New"), limits=LIMITS)
    other.add(HERE, draft(YAK, "zebra", title="Old"), limits=LIMITS)
    (stored,) = store.export()
    with pytest.raises(ArticleError, match="“Old” has the id “zebra”"):
        other.put(stored)
    other.remove(HERE, "zebra", now=NOW)
    other.add(HERE, draft(ZEBRA, "other", title="Old"), limits=LIMITS)
    with pytest.raises(ArticleError, match="“Old” already has exactly this text"):
        other.put(stored)


@pytest.mark.parametrize("text", ["", "\0", "é\n\u2028\u202e", "😀" * 1000, "x\ty  z \n\n"])
def test_any_text_comes_back_to_the_letter(store: Store, text: str) -> None:
    title = text.replace("\0", "") or "-"  # no metadata with U+0000 comes as far as a store
    record = store.add(HERE, draft(text, title=title), limits=LIMITS).record
    assert store.article(HERE, record.id) == article(text, record.id, title)
    store.update(HERE, record.id, draft("Something else."), limits=LIMITS)
    assert store.earlier(HERE, record.id, record.revision) == text


def test_closing_twice_is_fine(store: Store) -> None:
    store.close()
    store.close()


def test_the_structure_of_a_document_is_kept_and_exported(store: Store) -> None:
    text = "Rules\n\nBe kind.\nNo spam."
    written = replace(
        article(text, "rules"),
        outline=(
            Block("heading", 0, 5, 1),
            Block("page", 7, 24, label="2"),
            Block("item", 7, 15, 1, "1"),
            Block("row", 16, 24, cells=((16, 18), (19, 24))),
        ),
        left_out=(LeftOut("Home · Contact", "menu"),),
    )
    analysis = analyze(written)
    content = Content(written, analysis.to_bytes(), ANALYSIS_VERSION)
    store.add(HERE, Draft(content, passages=2, left_out=1, by=7, now=NOW), limits=LIMITS)
    kept = store.article(HERE, "rules")
    assert kept == written
    other = MemoryStore()
    for number, line in enumerate(export_lines(store)):
        item = parse_line(line.encode(), first=number == 0)
        if isinstance(item, Stored):
            assert other.put(analyzed(item))
    assert other.article(HERE, "rules") == written
    (exported,) = other.export()
    assert (exported.record.passages, exported.record.left_out) == (2, 1)
    plain = draft(text, "rules")
    store.update(HERE, "rules", plain, limits=LIMITS)
    renewed = store.article(HERE, "rules")
    assert renewed is not None
    assert (renewed.outline, renewed.left_out) == ((), ())
