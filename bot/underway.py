"""What is under way when the bot has to stop: finished if it can be, and otherwise told."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import discord
from discord import app_commands

from index.errors import PullquoteError

if TYPE_CHECKING:
    from collections.abc import Coroutine

log = logging.getLogger(__name__)

T = TypeVar("T")

_TELLING = 2.0
"""Seconds at the end of the time to finish in which people are told what is not finished."""


class RestartingError(PullquoteError, app_commands.CheckFailure):
    """The bot is stopping."""

    def __init__(self) -> None:
        super().__init__("I am restarting; please ask again in a moment.")


class Underway:
    """The requests of people that are being answered, and the work that they wait for."""

    def __init__(self) -> None:
        self.stopping = False
        self._requests: set[asyncio.Task[object]] = set()
        self._work: set[asyncio.Task[object]] = set()

    def enter(self) -> None:
        """Count the current task as a request until it ends.

        Raise RestartingError while the bot is stopping; to tell the person is then the request.
        """
        if task := asyncio.current_task():
            _keep(self._requests, task)
        if self.stopping:
            raise RestartingError

    def begin(self, work: Coroutine[object, object, T]) -> asyncio.Task[T]:
        """Begin work for a request; it is canceled when there is no more time for it."""
        task = asyncio.create_task(work)
        _keep(self._work, task)
        return task

    async def finish(self, within: float) -> None:
        """Take no new requests, and give those under way so many seconds to be answered.

        Towards the end those that still wait for their work are told that they wait in vain.
        """
        self.stopping = True
        telling = min(_TELLING, within / 2)
        await self._wait(within - telling)
        for task in self._work:
            task.cancel()
        await self._wait(telling)
        unanswered = set(self._requests)
        if unanswered:
            log.warning("%d requests were left without an answer", len(unanswered))
            for task in unanswered:
                task.cancel()
            await asyncio.wait(unanswered, timeout=telling)

    async def _wait(self, seconds: float) -> None:
        """Wait until no request is under way, new ones among them, or so many seconds are over."""
        try:
            async with asyncio.timeout(seconds):
                while self._requests:
                    await asyncio.wait(self._requests)
        except TimeoutError:
            pass


def _keep(tasks: set[asyncio.Task[object]], task: asyncio.Task[T]) -> None:
    tasks.add(cast("asyncio.Task[object]", task))
    task.add_done_callback(tasks.discard)


class _Client(Protocol):
    underway: Underway


def underway_of(interaction: discord.Interaction[discord.Client]) -> Underway:
    """Return what is under way in the client that received an interaction."""
    return cast("_Client", interaction.client).underway
