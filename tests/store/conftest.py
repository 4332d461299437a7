"""The stores under test. A new store is one more entry of `STORES`, and passes the same suite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.store.memory import MemoryStore
from index.store.postgres import PostgresStore
from index.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.store.protocol import Store

STORES = ["memory", "sqlite", "postgres"]


def opened(kind: str, folder: Path, request: pytest.FixtureRequest) -> Store:
    """A store of a kind, empty."""
    if kind == "memory":
        return MemoryStore()
    if kind == "sqlite":
        return SqliteStore(folder / "pullquote.db")
    return PostgresStore(request.getfixturevalue("fresh")())


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = opened(request.param, tmp_path, request)
    yield made
    made.close()


@pytest.fixture
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A second store of the same kind as `store`, empty."""
    made = opened(request.node.callspec.params["store"], tmp_path / "other", request)
    yield made
    made.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "pullquote.db")
    yield made
    made.close()


@pytest.fixture
def postgres(fresh: Callable[[], str]) -> Iterator[PostgresStore]:
    made = PostgresStore(fresh())
    yield made
    made.close()
