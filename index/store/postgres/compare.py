"""What a collection sees, compared with what a reader knows of it; see `index.store.compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.model import SHARED
from index.store.compare import Row, with_all, with_touched
from index.store.postgres.statements import one
from index.store.protocol import Version
from index.store.rules import STAMP_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.model import CollectionId
    from index.store.compare import Compared
    from index.store.postgres.connections import Connection
    from index.store.postgres.statements import Places
    from index.store.protocol import Stamps

_VERSIONS = """
SELECT name, change,
    NOT EXISTS (SELECT 1 FROM article WHERE collection = c.key AND removed_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM hidden WHERE collection = c.key)
FROM collection AS c WHERE name = ANY(%s)
"""
_ROW = "id, key, change, characters"
_VISIBLE = f"""
SELECT {_ROW} FROM article WHERE collection = %(own)s AND removed_at IS NULL
UNION ALL
SELECT {_ROW} FROM article WHERE collection = %(shared)s AND removed_at IS NULL
    AND id NOT IN (SELECT article FROM hidden WHERE collection = %(own)s)
    AND id NOT IN (SELECT id FROM article WHERE collection = %(own)s AND removed_at IS NULL)
ORDER BY key
"""  # noqa: S608 - our own columns
_TOUCHED = """
SELECT id FROM article WHERE collection = %(own)s AND change > %(since_own)s
UNION
SELECT id FROM article WHERE collection = %(shared)s AND change > %(since_shared)s
"""
_OWN = f"""
SELECT {_ROW} FROM article WHERE collection = %s AND id = ANY(%s) AND removed_at IS NULL
"""  # noqa: S608 - our own columns
_SUM = f"SELECT count(*), coalesce(sum(change & {STAMP_DIGITS}), 0)::bigint FROM article"  # noqa: S608 - a number
_ALL = f"{_SUM} WHERE collection = %s AND removed_at IS NULL"
_COVERED = f"""
{_SUM} WHERE collection = %(shared)s AND removed_at IS NULL AND id IN (
    SELECT article FROM hidden WHERE collection = %(own)s
    UNION SELECT id FROM article WHERE collection = %(own)s AND removed_at IS NULL
)
"""  # noqa: S608 - as above


def versions(
    connection: Connection, collection_ids: Iterable[CollectionId]
) -> dict[CollectionId, Version]:
    """Return the version of each of some collections."""
    wanted = list(collection_ids)
    names = [str(each) for each in {*wanted, SHARED}]
    found = {name: rest for name, *rest in connection.execute(_VERSIONS, (names,))}
    nothing = [0, True]
    shared, _ = found.get(str(SHARED), nothing)
    return {
        each: Version(change, shared, bare or each == SHARED)
        for each in wanted
        for change, bare in [found.get(str(each), nothing)]
    }


def compared(
    connection: Connection,
    places: Places,
    known: Stamps,
    since: Version | None,
    hides: frozenset[str],
) -> Compared:
    """Compare what a reader knows with what a collection sees."""
    if since is not None and (found := _since(connection, places, known, since, hides)):
        return found
    rows = connection.execute(_VISIBLE, places._asdict(), binary=True)
    return with_all(known, {article_id: Row(*rest) for article_id, *rest in rows})


def _since(
    connection: Connection, places: Places, known: Stamps, since: Version, hides: frozenset[str]
) -> Compared | None:
    after = {**places._asdict(), "since_own": since.own, "since_shared": since.shared}
    touched = {article_id for (article_id,) in connection.execute(_TOUCHED, after)}
    touched |= known.keys() & hides
    rows: dict[str, Row] = {}
    if touched:
        for place, wanted in ((places.shared, touched - hides), (places.own, touched)):
            found = connection.execute(_OWN, (place, list(wanted)), binary=True)
            rows |= {article_id: Row(*rest) for article_id, *rest in found}
    return with_touched(known, touched, rows, _visible(connection, places))


def _visible(connection: Connection, places: Places) -> tuple[int, int]:
    """Return how many articles a collection sees, and the digest of their stamps."""
    count, stamps = one(connection, _ALL, (places.own,))
    if places.own == places.shared:
        return count, stamps
    theirs, their_stamps = one(connection, _ALL, (places.shared,))
    row = connection.execute(_COVERED, places._asdict(), binary=True).fetchone()
    covered, covered_stamps = row or (0, 0)
    return count + theirs - covered, stamps + their_stamps - covered_stamps
