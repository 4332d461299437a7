"""The stores under test. A new store is one more entry of `STORES`, and passes the same suite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.store.memory import MemoryStore
from index.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.store.protocol import Store

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(),
    "sqlite": lambda folder: SqliteStore(folder / "pullquote.db"),
}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = STORES[request.param](tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A second store of the same kind as `store`, empty."""
    kind = request.node.callspec.params["store"]
    opened = STORES[kind](tmp_path / "other")
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "pullquote.db")
    yield opened
    opened.close()
