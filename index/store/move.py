"""From one store to another, with everything: it can be gone on with, and is checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.store.rules import in_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.store.protocol import Store, Stored


def move(source: Store, target: Store) -> Iterator[bool]:
    """Put all that a store has into another one; yield for each article whether it was added.

    What is already there stays. Analyses are kept; what was removed a moment ago is left behind.
    Raise ArticleError when another article has the id or the text.
    """
    for batch in in_batches((each, each.record.characters) for each in source.export()):
        with target.together():
            added = [target.put(stored) for stored in batch]
        yield from added
    limits, limits_there = source.limits(), target.limits()
    for collection_id in source.collections():
        with target.together():
            for article_id in sorted(source.hidden(collection_id) - target.hidden(collection_id)):
                target.hide(collection_id, article_id)
            role = source.allowed_role(collection_id)
            if role is not None and role != target.allowed_role(collection_id):
                target.allow_role(collection_id, role)
            if limits.get(collection_id) not in (None, limits_there.get(collection_id)):
                target.limit(collection_id, limits[collection_id])
    for server, at in source.servers_left().items():
        target.server_left(server, now=at)


def missing(source: Store, target: Store) -> Iterator[str]:
    """Yield what of a store another one does not have, or not so, as people may read it."""
    there = target.export()
    theirs = next(there, None)
    for ours in source.export():
        while theirs is not None and _place(theirs) < _place(ours):
            theirs = next(there, None)
        if theirs is None or _place(theirs) != _place(ours):
            yield f"{ours.collection_id}, {ours.record.id}: not there"
        elif _compared(theirs) != _compared(ours):
            yield f"{ours.collection_id}, {ours.record.id}: not the same"
    yield from _missing_beside(source, target)


def _missing_beside(source: Store, target: Store) -> Iterator[str]:
    """Yield what is missing of what is kept beside articles."""
    left, left_there = source.servers_left(), target.servers_left()
    limits, limits_there = source.limits(), target.limits()
    kept = set(target.collections())
    for collection_id in source.collections():
        if source.hidden(collection_id) - target.hidden(collection_id):
            yield f"{collection_id}: what it hides"
        role = source.allowed_role(collection_id)
        if role is not None and role != target.allowed_role(collection_id):
            yield f"{collection_id}: who may change it"
        if limits.get(collection_id) not in (None, limits_there.get(collection_id)):
            yield f"{collection_id}: its limits"
        if collection_id.kind == "server" and collection_id in kept:
            server = collection_id.number
            if server in left and left[server] != left_there.get(server):
                yield f"{collection_id}: since when it is left"


def _place(stored: Stored) -> tuple[object, str]:
    return stored.collection_id, stored.record.id


def _compared(stored: Stored) -> object:
    """Return what has to be the same: an analysis may be made again, and its counts with it."""
    record = replace(stored.record, passages=0, left_out=0)
    return record, stored.content.article, stored.earlier
