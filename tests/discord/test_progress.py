"""What takes longer says what it is doing; what breaks says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.client import PullquoteClient
from bot.service import Service
from bot.settings import load
from index.errors import StoreError
from index.library import Library
from tests.discord.reading import response_of, text_of_components

if TYPE_CHECKING:
    from pathlib import Path

    import simcord

    from index.model import Added, Article
    from tests.discord.conftest import World

DEFERRED = 5
YAK = "The yak dances in the green meadow."


class Slow(Service):
    """A service that reads a file when it is told to."""

    env: simcord.Env

    def __init__(self, library: Library) -> None:
        super().__init__(library, workers=2)
        self.gate = asyncio.Semaphore(0)

    async def read_file(self, raw: bytes, **options: object) -> Article:
        await self.env.external_wait(self.gate.acquire(), reason="the test says when")
        return await super().read_file(raw, **options)  # type: ignore[arg-type]  # as they came


class Broken(Library):
    """A library whose disk is full."""

    def add(self, *_: object, **__: object) -> Added:
        raise StoreError("The disk is full: /srv/secret/pullquote.db cannot grow.")


def edits(world: World) -> list[str]:
    """The texts to which messages were edited, in order."""
    return [
        text_of_components(request.json["components"])
        for request in world.env.http_requests
        if request.method == "PATCH" and isinstance(request.json, dict)
    ]


def callbacks(world: World) -> list[int]:
    """The kinds of the first responses to interactions, in order."""
    return [
        int(request.json["type"])
        for request in world.env.http_requests
        if request.path.endswith("/callback") and isinstance(request.json, dict)
    ]


class TestSlow:
    @pytest.fixture
    def slow(self, library: Library) -> Slow:
        return Slow(library)

    @pytest.fixture
    def simcord_bot(self, slow: Slow, tmp_path: Path) -> PullquoteClient:
        settings = load({"PULLQUOTE_DATA": str(tmp_path)})
        return PullquoteClient(service=slow, settings=settings)

    async def test_what_is_being_done_is_shown_after_two_seconds_until_it_is_done(
        self, world: World, slow: Slow
    ) -> None:
        slow.env = world.env
        result = await world.mod.slash(
            world.channel,
            "article add",
            file=("a.txt", f"{YAK} 1".encode()),
            file2=("b.txt", f"{YAK} 2".encode()),
        )
        assert callbacks(world)[-1] == DEFERRED
        assert edits(world) == ["Reading 1 of 2: a.txt …"]
        slow.gate.release()
        await world.env.advance_time(1.1)
        assert edits(world) == ["Reading 1 of 2: a.txt …", "Reading 2 of 2: b.txt …"]
        slow.gate.release()
        await world.env.settle()
        assert "**2 of 2 articles added**" in response_of(result)
        assert len(world.channel.history()) == 1

    async def test_an_update_shows_it_too(self, world: World, slow: Slow) -> None:
        slow.env = world.env
        await world.add(YAK, "On yaks")
        options = {"article": "On yaks", "file": ("new.txt", b"A yak.")}
        result = await world.mod.slash(world.channel, "article update", **options)
        assert edits(world) == ["Reading: new.txt …"]
        slow.gate.release()
        await world.env.settle()
        assert "**Updated: On yaks**" in response_of(result)
        assert result.ephemeral


class TestBroken:
    @pytest.fixture
    def library(self) -> Library:
        return Broken()

    async def test_a_store_that_fails_is_a_reference_that_is_in_the_log(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        result = await world.mod.slash(world.channel, "article add", file=("yak.txt", YAK.encode()))
        text = response_of(result)
        assert result.ephemeral
        assert "/srv/secret" not in text
        reference = text.split("`")[1]
        assert any(reference in record.getMessage() for record in caplog.records)
