"""What has to happen without anybody asking for it: what had its time is deleted."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord.ext import tasks
from discord.utils import utcnow

from index.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.service import Service

log = logging.getLogger(__name__)

EVERY = 300.0
"""Seconds from one purge to the next."""


class Upkeep:
    """Purges now and then, and keeps in step with the servers that the bot is in."""

    def __init__(self, service: Service, *, expire: Callable[[float], None]) -> None:
        """Purge what the service keeps; ``expire`` forgets what is kept in memory, by the time."""
        self._service = service
        self._expire = expire
        self._loop = tasks.loop(seconds=EVERY)(self.purge)

    def start(self) -> None:
        """Purge from now on."""
        self._loop.start()

    def stop(self) -> None:
        """Purge no more."""
        self._loop.cancel()

    async def purge(self) -> None:
        """Delete what has had its time."""
        now = utcnow()
        self._expire(now.timestamp())
        try:
            purged = await self._service.purge(now=now)
        except StoreError:
            log.exception("What had its time could not be deleted; it will be tried again")
            return
        for collection in purged.collections:
            log.info("Deleted the articles of %s, which was left long ago", collection)

    async def joined(self, server: int) -> None:
        """Keep the articles of a server, also if it was left before."""
        await self._service.server_joined(server)

    async def left(self, server: int) -> None:
        """Begin the days of grace of a server that the bot is no longer in."""
        await self._service.server_left(server, now=utcnow())

    async def reconcile(self, servers: Collection[int]) -> None:
        """Catch up with the servers that were joined and left while the bot was not there."""
        for collection in await self._service.collections():
            if collection.kind == "server":
                there = collection.number in servers
                await (self.joined if there else self.left)(collection.number)
