"""A database that another program keeps locked: questions go on, changes give up in time."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.service import Service
from index.errors import BusyError, LockedError
from index.library import Library
from index.model import Article
from index.store.sqlite import SqliteStore
from index.store.sqlite.backup import restore
from tests.store.articles import HERE, LIMITS, NOW, draft, found, news
from tests.store.locking import locked

if TYPE_CHECKING:
    from pathlib import Path

ZEBRA = "The zebra slept."
FOR_EVER = 600.0
"""Longer than a test may take."""
LONG = 30.0
"""Longer than anything here may take, however busy the machine is."""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    with closing(SqliteStore(path)) as store:
        store.add(HERE, draft(ZEBRA, "zebra"), limits=LIMITS)
    return path


def article(number: int) -> Article:
    return Article(f"yak-{number}", "Yaks", f"The yak number {number} danced.", "test")


async def test_questions_do_not_wait_for_changes_that_wait_for_another_program(
    database: Path,
) -> None:
    library = Library(store=SqliteStore(database, patience=1))
    service = Service(library, workers=2)
    done: list[str] = []

    async def change(number: int) -> None:
        with pytest.raises(BusyError):
            await service.add(HERE, article(number), by=1, now=NOW)
        done.append("change")

    async def rename(title: str) -> None:
        with pytest.raises(BusyError):
            await service.change(
                lambda library: library.rename(HERE, "zebra", title, by=1, now=NOW)
            )
        done.append("change")

    with locked(database):
        changes = [asyncio.create_task(change(number)) for number in range(5)]
        changes += [asyncio.create_task(rename(f"Zebra {number}")) for number in range(20)]
        await asyncio.sleep(0.1)
        start = time.monotonic()
        answer = await service.ask("Who slept?", collection_id=HERE, limit=3)
        assert (await service.look(lambda library: library.usage(HERE))).articles == 1
        assert (answer.quotes or answer.nearest)[0].text == ZEBRA
        assert done == []
        await asyncio.gather(*changes)
    assert time.monotonic() - start < LONG  # one deadline for all, and not one after the other
    assert [record.title for record in library.articles(HERE)] == ["A title"]
    assert (await service.add(HERE, article(9), by=1, now=NOW)).created
    service.close()
    library.close()


def test_a_locked_database_is_opened_and_asked(database: Path) -> None:
    with locked(database):
        start = time.monotonic()
        library = Library(store=SqliteStore(database))
        assert found(library, "Who slept?") == ZEBRA
        library.close()
        assert time.monotonic() - start < LONG


def test_a_new_analysis_is_not_kept_while_others_write_and_nobody_waits_for_it(
    tmp_path: Path,
) -> None:
    database = tmp_path / "a.db"
    outdated = draft(ZEBRA, "zebra")
    with closing(SqliteStore(database)) as store:
        content = replace(outdated.content, analysis_version=0)
        store.add(HERE, replace(outdated, content=content), limits=LIMITS)
    library = Library(store=SqliteStore(database, patience=FOR_EVER))
    with locked(database):
        assert found(library, "Who slept?") == ZEBRA
    library.close()
    with closing(SqliteStore(database)) as store:
        (kept,) = news(store)
        assert kept.analysis_version == 0


def test_a_database_that_nobody_else_may_even_read_is_a_sentence_in_time(database: Path) -> None:
    alone = ("PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE")
    start = time.monotonic()
    with locked(database, *alone):
        with pytest.raises(LockedError, match="locked by another program"):
            SqliteStore(database)
        with pytest.raises(LockedError, match="locked by another program"):
            restore(database, database.with_name("b.db"), now=NOW)
    assert time.monotonic() - start < LONG
    SqliteStore(database).close()


def test_a_locked_database_is_not_taken_for_a_damaged_one(database: Path, tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "new.db")) as store:
        store.add(HERE, draft("The yak danced.", "yak"), limits=LIMITS)
    for statements in (
        ("BEGIN EXCLUSIVE",),
        ("PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE"),
    ):
        before = database.stat().st_ino
        with locked(database, *statements), pytest.raises((LockedError, BusyError)):
            restore(tmp_path / "new.db", database, now=NOW)
        assert database.stat().st_ino == before
        with closing(SqliteStore(database)) as store:
            assert [record.id for record in store.records(HERE)] == ["zebra"]
        for aside in tmp_path.glob("a.before-*"):
            aside.unlink()


def test_after_one_change_waited_in_vain_the_others_wait_less(database: Path) -> None:
    store = SqliteStore(database, patience=3)
    waits = []
    with locked(database):
        for number in range(4):
            start = time.monotonic()
            with pytest.raises(BusyError, match="locked by another program"):
                store.add(HERE, draft(f"Number {number}."), limits=LIMITS)
            waits.append(time.monotonic() - start)
    assert waits[0] >= 3
    assert max(waits[1:]) < waits[0]
    assert store.add(HERE, draft("The yak danced."), limits=LIMITS).created
    store.close()
