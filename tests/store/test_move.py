"""From one store to another, of any two kinds: everything, once, and what differs is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.errors import ArticleError
from index.limits import OwnLimits
from index.model import SHARED
from index.store.move import missing, move
from tests.store.articles import ALICE, HERE, LIMITS, MINUTE, NOW, THERE, draft
from tests.store.conftest import STORES, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.store.protocol import Store

PAIRS = [(one, another) for one in STORES for another in STORES]


@pytest.fixture(params=PAIRS, ids="-".join)
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A store with all that can be kept, and an empty one."""
    one, another = request.param
    source = opened(one, tmp_path / "source", request)
    target = opened(another, tmp_path / "target", request)
    zebra = source.add(HERE, draft("The zebra slept.", "zebra"), limits=LIMITS).record
    source.update(HERE, zebra.id, draft("The yak danced.", now=NOW + MINUTE), limits=LIMITS)
    source.add(ALICE, draft("The emu ran.", "emu"), limits=LIMITS)
    source.add(SHARED, draft("The gnu sang.", "gnu"), limits=LIMITS)
    source.hide(THERE, "gnu")
    source.allow_role(THERE, 99)
    source.limit(HERE, OwnLimits(articles=5))
    source.add(THERE, draft("Gone."), limits=LIMITS)
    source.remove(THERE, source.records(THERE)[-1].id, now=NOW)
    source.server_left(THERE.number, now=NOW)
    yield source, target
    source.close()
    target.close()


def test_everything_is_moved_once_and_nothing_is_missing_then(both: tuple[Store, Store]) -> None:
    source, target = both
    assert list(missing(source, target)) == [
        "person:7, emu: not there",
        "server:1, zebra: not there",
        "shared, gnu: not there",
        "server:1: its limits",
        "server:2: what it hides",
        "server:2: who may change it",
    ]
    for added in (True, False):
        assert list(move(source, target)) == [added] * 3
        assert list(missing(source, target)) == []
    assert list(target.export()) == list(source.export())
    assert target.earlier(HERE, "zebra", "") == "The zebra slept."
    assert target.limits() == source.limits()
    assert target.servers_left() == {THERE.number: NOW}


def test_what_has_changed_on_the_other_side_is_said(both: tuple[Store, Store]) -> None:
    source, target = both
    list(move(source, target))
    target.rename(SHARED, "gnu", "Another title", by=None, now=NOW)
    target.remove(ALICE, "emu", now=NOW)
    target.show(THERE, "gnu")
    target.allow_role(THERE, 98)
    target.limit(HERE, OwnLimits(articles=6))
    target.server_joined(THERE.number)
    assert sorted(missing(source, target)) == [
        "person:7, emu: not there",
        "server:1: its limits",
        "server:2: since when it is left",
        "server:2: what it hides",
        "server:2: who may change it",
        "shared, gnu: not the same",
    ]


def test_another_text_under_an_id_is_not_replaced(both: tuple[Store, Store]) -> None:
    source, target = both
    target.add(SHARED, draft("Another gnu.", "gnu"), limits=LIMITS)
    with pytest.raises(ArticleError, match="has the id “gnu” already, with another text"):
        list(move(source, target))
    target.remove(SHARED, "gnu", now=NOW)
    assert sum(move(source, target)) in (1, 3)  # what is written together is kept or not
    assert list(missing(source, target)) == []
