"""When a shard may identify: Discord takes one IDENTIFY of a bucket in five seconds.

The moments are reserved where all processes see it, and then waited for. What is reserved is
remembered: discord.py gives up connecting after a minute, even when it only waits.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.shards.gate import awake

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from discord.http import HTTPClient
    from discord.types.gateway import SessionStartLimit

log = logging.getLogger(__name__)

_FEW = 0.1
"""The share of a day's session starts that is left alone unless there is time."""
_PAUSE = 60.0
"""Seconds to wait for each when there are few. Beyond the limit Discord ends all sessions."""


class Slots:
    """The moments at which one shard may identify."""

    def __init__(self, shard: int, reserve: Callable[[int], Awaitable[float]]) -> None:
        """Reserve with a function that takes a bucket and returns how many seconds to wait."""
        self._shard = shard
        self._reserve = reserve
        self._at = 0.0

    async def wait(self, http: HTTPClient) -> int | None:
        """Wait until the shard may identify.

        Return how many sessions may be begun until a day is over, if that was looked at.
        """
        left = None
        if self._at <= awake():  # else it was cut off while it waited, and the moment is still ours
            _, _, limit = await http.get_bot_gateway()
            left = limit["remaining"]
            await asyncio.sleep(pause_for(limit))
            self._at = awake() + await self._reserve(self._shard % limit["max_concurrency"])
        await asyncio.sleep(self._at - awake())
        self._at = 0.0
        return left


def pause_for(limit: SessionStartLimit) -> float:
    """Return how many seconds to wait because of how many session starts are left."""
    if limit["remaining"] > _FEW * limit["total"]:
        return 0.0
    reset = limit["reset_after"] / 1000
    pause = min(reset, _PAUSE) if limit["remaining"] else reset
    log.warning(
        "Only %d of %d session starts are left; the next one waits %.0f s",
        limit["remaining"],
        limit["total"],
        pause,
    )
    return pause
