"""The command line with a PostgreSQL: what is the same, and what is said instead."""

from __future__ import annotations

import logging
import os
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.terminal import doctor
from index.library import Library
from index.limits import CollectionLimits, OwnLimits
from index.model import SHARED
from index.store.postgres import PostgresStore
from index.store.sqlite import SqliteStore
from tests.store.articles import ALICE, HERE, LIMITS, MINUTE, NOW, THERE, article, draft
from tests.terminal.command import pullquote

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from index.store.protocol import Store
    from tests.store.server import Server


log = logging.getLogger(__name__)

MANY = 10_000 if "PULLQUOTE_CHAOS" in os.environ else 300
PLENTY = CollectionLimits(articles=MANY)
LONG = 900.0


@pytest.fixture
def address(fresh: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    """That of an empty database, which the settings name."""
    made = fresh()
    monkeypatch.setenv("PULLQUOTE_DATABASE", made)
    return made


def fill(store: Store) -> None:
    with closing(Library.open(store)) as library:
        old = library.add(HERE, article("The zebra slept.", title="Zebras"), by=7, now=NOW).record
        library.update(HERE, old.id, article("The gut \u2028 yak."), by=8, now=NOW + MINUTE)
        library.add(ALICE, article("The yak danced."), by=7, now=NOW)
        library.add(SHARED, article("The gnu sang.", "gnu"), by=None, now=NOW)
        library.hide(THERE, "gnu")
        library.allow_role(THERE, 99)
        store.limit(HERE, OwnLimits(articles=5))
        library.server_left(THERE.number, now=NOW)


def everything(store: Store) -> list[object]:
    with closing(store):
        places = store.collections()
        return [
            list(store.export()),
            [(place, store.hidden(place), store.allowed_role(place)) for place in places],
            dict(store.servers_left()),
            dict(store.limits()),
        ]


def test_what_is_added_is_asked_exported_and_imported(
    address: str, tmp_path: Path, fresh: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "zebra.txt"
    file.write_text("The zebra slept in the barn.", encoding="utf-8")
    assert pullquote("article", "add", str(file)).returncode == 0
    assert "zebra slept in the barn" in pullquote("ask", "Where did the zebra sleep?").stdout
    exported = tmp_path / "all.jsonl"
    assert pullquote("export", str(exported)).returncode == 0
    other = fresh()
    monkeypatch.setenv("PULLQUOTE_DATABASE", other)
    assert "1 added" in pullquote("import", str(exported)).stderr
    assert pullquote("export").stdout == exported.read_text(encoding="utf-8")
    assert everything(PostgresStore(address)) == everything(PostgresStore(other))


def test_many_articles_are_exported_imported_and_exported_to_the_same_lines(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PULLQUOTE_DATABASE")
    with closing(SqliteStore(tmp_path / "pullquote.db")) as store, store.together():
        for number in range(MANY):
            text = f"Zebra {number} slept. " + "It dreamed of a heron on the wall. " * 20
            place = (HERE, THERE, ALICE, SHARED)[number % 4]
            store.add(place, draft(text, title=f"Zebra {number}"), limits=PLENTY)
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path))
    done = pullquote("export", str(first), within=LONG)
    assert done.returncode == 0, done.stderr
    monkeypatch.setenv("PULLQUOTE_DATABASE", address)
    monkeypatch.setenv("PULLQUOTE_ARTICLES", "100000")
    began = time.monotonic()
    done = pullquote("import", str(first), within=LONG)
    assert f"{MANY} added" in done.stderr.replace(",", ""), done.stderr
    log.info("%d articles imported in %.0f s", MANY, time.monotonic() - began)
    assert pullquote("export", str(second), within=LONG).returncode == 0
    assert second.read_bytes() == first.read_bytes()
    assert len(first.read_bytes().splitlines()) >= MANY


def test_a_library_moves_to_postgresql_and_back(tmp_path: Path, address: str) -> None:
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    fill(SqliteStore(first))
    for added, there in ((3, 0), (0, 3)):
        done = pullquote("migrate", str(first), address)
        assert done.returncode == 0, done.stderr
        assert f"{added} added, {there} there already." in done.stderr
        assert "Everything is there" in done.stderr
    assert pullquote("migrate", address, str(second)).returncode == 0
    assert everything(SqliteStore(first)) == everything(SqliteStore(second))


def test_what_was_moved_in_part_is_gone_on_with_and_what_differs_is_said(
    tmp_path: Path, address: str
) -> None:
    first = tmp_path / "first.db"
    fill(SqliteStore(first))
    with closing(PostgresStore(address)) as store, closing(SqliteStore(first)) as source:
        for stored in list(source.export())[:2]:
            store.put(stored)
    assert "1 added, 2 there already." in pullquote("migrate", str(first), address).stderr
    with closing(PostgresStore(address)) as store:
        store.rename(SHARED, "gnu", "Another title", by=None, now=NOW)
    done = pullquote("migrate", str(first), address)
    assert done.returncode == 1
    assert "shared, gnu: not the same" in done.stderr
    with closing(PostgresStore(address)) as store:
        store.update(SHARED, "gnu", draft("Another gnu."), limits=LIMITS)
    done = pullquote("migrate", str(first), address)
    assert done.returncode == 2
    assert "has the id “gnu” already, with another text" in done.stderr


def test_what_cannot_be_moved_from_is_not_made(tmp_path: Path) -> None:
    done = pullquote("migrate", str(tmp_path / "none.db"), str(tmp_path / "new.db"))
    assert done.returncode == 1
    assert "There is no file" in done.stderr
    assert list(tmp_path.glob("*.db")) == []


@pytest.mark.parametrize(("command", "instead"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_backups_of_postgresql_are_its_own(
    address: str, tmp_path: Path, command: str, instead: str
) -> None:
    done = pullquote(command, str(tmp_path / "file"))
    assert done.returncode == 2
    assert instead in done.stderr
    assert address not in done.stderr


@pytest.mark.thorough
def test_the_doctor_says_how_a_postgresql_is(
    address: str, postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finding() -> doctor.Finding:
        return next(found for found in doctor.examine(NOW) if found.name == "database")

    found = finding()
    assert not found.good  # that of the tests is not meant for machines that fail
    assert "fsync is off. Turn it on." in found.text
    assert "127.0.0.1" in found.text
    monkeypatch.setenv("PULLQUOTE_DATABASE", postgresql.address("nowhere"))
    assert "does not exist" in finding().text
    monkeypatch.setenv("PULLQUOTE_DATABASE", "mysql://secret@x")
    whole = str(doctor.examine(NOW))
    assert "PULLQUOTE_DATABASE" in whole
    assert "secret" not in whole
