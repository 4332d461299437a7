"""A store that lasts as long as the process: for one run of the command, and for tests."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import TYPE_CHECKING

from index.limits import OwnLimits
from index.model import SHARED, Added, Article, CollectionId, Forgotten, Purged, Record, Usage
from index.store.protocol import Content, Draft, Earlier, Snapshot, Stamps, Stored, Version
from index.store.rules import free_id, next_change, record_of, same_id, same_text, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
    from datetime import datetime

    from index.limits import CollectionLimits


@dataclass(slots=True)
class _Kept:
    """A collection's own articles."""

    change: int = 0
    present: dict[str, Stored] = field(default_factory=dict)
    stamps: dict[str, int] = field(default_factory=dict)
    removed: dict[str, tuple[Stored, datetime]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    allowed_role: int | None = None
    limits: OwnLimits = field(default_factory=OwnLimits)
    left: datetime | None = None

    def copied(self) -> _Kept:
        """Return a copy that stays as this one is now."""
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
        self._collections: dict[CollectionId, _Kept] = {}
        self._changes = 0
        self._lock = RLock()

    # Reading

    def version(self, collection_id: CollectionId) -> Version:
        with self._lock:
            own, shared = self._of(collection_id), self._of(SHARED)
            bare = collection_id == SHARED or not (own.present or own.hidden)
            return Version(own.change, shared.change, bare)

    def versions(self, collection_ids: Iterable[CollectionId]) -> Mapping[CollectionId, Version]:
        with self._lock:
            return {each: self.version(each) for each in collection_ids}

    @contextmanager
    def snapshot(
        self, collection_id: CollectionId, known: Stamps, *, since: Version | None = None
    ) -> Iterator[Snapshot]:
        with self._lock:
            own, shared = self._of(collection_id), self._of(SHARED)
            seen = {i: s for i, s in shared.present.items() if i not in own.hidden} | own.present
            stamps = {i: own.stamps.get(i) or shared.stamps[i] for i in seen}
            found = Snapshot(
                self.version(collection_id),
                changed := {i: stamp for i, stamp in stamps.items() if known.get(i) != stamp},
                gone=frozenset(known.keys() - stamps.keys()),
                hidden=frozenset(own.hidden),
                news=iter([tuple(seen[i].content for i in changed)]),
            )
        yield found

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

    def usage(self, collection_id: CollectionId) -> Usage:
        with self._lock:
            kept = self._of(collection_id)
            present = kept.present.values()
            return Usage(
                articles=len(present),
                passages=sum(stored.record.passages for stored in present),
                characters=sum(stored.record.characters for stored in present),
                earlier=sum(len(stored.earlier) for stored in present),
                removed=len(kept.removed),
                hidden=len(kept.hidden),
            )

    def collections(self) -> list[CollectionId]:
        with self._lock:
            return sorted(self._collections)

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
            kept, shared = self._of(collection_id), self._of(SHARED)
            _check_room(collection_id, kept, draft.passages, limits)
            article_id = free_id(
                article, lambda i: i in taken or i in kept.present or i in shared.present
            )
            kept = self._changed(collection_id)
            kept.removed.pop(article_id, None)
            record = record_of(draft, article_id, shared=collection_id == SHARED)
            content = replace(draft.content, article=replace(article, id=article_id))
            self._keep(kept, Stored(collection_id, record, content))
            return Added(record, created=True)

    def update(
        self,
        collection_id: CollectionId,
        article_id: str,
        draft: Draft,
        *,
        limits: CollectionLimits,
    ) -> Record:
        with self._lock:
            old = self._own(collection_id, article_id)
            article = replace(draft.content.article, id=article_id)
            kept = self._of(collection_id)
            _refuse_same_text(kept, article)
            _check_room(
                collection_id, kept, draft.passages - old.record.passages, limits, articles=0
            )
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
            self._keep(
                self._changed(collection_id), Stored(collection_id, record, content, earlier)
            )
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
            kept = self._changed(collection_id)
            self._keep(kept, replace(old, record=record, content=content))
            return record

    def remove(self, collection_id: CollectionId, article_id: str, *, now: datetime) -> Record:
        with self._lock:
            old = self._own(collection_id, article_id)
            kept = self._changed(collection_id)
            del kept.present[article_id], kept.stamps[article_id]
            kept.removed[article_id] = (old, now)
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
            kept = self._of(collection_id)
            if article_id in kept.present:
                return kept.present[article_id].record
            stored, at = kept.removed.get(article_id, (None, since))
            if stored is None or at < since:
                raise unknown(article_id)
            _refuse_same_text(kept, stored.content.article)
            _check_room(collection_id, kept, stored.record.passages, limits)
            del kept.removed[article_id]
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
                    analyzed = replace(content, article=stored.content.article)
                    own = self._of(stored.collection_id)
                    own.present[record.id] = replace(stored, record=record, content=analyzed)

    def allowed_role(self, collection_id: CollectionId) -> int | None:
        with self._lock:
            return self._of(collection_id).allowed_role

    def allow_role(self, collection_id: CollectionId, role: int | None) -> None:
        with self._lock:
            self._changed(collection_id).allowed_role = role

    def limits(self) -> Mapping[CollectionId, OwnLimits]:
        with self._lock:
            return {name: kept.limits for name, kept in self._collections.items() if kept.limits}

    def limit(self, collection_id: CollectionId, own: OwnLimits) -> None:
        with self._lock:
            self._changed(collection_id).limits = own

    def forget_person(self, person: int) -> Forgotten:
        with self._lock:
            own = self._collections.pop(CollectionId("person", person), _Kept())
            names = 0
            for kept in self._collections.values():
                for article_id, stored in kept.present.items():
                    kept.present[article_id], signed = _unsigned(stored, person)
                    names += signed
                for article_id, (stored, at) in kept.removed.items():
                    unsigned, signed = _unsigned(stored, person)
                    kept.removed[article_id] = unsigned, at
                    names += signed
            return Forgotten(len(own.present) + len(own.removed), names)

    def server_left(self, server: int, *, now: datetime) -> None:
        with self._lock:
            kept = self._collections.get(CollectionId("server", server))
            if kept and kept.left is None:
                kept.left = now

    def server_joined(self, server: int) -> None:
        with self._lock:
            if kept := self._collections.get(CollectionId("server", server)):
                kept.left = None

    def servers_left(self) -> Mapping[int, datetime]:
        with self._lock:
            return {name.number: kept.left for name, kept in self._collections.items() if kept.left}

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
                for name, kept in sorted(self._collections.items())
                if kept.left
                and kept.left < left_before
                and (servers is None or name.number in servers)
            )
            for name in gone:
                del self._collections[name]
            articles = 0
            for kept in self._collections.values():
                left = {i: pair for i, pair in kept.removed.items() if pair[1] >= removed_before}
                articles += len(kept.removed) - len(left)
                kept.removed = left
            return Purged(articles, gone)

    # As a whole

    def export(self) -> Iterator[Stored]:
        with self._lock:
            everything = [s for kept in self._collections.values() for s in kept.present.values()]
        yield from sorted(everything, key=lambda s: (s.collection_id, s.record.id))

    def put(self, stored: Stored) -> bool:
        with self._lock:
            kept = self._of(stored.collection_id)
            there = kept.present.get(stored.record.id)
            if there and there.record.revision == stored.record.revision:
                return False
            if there:
                raise same_id(there.record.title, stored.record.id)
            _refuse_same_text(kept, stored.content.article)
            self._keep(self._changed(stored.collection_id), stored)
            return True

    @contextmanager
    def together(self) -> Iterator[None]:
        with self._lock:
            before = {name: kept.copied() for name, kept in self._collections.items()}
            try:
                yield
            except BaseException:
                self._collections = before
                raise

    def close(self) -> None:
        """Do nothing: there is nothing open."""

    # Inside

    def _of(self, collection_id: CollectionId) -> _Kept:
        return self._collections.get(collection_id) or _Kept()

    def _own(self, collection_id: CollectionId, article_id: str) -> Stored:
        stored = self._of(collection_id).present.get(article_id)
        if stored is None:
            raise unknown(article_id)
        return stored

    def _find(self, collection_id: CollectionId, article_id: str) -> Stored | None:
        with self._lock:
            own, shared = self._of(collection_id).present, self._of(SHARED).present
            return own.get(article_id) or shared.get(article_id)

    def _changed(self, collection_id: CollectionId) -> _Kept:
        self._changes = next_change(self._changes)
        kept = self._collections.setdefault(collection_id, _Kept())
        kept.change = self._changes
        return kept

    def _keep(self, kept: _Kept, stored: Stored) -> None:
        kept.present[stored.record.id] = stored
        kept.stamps[stored.record.id] = kept.change


def _check_room(
    collection_id: CollectionId,
    kept: _Kept,
    passages: int,
    limits: CollectionLimits,
    *,
    articles: int = 1,
) -> None:
    there = sum(stored.record.passages for stored in kept.present.values())
    limits.but(kept.limits).check_collection(
        collection_id, articles=len(kept.present) + articles, passages=there + passages
    )


def _may_renew(old: Content, new: Content) -> bool:
    same = old.article.revision == new.article.revision
    return same and old.analysis_version <= new.analysis_version


def _refuse_same_text(kept: _Kept, article: Article) -> None:
    for stored in kept.present.values():
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
