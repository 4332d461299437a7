"""Whether a process is alive, and whether it can answer: what orchestrators ask now and then."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from index.errors import PullquoteError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.observing.gateway import Connection

DEAD = 600.0
"""Seconds without any sign of Discord after which a new process may help. discord.py connects
again by itself, and each new process spends one of a thousand session starts a day."""
PATIENCE = 5.0
"""Seconds within which the store has to answer."""


class Health:
    """The health of a process. What is wrong is said in sentences, none if nothing is."""

    def __init__(
        self,
        connections: Callable[[], Sequence[Connection]],
        reach_store: Callable[[], Awaitable[object]],
        *,
        is_stopping: Callable[[], bool],
        dead: float = DEAD,
        patience: float = PATIENCE,
    ) -> None:
        """Watch connections and a store, which raises an error or takes long when it is away."""
        self._connections = connections
        self._reach_store = reach_store
        self._is_stopping = is_stopping
        self._dead = dead
        self._patience = patience
        self._last_sign = time.monotonic()
        self._reaching: asyncio.Task[str | None] | None = None

    def ails(self) -> list[str]:
        """Return why the process should be ended and another be started.

        A database that is away is no reason: a new process would not reach it either.
        """
        now = time.monotonic()
        silences = [connection.silence for connection in self._connections()]
        silences = silences or [0.0]  # who has no shard waits for one, and is well
        self._last_sign = max([self._last_sign, *(now - silence for silence in silences)])
        silent = now - self._last_sign
        if silent <= self._dead:
            return []
        return [f"Discord has acknowledged no heartbeat for {silent:.0f} s."]

    async def hinders(self) -> list[str]:
        """Return why the process cannot answer now."""
        found = ["The bot is stopping."] if self._is_stopping() else []
        found += [_trouble(each) for each in self._connections() if not each.is_up]
        if trouble := await self._store_trouble():
            found.append(trouble)
        return found

    async def _store_trouble(self) -> str | None:
        """Return what is wrong with the store; whoever asks meanwhile waits for the same answer.

        So a store that does not answer has one thread waiting for it, however often it is asked.
        """
        if self._reaching is None or self._reaching.done():
            self._reaching = asyncio.create_task(self._reach())
        done, _ = await asyncio.wait({self._reaching}, timeout=self._patience)
        if not done:
            return f"The database has not answered for {self._patience:g} s."
        return self._reaching.result()

    async def _reach(self) -> str | None:
        try:
            await self._reach_store()
        except PullquoteError as error:
            return f"The database cannot be used: {error}"
        return None


def _trouble(connection: Connection) -> str:
    shard = f"Shard {connection.shard}"
    if not connection.ready:
        return f"{shard} is not connected to Discord."
    return f"{shard} has had no heartbeat acknowledged for {connection.silence:.0f} s."
