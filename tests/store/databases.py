"""Databases of a PostgreSQL for tests; `tests.conftest` has these fixtures for all of them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from index.store.postgres import PostgresStore
from tests.store.server import programs, server_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.store.server import Server

_TEMPLATE = "pullquote_empty"
_numbers = count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
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
def fresh(postgresql: Server, emptied: list[str]) -> Iterator[Callable[[], str]]:
    """What returns the address of a database with the tables and nothing in them."""
    used: list[str] = []

    def make() -> str:
        if emptied:
            used.append(emptied.pop())
        else:
            used.append(f"test_{next(_numbers)}")
            postgresql.execute(f"CREATE DATABASE {used[-1]} TEMPLATE {_TEMPLATE}")
        return postgresql.address(used[-1])

    yield make
    for name in used:
        postgresql.execute("DELETE FROM collection; DELETE FROM receipt; DELETE FROM notice", name)
        emptied.append(name)
