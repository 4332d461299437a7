"""A store that lasts as long as the process: for one run of the command, and for tests."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import TYPE_CHECKING

from index.model import SHARED, Added, Article, CollectionId, Forgotten, Kept, Purged, Record
from index.store.protocol import Content, Draft, Earlier, State, Stored, View
from index.store.rules import free_id, next_change, record_of, same_id, same_text, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set
    from datetime import datetime

    from index.limits import CollectionLimits


@dataclass(slots=True)
class _Shelf:
    """A collection's own articles."""

    change: int = 0
    present: dict[str, Stored] = field(default_factory=dict)
    stamps: dict[str, int] = field(default_factory=dict)
    removed: dict[str, tuple[Stored, datetime]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    allowed_role: int | None = None
    left: datetime | None = None

    def copied(self) -> _Shelf:
        """Return a shelf that stays as this one is now."""
        return replace(
            self,
            present=dict(self.present),
            stamps=dict(self.stamps),
            removed=dict(self.removed),
            hidden=set(self.hidden),
        )


class MemoryStore:
    """Keeps articles in memory; see `index.store.protocol.Store` for what each method promises."""

    def __init__(self) -> None:
        self._shelves: dict[CollectionId, _Shelf] = {}
        self._changes = 0
        self._lock = RLock()

    # Reading

    def state(self, collection_id: CollectionId) -> State:
        with self._lock:
            own, shared = self._of(collection_id), self._of(SHARED)
            bare = collection_id == SHARED or not (own.present or own.hidden)
            return State(own.change, shared.change, bare)

    def view(self, collection_id: CollectionId, known: Mapping[str, int]) -> View:
        with self._lock:
            own, shared = self._of(collection_id), self._of(SHARED)
            seen = {i: s for i, s in shared.present.items() if i not in own.hidden} | own.present
            stamps = {i: own.stamps.get(i) or shared.stamps[i] for i in seen}
            news = tuple(seen[i].content for i, stamp in stamps.items() if known.get(i) != stamp)
            return View(self.state(collection_id), stamps, frozenset(own.hidden), news)

    def records(self, collection_id: CollectionId) -> list[Record]:
        with self._lock:
            own = self._of(collection_id)
            shared = self._of(SHARED).present if collection_id != SHARED else {}
            operators = {
                i: replace(stored.record, hidden=i in own.hidden) for i, stored in shared.items()
            }
            return list((operators | {i: s.record for i, s in own.present.items()}).values())

    def record(self, collection_id: CollectionId, article_id: str) -> Record | None:
        return next((r for r in self.records(collection_id) if r.id == article_id), None)

    def article(self, collection_id: CollectionId, article_id: str) -> Article | None:
        stored = self._find(collection_id, article_id)
        return stored.content.article if stored else None

    def with_text(self, collection_id: CollectionId, revision: str) -> Record | None:
        found = (r for r in self.records(collection_id) if r.revision == revision)
        return min(found, key=lambda record: record.shared, default=None)

    def earlier(self, collection_id: CollectionId, article_id: str, revision: str) -> str | None:
        stored = self._find(collection_id, article_id)
        found = (
            [e.text for e in stored.earlier if e.revision.startswith(revision)] if stored else []
        )
        return found[0] if len(found) == 1 else None

    def hidden(self, collection_id: CollectionId) -> frozenset[str]:
        with self._lock:
            return frozenset(self._of(collection_id).hidden)

    def kept(self, collection_id: CollectionId) -> Kept:
        with self._lock:
            shelf = self._of(collection_id)
            present = shelf.present.values()
            return Kept(
                articles=len(present),
                passages=sum(stored.record.passages for stored in present),
                characters=sum(stored.record.characters for stored in present),
                earlier=sum(len(stored.earlier) for stored in present),
                removed=len(shelf.removed),
                hidden=len(shelf.hidden),
            )

    def collections(self) -> list[CollectionId]:
        with self._lock:
            return sorted(self._shelves)

    # Writing

    def add(
        self,
        collection_id: CollectionId,
        draft: Draft,
        *,
        limits: CollectionLimits,
        taken: Set[str] = frozenset(),
    ) -> Added:
        article = draft.content.article
        with self._lock:
            if record := self.with_text(collection_id, article.revision):
                self.show(collection_id, record.id)
                return Added(replace(record, hidden=False), created=False)
            shelf, shared = self._of(collection_id), self._of(SHARED)
            _check_room(collection_id, shelf, draft.passages, limits)
            article_id = free_id(
                article, lambda i: i in taken or i in shelf.present or i in shared.present
            )
            shelf = self._changed(collection_id)
            shelf.removed.pop(article_id, None)
            record = record_of(draft, article_id, shared=collection_id == SHARED)
            content = replace(draft.content, article=replace(article, id=article_id))
            self._keep(shelf, Stored(collection_id, record, content))
            return Added(record, created=True)

    def update(
        self, collection_id: CollectionId, article_id: str, draft: Draft, *, limits: CollectionLimits
    ) -> Record:
        with self._lock:
            old = self._own(collection_id, article_id)
            article = replace(draft.content.article, id=article_id)
            shelf = self._of(collection_id)
            _refuse_same_text(shelf, article)
            _check_room(collection_id, shelf, draft.passages - old.record.passages, limits, articles=0)
            record = replace(
                record_of(draft, article_id, shared=old.record.shared),
                added_at=old.record.added_at,
                added_by=old.record.added_by,
                updated_at=draft.now,
                updated_by=draft.by,
            )
            earlier = tuple(e for e in old.earlier if e.revision != article.revision)
            if old.record.revision != article.revision:
                text = old.content.article.text
                earlier = (*earlier, Earlier(old.record.revision, text, draft.now))
            content = replace(draft.content, article=article)
            self._keep(self._changed(collection_id), Stored(collection_id, record, content, earlier))
            return record

    def rename(
        self,
        collection_id: CollectionId,
        article_id: str,
        title: str,
        *,
        by: int | None,
        now: datetime,
    ) -> Record:
        with self._lock:
            old = self._own(collection_id, article_id)
            record = replace(old.record, title=title, updated_at=now, updated_by=by)
            content = replace(old.content, article=replace(old.content.article, title=title))
            shelf = self._changed(collection_id)
            self._keep(shelf, replace(old, record=record, content=content))
            return record

    def remove(self, collection_id: CollectionId, article_id: str, *, now: datetime) -> Record:
        with self._lock:
            old = self._own(collection_id, article_id)
            shelf = self._changed(collection_id)
            del shelf.present[article_id], shelf.stamps[article_id]
            shelf.removed[article_id] = (old, now)
            return old.record

    def restore(
        self,
        collection_id: CollectionId,
        article_id: str,
        *,
        since: datetime,
        limits: CollectionLimits,
    ) -> Record:
        with self._lock:
            shelf = self._of(collection_id)
            if article_id in shelf.present:
                return shelf.present[article_id].record
            stored, at = shelf.removed.get(article_id, (None, since))
            if stored is None or at < since:
                raise unknown(article_id)
            _refuse_same_text(shelf, stored.content.article)
            _check_room(collection_id, shelf, stored.record.passages, limits)
            del shelf.removed[article_id]
            self._keep(self._changed(collection_id), stored)
            return stored.record

    def hide(self, collection_id: CollectionId, article_id: str) -> bool:
        with self._lock:
            hidden = self._changed(collection_id).hidden
            news = article_id not in hidden
            hidden.add(article_id)
            return news

    def show(self, collection_id: CollectionId, article_id: str) -> None:
        with self._lock:
            if article_id in self._of(collection_id).hidden:
                self._changed(collection_id).hidden.discard(article_id)

    def keep_analyses(
        self, collection_id: CollectionId, renewed: Sequence[tuple[Content, int]]
    ) -> None:
        with self._lock:
            for content, passages in renewed:
                stored = self._find(collection_id, content.article.id)
                if stored and _may_renew(stored.content, content):
                    record = replace(stored.record, passages=passages)
                    kept = replace(content, article=stored.content.article)
                    shelf = self._of(stored.collection_id)
                    shelf.present[record.id] = replace(stored, record=record, content=kept)

    def allowed_role(self, collection_id: CollectionId) -> int | None:
        with self._lock:
            return self._of(collection_id).allowed_role

    def allow_role(self, collection_id: CollectionId, role: int | None) -> None:
        with self._lock:
            self._changed(collection_id).allowed_role = role

    def forget_person(self, person: int) -> Forgotten:
        with self._lock:
            own = self._shelves.pop(CollectionId("person", person), _Shelf())
            names = 0
            for shelf in self._shelves.values():
                for article_id, stored in shelf.present.items():
                    shelf.present[article_id], signed = _unsigned(stored, person)
                    names += signed
                for article_id, (stored, at) in shelf.removed.items():
                    unsigned, signed = _unsigned(stored, person)
                    shelf.removed[article_id] = unsigned, at
                    names += signed
            return Forgotten(len(own.present) + len(own.removed), names)

    def server_left(self, server: int, *, now: datetime) -> None:
        with self._lock:
            shelf = self._shelves.get(CollectionId("server", server))
            if shelf and shelf.left is None:
                shelf.left = now

    def server_joined(self, server: int) -> None:
        with self._lock:
            if shelf := self._shelves.get(CollectionId("server", server)):
                shelf.left = None

    def servers_left(self) -> Mapping[int, datetime]:
        with self._lock:
            return {name.number: shelf.left for name, shelf in self._shelves.items() if shelf.left}

    def purge(
        self,
        *,
        removed_before: datetime,
        left_before: datetime,
        servers: Set[int] | None = None,
    ) -> Purged:
        with self._lock:
            gone = tuple(
                name
                for name, shelf in sorted(self._shelves.items())
                if shelf.left
                and shelf.left < left_before
                and (servers is None or name.number in servers)
            )
            for name in gone:
                del self._shelves[name]
            articles = 0
            for shelf in self._shelves.values():
                kept = {i: pair for i, pair in shelf.removed.items() if pair[1] >= removed_before}
                articles += len(shelf.removed) - len(kept)
                shelf.removed = kept
            return Purged(articles, gone)

    # As a whole

    def export(self) -> Iterator[Stored]:
        with self._lock:
            everything = [s for shelf in self._shelves.values() for s in shelf.present.values()]
        yield from sorted(everything, key=lambda s: (s.collection_id, s.record.id))

    def put(self, stored: Stored) -> bool:
        with self._lock:
            shelf = self._of(stored.collection_id)
            there = shelf.present.get(stored.record.id)
            if there and there.record.revision == stored.record.revision:
                return False
            if there:
                raise same_id(there.record.title, stored.record.id)
            _refuse_same_text(shelf, stored.content.article)
            self._keep(self._changed(stored.collection_id), stored)
            return True

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._lock:
            before = {name: shelf.copied() for name, shelf in self._shelves.items()}
            try:
                yield
            except BaseException:
                self._shelves = before
                raise

    def close(self) -> None:
        """Do nothing: there is nothing open."""

    # Inside

    def _of(self, collection_id: CollectionId) -> _Shelf:
        return self._shelves.get(collection_id) or _Shelf()

    def _own(self, collection_id: CollectionId, article_id: str) -> Stored:
        stored = self._of(collection_id).present.get(article_id)
        if stored is None:
            raise unknown(article_id)
        return stored

    def _find(self, collection_id: CollectionId, article_id: str) -> Stored | None:
        with self._lock:
            own, shared = self._of(collection_id).present, self._of(SHARED).present
            return own.get(article_id) or shared.get(article_id)

    def _changed(self, collection_id: CollectionId) -> _Shelf:
        self._changes = next_change(self._changes)
        shelf = self._shelves.setdefault(collection_id, _Shelf())
        shelf.change = self._changes
        return shelf

    def _keep(self, shelf: _Shelf, stored: Stored) -> None:
        shelf.present[stored.record.id] = stored
        shelf.stamps[stored.record.id] = shelf.change


def _check_room(
    collection_id: CollectionId,
    shelf: _Shelf,
    passages: int,
    limits: CollectionLimits,
    *,
    articles: int = 1,
) -> None:
    there = sum(stored.record.passages for stored in shelf.present.values())
    limits.check_collection(
        collection_id, articles=len(shelf.present) + articles, passages=there + passages
    )


def _may_renew(old: Content, new: Content) -> bool:
    same = old.article.revision == new.article.revision
    return same and old.analysis_version <= new.analysis_version


def _refuse_same_text(shelf: _Shelf, article: Article) -> None:
    for stored in shelf.present.values():
        if stored.record.revision == article.revision and stored.record.id != article.id:
            raise same_text(stored.record.title)


def _unsigned(stored: Stored, person: int) -> tuple[Stored, bool]:
    """Return an article without a person's id, and whether it had it."""
    record = stored.record
    unsigned = replace(
        record,
        added_by=None if record.added_by == person else record.added_by,
        updated_by=None if record.updated_by == person else record.updated_by,
    )
    return replace(stored, record=unsigned), unsigned != record
