"""Notices that processes share, in both places where they are kept."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from index.errors import StoreError
from index.store.postgres.notices import PostgresNotices
from index.store.sqlite.notices import SqliteNotices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from index.store.notices import Facts, Notices

Opened = tuple["Notices", "Notices", str]
"""The same notices, opened twice, and where they are."""

COUNTER = """
import sys
from bot.storage import notices_at
notices = notices_at(sys.argv[1])
def count(facts, _now):
    facts["count"] = str(int(facts.get("count", "0")) + 1)
for _ in range(50):
    notices.change(count)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    one: Notices
    two: Notices
    if request.param == "sqlite":
        where = str(tmp_path / "kept" / "shards.db")
        one, two = (
            SqliteNotices(tmp_path / "kept" / "shards.db"),
            SqliteNotices(tmp_path / "kept" / "shards.db"),
        )
    else:
        make: Callable[[], str] = request.getfixturevalue("fresh")
        where = make()
        one, two = PostgresNotices(where), PostgresNotices(where)
    yield one, two, where
    one.close()
    two.close()


def count(facts: Facts, _now: float) -> None:
    facts["count"] = str(int(facts.get("count", "0")) + 1)


def test_what_one_keeps_the_other_sees(opened: Opened) -> None:
    one, two, _ = opened
    one.change(lambda facts, _: facts.update(a="1", b="2"))
    two.change(lambda facts, _: facts.pop("a"))
    assert one.change(lambda facts, _: dict(facts)) == {"b": "2"}


def test_when_the_work_fails_nothing_is_kept(opened: Opened) -> None:
    one, two, _ = opened

    def fail(facts: Facts, _now: float) -> None:
        facts["a"] = "1"
        raise KeyError("a")

    with pytest.raises(KeyError):
        one.change(fail)
    assert two.change(lambda facts, _: dict(facts)) == {}


def test_the_clock_is_shared_and_goes_on(opened: Opened) -> None:
    one, two, _ = opened
    times = [each.change(lambda _, now: now) for each in (one, two, one)]
    assert times == sorted(times)
    assert times[-1] - times[0] < 60


def test_changes_of_several_threads_and_processes_come_one_after_another(opened: Opened) -> None:
    one, two, where = opened
    command = [sys.executable, "-c", COUNTER, where]
    others = [subprocess.Popen(command) for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda number: (one, two)[number % 2].change(count), range(100)):
            pass
    assert [other.wait(60) for other in others] == [0, 0]
    assert one.change(lambda facts, _: facts["count"]) == "200"


def test_the_file_is_closed_to_others(tmp_path: Path) -> None:
    SqliteNotices(tmp_path / "shards.db").close()
    assert (tmp_path / "shards.db").stat().st_mode & 0o077 == 0


def test_what_cannot_be_opened_says_why(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteNotices(tmp_path)
    with pytest.raises(StoreError, match="cannot be used"):
        PostgresNotices("postgresql://nobody@127.0.0.1:1/nothing", patience=0.5)
