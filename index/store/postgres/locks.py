"""Locks by which writers take turns; they go with the transaction, or with its connection.

Whoever changes a collection has its lock, and shares the one of the shared collection, which is had
alone by whoever changes that, or everything. So what is looked up before a change stays so until
the change is made.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from index.model import SHARED, CollectionId

if TYPE_CHECKING:
    from index.store.postgres.connections import Connection

Turn = CollectionId | str
"""For what one takes turns with others: a collection, or one of the following."""
EVERYTHING = str(SHARED)
"""A change of any collections, while nobody else changes one."""
PURGE = "purge"
"""A purge, while nobody else purges."""


def lock(connection: Connection, turn: Turn, *, wait: bool = True) -> bool:
    """Take the locks for a change; return whether they were free or waited for.

    In one statement: to the database and back takes longer than a lock.
    """
    may = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    if str(turn) == EVERYTHING:
        taken = f"{may}({_number(EVERYTHING)})"
    else:
        taken = f"{may}_shared({_number(EVERYTHING)}), {may}({_number(turn)})"
    row = connection.execute(f"SELECT {taken}", prepare=False).fetchone()
    return wait or (row is not None and all(row))


def _number(turn: Turn) -> int:
    hashed = blake2b(str(turn).encode(), digest_size=8, person=b"pullquote").digest()
    return int.from_bytes(hashed, signed=True)
