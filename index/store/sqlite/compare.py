"""What a collection sees, compared with what a reader knows of it; see `index.store.compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index.store.compare import Row, with_all, with_touched
from index.store.rules import STAMP_DIGITS

if TYPE_CHECKING:
    import sqlite3

    from index.store.compare import Compared
    from index.store.protocol import Stamps, Version

_ROW = "id, key, change, characters"
_VISIBLE = f"""
SELECT {_ROW} FROM article WHERE collection = :own AND removed_at IS NULL
UNION ALL
SELECT {_ROW} FROM article WHERE collection = :shared AND removed_at IS NULL
    AND id NOT IN (SELECT article FROM hidden WHERE collection = :own)
    AND id NOT IN (SELECT id FROM article WHERE collection = :own AND removed_at IS NULL)
"""  # noqa: S608 - our own columns
_TOUCHED = """
SELECT id FROM article WHERE collection = :own AND change > :since_own
UNION
SELECT id FROM article WHERE collection = :shared AND change > :since_shared
"""
_SEEN = f"""
SELECT {_ROW} FROM article WHERE collection = :own AND id = :id AND removed_at IS NULL
UNION ALL
SELECT {_ROW} FROM article WHERE collection = :shared AND id = :id AND removed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM hidden WHERE collection = :own AND article = :id)
LIMIT 1
"""  # noqa: S608 - as above
_SUM = f"SELECT count(*), coalesce(sum(change & {STAMP_DIGITS}), 0) FROM article"  # noqa: S608 - as above
_ALL = f"{_SUM} WHERE collection = ? AND removed_at IS NULL"
_COVERED = f"""
{_SUM} WHERE collection = :shared AND removed_at IS NULL AND id IN (
    SELECT article FROM hidden WHERE collection = :own
    UNION SELECT id FROM article WHERE collection = :own AND removed_at IS NULL
)
"""  # noqa: S608 - as above


class Places(NamedTuple):
    """The keys of a collection and of the shared one; 0 for one about which nothing is kept."""

    own: int
    shared: int


def compared(
    connection: sqlite3.Connection, places: Places, known: Stamps, since: Version | None
) -> Compared:
    """Compare what a reader knows with what a collection sees."""
    if since is not None and (found := _since(connection, places, known, since)):
        return found
    rows = {
        article_id: Row(*rest)
        for article_id, *rest in connection.execute(_VISIBLE, places._asdict())
    }
    return with_all(known, rows)


def _since(
    connection: sqlite3.Connection, places: Places, known: Stamps, since: Version
) -> Compared | None:
    """Compare what has changed since a version; None where that does not explain all."""
    at = places._asdict()
    after = {**at, "since_own": since.own, "since_shared": since.shared}
    touched = {article_id for (article_id,) in connection.execute(_TOUCHED, after)}
    hides = connection.execute("SELECT article FROM hidden WHERE collection = ?", (places.own,))
    touched |= known.keys() & {article_id for (article_id,) in hides}
    rows = {
        article_id: Row(*rest)
        for wanted in touched
        for article_id, *rest in connection.execute(_SEEN, {**at, "id": wanted})
    }
    return with_touched(known, touched, rows, _visible(connection, places))


def _visible(connection: sqlite3.Connection, places: Places) -> tuple[int, int]:
    """Return how many articles a collection sees, and the digest of their stamps."""
    count, stamps = connection.execute(_ALL, (places.own,)).fetchone()
    if places.own == places.shared:
        return count, stamps
    theirs, their_stamps = connection.execute(_ALL, (places.shared,)).fetchone()
    covered, covered_stamps = connection.execute(_COVERED, places._asdict()).fetchone()
    return count + theirs - covered, stamps + their_stamps - covered_stamps
