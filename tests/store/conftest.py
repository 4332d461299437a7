"""The stores under test. A new store is one more entry of `STORES`, and passes the same suite."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from index.store.memory import MemoryStore
from index.store.postgres import PostgresStore
from index.store.sqlite import SqliteStore
from tests.store.server import programs, server_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.store.protocol import Store
    from tests.store.server import Server

_TEMPLATE = "pullquote_empty"
_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL with a database that has the tables and nothing in them."""
    for started in server_at(programs()):
        started.execute(f"CREATE DATABASE {_TEMPLATE}")
        PostgresStore(started.address(_TEMPLATE)).close()
        yield started


@pytest.fixture(scope="session")
def emptied() -> list[str]:
    """Databases that a test has used: to empty one is far quicker than to make one."""
    return []


@pytest.fixture
def fresh(server: Server, emptied: list[str]) -> Iterator[Callable[[], str]]:
    """What returns the address of a database with the tables and nothing in them."""
    used: list[str] = []

    def make() -> str:
        if emptied:
            used.append(emptied.pop())
        else:
            used.append(f"test_{next(_numbers)}")
            server.execute(f"CREATE DATABASE {used[-1]} TEMPLATE {_TEMPLATE}")
        return server.address(used[-1])

    yield make
    for name in used:
        server.execute("DELETE FROM collection; DELETE FROM receipt", name)
        emptied.append(name)


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
