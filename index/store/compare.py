"""What a reader knows of a collection, against what is there: the same in every store of rows.

A reader that says at which version it got what it knows is told only what has a later number since.
Whether that was all is checked by the count and the digest of all stamps: what was purged, or shown
again, leaves no number, and a store that was restored has other numbers. Then all are compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from index.store.rules import digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from index.store.protocol import Stamps


class Row(NamedTuple):
    """An article that a collection sees."""

    key: int
    change: int
    characters: int


class Compared(NamedTuple):
    """As in `index.store.protocol.Snapshot`."""

    changed: Mapping[str, Row]
    gone: frozenset[str]


def with_all(known: Stamps, rows: Mapping[str, Row]) -> Compared:
    """Compare what is known with all rows that a collection sees."""
    return _against(known, rows, frozenset(known.keys() - rows.keys()))


def with_touched(
    known: Stamps, touched: Set[str], rows: Mapping[str, Row], visible: tuple[int, int]
) -> Compared | None:
    """Compare what is known with the rows, by id, of what was touched since, where there is one.

    ``visible`` is how many articles the collection sees, and the digest of their stamps. Return
    None when what was touched does not explain them.
    """
    found = _against(known, rows, frozenset((touched & known.keys()) - rows.keys()))
    replaced: Set[str] = found.gone | (found.changed.keys() & known.keys())
    count = len(known) - len(replaced) + len(found.changed)
    stamps = digest(known.values()) - digest(known[article_id] for article_id in replaced)
    stamps += digest(row.change for row in found.changed.values())
    return found if (count, stamps) == visible else None


def _against(known: Stamps, rows: Mapping[str, Row], gone: frozenset[str]) -> Compared:
    changed = {i: row for i, row in rows.items() if known.get(i) != row.change}
    return Compared(changed, gone)
