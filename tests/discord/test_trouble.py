"""What people read when the store cannot do what they want, and that questions go on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from bot.views.errors import explain
from index.errors import (
    BusyError,
    FullError,
    LockedError,
    MovedError,
    ReadOnlyError,
    StoreError,
    UncertainError,
)
from index.library import Library
from index.store.sqlite import SqliteStore
from tests.discord.reading import response_of
from tests.store.locking import locked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.discord.conftest import World

YAK = "The yak dances in the green meadow."
BUSY = "The articles cannot be changed just now; try again in a minute."
FULL = "The disk of this bot is full, so nothing was changed."


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "pullquote.db"


@pytest.fixture
def store(database: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(database, patience=0.3)
    yield opened
    opened.close()


@pytest.fixture
def library(store: SqliteStore) -> Library:
    return Library.open(store)


async def test_while_another_program_writes_questions_are_answered_and_changes_refused(
    world: World, database: Path
) -> None:
    article_id = await world.add(YAK, "On yaks")
    with locked(database):
        changes: dict[str, dict[str, object]] = {
            "article rename": {"article": article_id, "title": "Other yaks"},
            "article hide": {"article": "iraq-strikes"},
            "article add": {"file": ("gnu.txt", b"The gnu sang.")},
        }
        for name, options in changes.items():
            result = await world.mod.slash(world.channel, name, **options)
            assert BUSY in response_of(result)
            assert result.ephemeral
        assert YAK in await world.answers("Where does the yak dance?")
        privacy = await world.alice.slash(world.channel, "privacy")
        assert "1 article of this server" in response_of(privacy)
    world.env.errors.clear()
    renamed = await world.mod.slash(
        world.channel, "article rename", article=article_id, title="Other yaks"
    )
    assert "**Renamed:**" in response_of(renamed)


async def test_a_full_disk_is_what_a_moderator_reads(world: World, store: SqliteStore) -> None:
    await world.add(YAK, "On yaks")
    with store._connections.writing() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    for size in (20, 2000):
        text = ("The gnu sang. " * size).encode()
        result = await world.mod.slash(world.channel, "article add", file=("gnu.txt", text))
        if FULL in response_of(result):
            break
    assert FULL in response_of(result)
    assert "pullquote.db" not in response_of(result)
    assert YAK in await world.answers("Where does the yak dance?")


async def test_a_database_that_was_deleted_is_what_people_read(
    world: World, database: Path
) -> None:
    await world.add(YAK, "On yaks")
    database.unlink()  # noqa: ASYNC240 - at once
    result = await world.mod.slash(world.channel, "article add", file=("gnu.txt", b"The gnu sang."))
    assert "The articles are not where this bot keeps them." in response_of(result)
    assert "The articles are not where" in await world.answers("Where does the yak dance?")
    world.env.errors.clear()


@pytest.mark.parametrize(
    "kind",
    [BusyError, FullError, LockedError, MovedError, ReadOnlyError, UncertainError],
    ids=lambda k: k.__name__,
)
def test_what_the_operator_has_to_know_is_in_the_log_alone(
    kind: type[StoreError], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        text = explain(kind("The disk is full: /srv/secret/pullquote.db cannot grow."))
    assert "/srv/secret" not in text
    assert "reference" not in text
    assert "/srv/secret/pullquote.db cannot grow" in caplog.text
