"""`kill -9` at every step of a restore: the old database or the new one, and no copies for ever."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import StoreError
from index.store.sqlite import SqliteStore
from index.store.sqlite.backup import backup, examine_database, restore
from tests.store.articles import HERE, LIMITS, NOW, draft

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")

OLD, NEW = "The zebra slept. ", "The yak danced. "
MADE = re.compile(r"a\.db(-wal|-shm|-journal)?|a\.before-\d{8}-\d{6}\.db(-wal)?")
FORMATS = Path(__file__).parent / "formats"


def make(database: Path, text: str) -> None:
    with closing(SqliteStore(database)) as store:
        store.add(HERE, draft(text * 300), limits=LIMITS)


def texts(database: Path) -> list[str]:
    with closing(SqliteStore(database)) as store:
        return [stored.content.article.text for stored in store.export()]


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def killed_at_every_step(copy: Path, tmp_path: Path) -> list[Path]:
    """The folders that are left when a restore over `fresh` is killed, one for each step."""
    folder = tmp_path / "killed"
    arguments = [str(copy), str(folder), str(tmp_path / "fresh")]
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.restorer", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    steps = int(done.stdout)
    assert steps > 20
    return [folder / str(step) for step in range(1, steps + 2)]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    make(tmp_path / "new.db", NEW)
    backup(tmp_path / "new.db", tmp_path / "copy.db")
    return tmp_path / "copy.db"


@pytest.mark.thorough
def test_over_a_database_there_is_the_old_one_or_the_new_one(copy: Path, tmp_path: Path) -> None:
    make(tmp_path / "fresh" / "a.db", OLD)
    found = []
    unfinished = 0
    for folder in killed_at_every_step(copy, tmp_path):
        unfinished += any(not MADE.fullmatch(name) for name in kept(folder))
        found.append(texts(folder / "a.db"))
        assert examine_database(folder / "a.db")
        assert all(MADE.fullmatch(name) for name in kept(folder)), kept(folder)
        for aside in folder.glob("a.before-*.db"):
            assert texts(aside) == [OLD * 300]
    turn = found.index([NEW * 300])
    assert found == [[OLD * 300]] * turn + [[NEW * 300]] * (len(found) - turn)
    assert 0 < turn < len(found) - 1
    assert unfinished  # else nothing would have been cleared away


@pytest.mark.thorough
def test_after_a_kill_the_next_restore_clears_up(copy: Path, tmp_path: Path) -> None:
    make(tmp_path / "fresh" / "a.db", OLD)
    for folder in killed_at_every_step(copy, tmp_path):
        restore(copy, folder / "a.db", now=NOW)
        assert texts(folder / "a.db") == [NEW * 300]
        assert all(MADE.fullmatch(name) for name in kept(folder)), kept(folder)


def test_where_there_was_none_there_is_none_or_the_whole_one(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "fresh").mkdir()
    for folder in killed_at_every_step(copy, tmp_path):
        there = (folder / "a.db").exists()
        assert texts(folder / "a.db") == ([NEW * 300] if there else [])
        assert all(MADE.fullmatch(name) for name in kept(folder)), kept(folder)


def test_a_damaged_database_stays_until_the_new_one_takes_its_place(
    copy: Path, tmp_path: Path
) -> None:
    (tmp_path / "fresh").mkdir()
    (tmp_path / "fresh" / "a.db").write_bytes(b"damaged " * 1000)
    for folder in killed_at_every_step(copy, tmp_path):
        database = folder / "a.db"
        if database.read_bytes().startswith(b"damaged"):
            with pytest.raises(StoreError, match="is not a database"):
                SqliteStore(database)
        else:
            assert texts(database) == [NEW * 300]
            (aside,) = folder.glob("a.before-*.db")
            assert aside.read_bytes() == b"damaged " * 1000
        assert all(MADE.fullmatch(name) for name in kept(folder)), kept(folder)


@pytest.mark.thorough
def test_a_backup_of_an_earlier_format_is_in_that_of_today_or_not_there(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        connection.executescript((FORMATS / "0001.sql").read_text(encoding="utf-8"))
    make(tmp_path / "fresh" / "a.db", OLD)
    found = [texts(f / "a.db") for f in killed_at_every_step(tmp_path / "copy.db", tmp_path)]
    assert {str(text) for text in found} == {str([OLD * 300]), str(["The yak danced."])}


def test_copies_that_version_0_1_0_left_are_cleared_away(tmp_path: Path) -> None:
    make(tmp_path / "a.db", OLD)
    left = tmp_path / "tmpab_9x1qz"
    left.mkdir()
    shutil.copy(tmp_path / "a.db", left / "a.db")
    others = tmp_path / "tmpphotos1"
    others.mkdir()
    (others / "a.db").write_bytes(b"")
    (others / "yak.png").write_bytes(b"")
    assert texts(tmp_path / "a.db") == [OLD * 300]
    assert not left.exists()
    assert kept(others) == ["a.db", "yak.png"]


def test_a_copy_on_which_a_restore_is_at_work_is_not_cleared_away(tmp_path: Path) -> None:
    make(tmp_path / "a.db", OLD)
    backup(tmp_path / "a.db", tmp_path / "copy.db")
    working = tmp_path / "a.db.partial"
    with closing(sqlite3.connect(working, isolation_level=None)) as at_work:
        at_work.execute("PRAGMA locking_mode = EXCLUSIVE")
        at_work.execute("CREATE TABLE working (x)")
        assert texts(tmp_path / "a.db") == [OLD * 300]
        assert working.exists()
        with pytest.raises(StoreError, match=r"Another restore .* is under way"):
            restore(tmp_path / "copy.db", tmp_path / "a.db", now=NOW)
    assert texts(tmp_path / "a.db") == [OLD * 300]
    assert not working.exists()
