"""Several processes of the bot that share its shards, and how they are asked."""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest

from tests.gateway.bot_under_test import QUESTION, QUOTED
from tests.gateway.protocol import Payload
from tests.gateway.server import LoopbackDiscord
from tests.gateway.world import DISCORD_EPOCH
from tests.payload import shown_text

TOTAL = 4
LEASE = 10.0 if "PULLQUOTE_CHAOS" in os.environ else 3.0
"""Seconds: as it is in `make chaos`, and else shorter, so that tests are."""
LONG_LEASE = "10"
"""For processes that nobody kills: on a busy machine, none should be taken for dead."""
WITHIN = 30.0  # seconds that something may take on a busy machine

Process = asyncio.subprocess.Process


class Start(Protocol):
    def __call__(self, *arguments: str, **variables: str) -> Awaitable[Process]: ...


@pytest.fixture
def channels(server: LoopbackDiscord) -> list[Payload]:
    """A channel in a server of each shard."""
    server.gateway.shards = TOTAL
    server.gateway.max_concurrency = 16
    return [server.world.open_guild() for _ in range(TOTAL)]


class Pullquote(Protocol):
    def __call__(
        self, *arguments: str, module: str = "bot.cli", **variables: str
    ) -> Awaitable[Process]: ...


@pytest.fixture
def start(pullquote: Pullquote) -> Start:
    """Starts a process that shares shards with the others; killed at the end."""

    def begin(*arguments: str, **variables: str) -> Awaitable[Process]:
        given = {
            "PULLQUOTE_SHARDS": "auto",
            "QUICK_BOT_LEASE": str(LEASE),
            "PULLQUOTE_USER_QUESTIONS": "600",
            "PULLQUOTE_SERVER_QUESTIONS": "6000",
        }
        return pullquote("run", *arguments, module="tests.gateway.quick_bot", **(given | variables))

    return begin


@pytest.fixture
def begin(server: LoopbackDiscord, channels: list[Payload], start: Start) -> Start:
    """Starts the first process, and waits until it answers in every server."""

    async def first(*arguments: str, **variables: str) -> Process:
        process = await start(*arguments, **variables)
        await up(server, set(range(TOTAL)))
        await answered(server, channels)
        return process

    return first


@pytest.fixture
def another(start: Start, pullquote: Pullquote) -> Start:
    """Starts a second process, and waits until both know of one another."""

    async def second(*arguments: str, **variables: str) -> Process:
        process = await start(*arguments, **variables)
        async with asyncio.timeout(WITHIN):
            while True:
                status = await pullquote("status", "--json", **variables)
                told, _ = await status.communicate()
                if len(json.loads(told)["processes"]) == 2:
                    return process

    return second


async def until(true: Callable[[], bool], what: str, within: float = WITHIN) -> None:
    """Wait until something is so."""
    try:
        async with asyncio.timeout(within):
            while not true():  # noqa: ASYNC110 - several things, not all of which tell
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"waited {within} s until {what}") from None


async def up(server: LoopbackDiscord, shards: set[int]) -> None:
    """Wait until shards are connected, and what is asked there is answered."""
    await until(lambda: server.gateway.connected() >= shards, f"{shards} are connected")


def replies(server: LoopbackDiscord) -> dict[str, list[Payload]]:
    """Return the replies of the bot by the ids of the messages that they answer."""
    found: dict[str, list[Payload]] = {}
    for message in server.world.shown.entries:
        if "message_reference" in message:
            found.setdefault(message["message_reference"]["message_id"], []).append(message)
    return found


def answers(server: LoopbackDiscord, asked: list[Payload]) -> Counter[int]:
    """Return how many questions were answered how often."""
    found = replies(server)
    return Counter(len(found.get(question["id"], ())) for question in asked)


async def ask(
    server: LoopbackDiscord, channels: list[Payload], seconds: float, rate: float
) -> list[Payload]:
    """Ask in one server after the other, so many questions a second."""
    asked = []
    began = time.monotonic()
    for number in range(int(seconds * rate)):
        await asyncio.sleep(began + number / rate - time.monotonic())
        where = channels[number % len(channels)]
        asked.append(server.say(QUESTION, by=f"reader {number}", mention=True, where=where))
    return asked


def silence(server: LoopbackDiscord, asked: list[Payload], since: float) -> float:
    """Return for how many seconds a server was not answered in, at the most, from a time on.

    The time is as of `time.time`; what was asked before it does not count.
    """
    longest = 0.0
    found = replies(server)
    once = [each for each in asked if len(found.get(each["id"], ())) == 1]
    for channel in {question["channel_id"] for question in asked}:
        times = [asked_at(each) - since for each in once if each["channel_id"] == channel]
        longest = max(longest, min(at for at in times if at > 0))
    return longest


def asked_at(message: Payload) -> float:
    """Return when a message was sent, by its id."""
    return ((int(message["id"]) >> 22) + DISCORD_EPOCH) / 1000


async def answered(server: LoopbackDiscord, channels: list[Payload]) -> None:
    """Wait until every server is answered in: its shard has a process."""
    for number, channel in enumerate(channels):

        async def try_again(channel: Payload = channel, number: int = number) -> None:
            while True:
                question = server.say(QUESTION, by=f"prober {number}", mention=True, where=channel)
                try:
                    reply = await asyncio.wait_for(server.reply(question), 2)
                except TimeoutError:
                    continue
                assert QUOTED in shown_text(reply)
                return

        async with asyncio.timeout(WITHIN):
            await try_again()


async def ended(process: Process) -> str:
    async with asyncio.timeout(WITHIN):
        _, errors = await process.communicate()
    log = errors.decode()
    assert "Traceback" not in log, log
    return log
