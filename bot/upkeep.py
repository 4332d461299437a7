"""Background maintenance: delete what has expired, and keep in step with other processes."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.ext import tasks
from discord.utils import utcnow

from index.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from bot.service import Service

log = logging.getLogger(__name__)

EVERY = 300.0
"""Seconds from one purge of removed articles to the next, and from one look to another at what
other processes have changed."""
LIMITS_EVERY = 60.0
"""Seconds after which limits that another process set hold here at the latest."""
SERVERS_EVERY = 3600.0
"""Seconds from one purge of servers that were left to the next."""


class Upkeep:
    """Purges now and then, and keeps in step with the servers that the bot is in.

    Articles of a server are deleted for good after it was seen as left twice: when that was noted,
    and, after the days of grace, when Discord is asked once more.
    """

    def __init__(
        self,
        service: Service,
        clients: Callable[[], Sequence[discord.Client]],
        *,
        settle: float = 0.0,
    ) -> None:
        """Purge what the service keeps, of servers that the bot is not in.

        Of servers of shards for which no client is ready nothing is known, and nothing is done.
        ``settle`` is for how many seconds others may become ready after the first.
        """
        self._service = service
        self._clients = clients
        self._settle = settle
        self._settling: asyncio.TimerHandle | None = None
        self._is_behind = True
        self._removed = tasks.loop(seconds=EVERY)(self._purge_removed)
        self._servers = tasks.loop(seconds=SERVERS_EVERY)(self._purge_servers)
        self._limits = tasks.loop(seconds=LIMITS_EVERY)(self._read_limits)

    def ready(self) -> None:
        """Catch up with what happened while the bot was away, and purge from now on.

        Only now is it known which servers the bot is in, those that are out of order among them.
        """
        if not self._settle:
            self._begin()
        elif self._settling is None:
            self._settling = asyncio.get_running_loop().call_later(self._settle, self._begin)

    def _begin(self) -> None:
        self._settling = None
        self._is_behind = True
        for loop in (self._limits, self._servers, self._removed):
            if loop.is_running():
                loop.restart()
            else:
                loop.start()

    def stop(self) -> None:
        """Purge no more."""
        if self._settling is not None:
            self._settling.cancel()
        for loop in (self._limits, self._servers, self._removed):
            loop.cancel()

    async def joined(self, server: int) -> None:
        """Keep the articles of a server, even if it was left before."""
        await self._note(server, self._service.change(lambda it: it.server_joined(server)))

    async def left(self, server: int) -> None:
        """Begin the days of grace of a server that the bot is no longer in."""
        await self._note(
            server, self._service.change(lambda it: it.server_left(server, now=utcnow()))
        )

    async def _note(self, server: int, change: Awaitable[object]) -> None:
        """Note something about a server; if it fails, catch up in the next round."""
        try:
            await change
        except StoreError as error:
            self._is_behind = True
            log.warning("Whether the bot is in server %d is noted later: %s", server, error)

    async def _read_limits(self) -> None:
        await read_limits(self._service)

    async def _purge_removed(self) -> None:
        async def purge() -> None:
            await self._service.purge(now=utcnow(), servers=frozenset())
            await self._service.renew()

        await _unless_it_fails(purge)

    async def _purge_servers(self) -> None:
        async def purge() -> None:
            if self._is_behind:
                self._is_behind = False
                try:
                    await self._reconcile()
                except BaseException:
                    self._is_behind = True
                    raise
            now = utcnow()
            noted = await self._still_left()
            due = [server for server, at in noted.items() if at < now - self._service.grace]
            gone = {server for server in due if await self._is_gone(server)}
            if gone:
                purged = await self._service.purge(now=now, servers=gone)
                for collection_id in purged.collections:
                    log.info("Deleted the articles of %s, which was left long ago", collection_id)

        await _unless_it_fails(purge)

    async def _reconcile(self) -> None:
        noted = await self._still_left()
        for collection_id in await self._service.look(lambda library: library.collections()):
            server = collection_id.number
            if (
                collection_id.kind == "server"
                and server not in noted
                and self._is_in(server) is False
            ):
                await self.left(server)

    async def _still_left(self) -> Mapping[int, datetime]:
        """Return the servers that were left, and when; note those that the bot is in again."""
        noted = await self._service.look(lambda library: library.servers_left())
        for server in noted:
            if self._is_in(server):
                await self.joined(server)
        return {server: at for server, at in noted.items() if self._is_in(server) is False}

    def _client_of(self, server: int) -> discord.Client | None:
        """Return the client of the shard of a server, if it is ready."""
        for client in self._clients():
            if client.shard_count is None or client.shard_id == shard_of(
                server, client.shard_count
            ):
                return client if client.is_ready() else None
        return None

    def _is_in(self, server: int) -> bool | None:
        """Tell whether the bot is in a server; None where nobody here knows."""
        client = self._client_of(server)
        return None if client is None else client.get_guild(server) is not None

    async def _is_gone(self, server: int) -> bool:
        """Ask Discord whether the bot is not in a server; what cannot be told is no reason."""
        client = self._client_of(server)
        if client is None:
            return False
        try:
            await client.fetch_guild(server, with_counts=False)
        except (discord.NotFound, discord.Forbidden):
            return True
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("Whether server %d was left cannot be told now: %s", server, error)
            return False
        log.warning("Server %d counted as left, but Discord says that it was not", server)
        await self.joined(server)
        return False


def shard_of(server: int, total: int) -> int:
    """Return the shard to which Discord sends the events of a server."""
    return (server >> 22) % total


async def read_limits(service: Service) -> None:
    """Learn what the operator allows each server; what was known holds on if that fails."""
    try:
        await service.read_limits()
    except StoreError as error:
        log.warning("The limits of servers stay as they were last read: %s", error)


async def _unless_it_fails(work: Callable[[], Awaitable[object]]) -> None:
    """Do some work; what fails is tried again the next time."""
    try:
        await work()
    except Exception:  # a loop that ends deletes nothing any more
        log.exception("What had its time could not be deleted; it will be tried again")
