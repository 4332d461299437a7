"""What is under way: in which order when there is a crowd, and what of it when the bot stops."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar, cast

from discord import app_commands

from bot.render.phrases import counted
from index.errors import PullquoteError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

log = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds to wait for work before telling Discord that it takes longer; Discord waits for 3."""
_CROWD = 20
"""Requests from which on waiting is no use, and telling Discord of all of them takes its time."""
_FEW = 10
"""First responses that work need not wait for."""
_LONGEST = 3.0
"""Seconds that work waits for first responses; after that nobody waits for those any more."""
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
        self._is_over = False
        self._requests: set[asyncio.Task[object]] = set()
        self._work: set[asyncio.Task[object]] = set()
        self._deferring = 0
        self._turn = asyncio.Event()
        self._turn.set()

    @property
    def patience(self) -> float:
        """Seconds to wait for work before telling Discord that a response takes longer."""
        return 0.0 if len(self._requests) > _CROWD else PATIENCE

    @property
    def count(self) -> int:
        """How many requests are being answered."""
        return len(self._requests)

    def enter(self) -> None:
        """Count the current task as a request until it ends.

        Raise RestartingError while the bot is stopping; to tell the person is then the request.
        """
        if task := asyncio.current_task():
            _keep(self._requests, task)
        if self.stopping:
            raise RestartingError

    def begin(self, work: Callable[[], Coroutine[object, object, T]]) -> asyncio.Task[T]:
        """Begin work for a request; it is canceled when there is no more time for it.

        First responses go before it: they have to be in time, and answers do not. Raise
        RestartingError when there is no more time already.
        """
        if self._is_over:
            raise RestartingError

        async def in_turn() -> T:
            if not self._turn.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._turn.wait(), _LONGEST)
            return await work()

        task = asyncio.create_task(in_turn())
        _keep(self._work, task)
        return task

    @contextmanager
    def deferring(self) -> Iterator[None]:
        """Let work wait its turn while Discord is told that a response takes longer."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        self._deferring += change
        if self._deferring > _FEW:
            self._turn.clear()
        else:
            self._turn.set()

    async def finish(self, within: float) -> None:
        """Take no new requests, and give those under way so many seconds to be answered.

        Towards the end those that still wait for their work are told that they wait in vain.
        """
        self.stopping = True
        telling = min(_TELLING, within / 2)
        await self._wait(within - telling)
        self._is_over = True
        for task in self._work:
            task.cancel()
        await self._wait(telling)
        unanswered = set(self._requests)
        if unanswered:
            log.warning("%s left without an answer", counted(len(unanswered), "request"))
            for task in unanswered:
                task.cancel()
            await asyncio.wait(unanswered, timeout=telling)

    async def _wait(self, seconds: float) -> None:
        """Wait until no request is under way, new ones among them, or so many seconds are over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._requests:
                    await asyncio.wait(self._requests)


def _keep(tasks: set[asyncio.Task[object]], task: asyncio.Task[T]) -> None:
    tasks.add(cast("asyncio.Task[object]", task))
    task.add_done_callback(tasks.discard)
