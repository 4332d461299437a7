"""The shards of one process: it takes what it may have, answers there, and hands it over."""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.observing.gateway import connection_of
from bot.observing.logs import shard as shard_of_task
from bot.shards import board
from bot.shards.board import Member, Report
from bot.shards.gate import Gate, awake
from bot.shards.slots import Slots
from index.errors import StoreError
from index.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.shards.board import Shard, Turn
    from bot.shards.client import ShardClient
    from bot.shards.layout import Layout
    from bot.shards.leases import Leases

log = logging.getLogger(__name__)

EVERY = 1.0
"""Seconds from one turn to the next."""
_QUICKLY = 0.25
"""The same while shards are handed over."""
MARGIN = 1.0
"""Seconds before the end of a lease at which a process stops answering: what it was sent may
arrive at the next one a little later."""
_TAKERS_WITHIN = 3.0
"""Seconds within which others take what is offered, if they have room."""
_LATE = 1.0
"""Seconds for which what came before a cut may still arrive."""
_AGAIN = 5.0
"""Seconds until a connection that could not be made is tried again."""
_CLOSE_WITHIN = 4.0
_FINAL = (discord.LoginFailure, discord.ConnectionClosed, discord.PrivilegedIntentsRequired)


@dataclass(slots=True)
class _Running:
    """A shard for which there is a client."""

    client: ShardClient
    task: asyncio.Task[None]
    term: int | None
    """None while it is taken over."""

    @property
    def gate(self) -> Gate:
        return self.client.gate


class Crew:
    """The clients of a process, one for each of its shards."""

    def __init__(
        self,
        leases: Leases,
        layout: Layout,
        build: Callable[[int, int, Gate, Slots], ShardClient],
        *,
        token: str,
    ) -> None:
        """Build a client for a shard, of so many, with a function."""
        self._leases = leases
        self._layout = layout
        self._build = build
        self._token = token
        self._lease = board.LEASE
        self._id = str(uuid.uuid4())
        self._name = f"{platform.node()}:{os.getpid()}"
        self._total = 0
        self._running: dict[int, _Running] = {}
        self._told: Turn | None = None
        self._leaving_since: float | None = None
        self._without_any_since: float | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._is_out_of_reach = False
        self._wake = asyncio.Event()

    @property
    def clients(self) -> list[ShardClient]:
        """The clients that answer."""
        return [each.client for each in self._running.values() if each.gate.is_open]

    async def run(self, stop: asyncio.Event) -> None:
        """Answer for the shards that the process gets, until it is told to stop."""
        self._total = await self._agreed()
        while not stop.is_set():
            await self._turn()
            await self._pause(stop)

    async def hand_over(self, within: float) -> None:
        """Offer all shards to others, and wait until those who take them answer there."""
        self._leaving_since = awake()
        log.info("Handing over %d shards", len(self._running))
        while not self._is_handed_over(within):
            await self._turn()
            await self._pause()

    async def keep(self, work: asyncio.Task[None]) -> None:
        """Keep the shards that are left until some work is done."""
        while not work.done():
            await self._turn()
            await asyncio.wait({work}, timeout=EVERY)

    async def close(self) -> None:
        """Leave Discord, and give up all that is left."""
        for each in self._running.values():
            each.gate.close()
        with suppress(StoreError):
            if self._told is not None:
                await self._leases.turn(self._member(released=frozenset(self._running)))
                await self._leases.leave(self._id)
        for number in [*self._running]:
            self._stop(number)
        await asyncio.gather(*self._closing)
        self._leases.close()

    async def _agreed(self) -> int:
        """Return the number of shards that all processes share."""
        if self._layout.total is not None:
            return await self._leases.agree(self._layout.total, firm=True)
        if found := await self._leases.agreed():
            return found
        async with discord.Client(intents=discord.Intents(guilds=True)) as client:
            await client.login(self._token)
            recommended, _, _ = await client.http.get_bot_gateway()
        return await self._leases.agree(recommended, firm=False)

    async def _turn(self) -> None:
        sent = awake()
        try:
            self._told = told = await self._leases.turn(self._member())
        except StoreError as error:
            if not self._is_out_of_reach:
                log.warning("Who answers cannot be agreed on; trying again: %s", error)
            self._is_out_of_reach = True
            return
        self._is_out_of_reach = False
        until = sent + self._lease - min(MARGIN, self._lease / 4)
        self._forget_ended()
        for number in [*self._running]:
            self._drop_if_lost(number, told, until)
        for number, shard in told.held.items():
            self._have(number, shard, until)
        for number in told.taking:
            if number not in self._running:
                self._start(number, None)
        for number in told.awaited:
            if each := self._running.get(number):
                each.gate.close()

    def _have(self, number: int, shard: Shard, until: float) -> None:
        each = self._running.get(number)
        if each is None:
            log.info("Shard %d is ours", number)
            self._start(number, shard.term).gate.open(until, begin=shard.begin)
        elif each.gate.is_open:
            each.gate.renew(until)
        else:
            log.info("Shard %d was taken over", number)
            each.term = shard.term
            # Of what came before, the one who had it has said what it answered, or may have.
            each.gate.open(until, begin=shard.begin or None)

    def _drop_if_lost(self, number: int, told: Turn, until: float) -> None:
        each = self._running[number]
        held = told.held.get(number)
        if each.term is None:
            if held is None and number not in told.taking:
                self._stop(number)
        elif held is None and each.gate.end is not None:
            each.gate.renew(until)  # handed over; what came before the cut is still ours
        elif held is None or held.term != each.term:
            log.warning("Shard %d was lost to another process", number)
            self._stop(number)

    def _forget_ended(self) -> None:
        """Let go of clients that have ended; raise why when others would end as well."""
        for number, each in [*self._running.items()]:
            if each.task.done():
                try:
                    each.task.result()
                finally:
                    self._stop(number)

    def _start(self, number: int, term: int | None) -> _Running:
        slots = Slots(number, self._leases.reserve)
        client = self._build(number, self._total, Gate(), slots)
        task = asyncio.create_task(self._connect(number, client))
        task.add_done_callback(lambda _: self._wake.set())
        each = self._running[number] = _Running(client, task, term)
        return each

    async def _connect(self, number: int, client: ShardClient) -> None:
        shard_of_task.set(number)
        try:
            await client.start(self._token)
        except _FINAL:
            raise
        except (discord.DiscordException, aiohttp.ClientError, OSError, StoreError) as error:
            log.warning("Shard %d cannot connect; trying again: %s", number, error)
            await asyncio.sleep(_AGAIN)

    def _stop(self, number: int) -> None:
        """Answer no more at once, and leave Discord."""
        each = self._running.pop(number)
        each.gate.renew(0.0)
        each.task.cancel()
        closing = asyncio.create_task(_close(each))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    def _member(self, *, released: frozenset[int] = frozenset()) -> Member:
        running = self._running
        return Member(
            id=self._id,
            name=self._name,
            version=__version__,
            total=self._total,
            only=self._layout.only or range(self._total),
            most=self._layout.most,
            lease=self._lease,
            leaving=self._leaving_since is not None,
            ready=frozenset(n for n, each in running.items() if each.client.is_ready()),
            cuts={n: end for n, each in running.items() if (end := each.gate.end) is not None},
            released=released,
            reports={n: _report(each.client) for n, each in running.items() if each.gate.is_open},
        )

    def _is_handed_over(self, within: float) -> bool:
        """Tell whether there is nothing left to hand over, or nobody to whom."""
        told, since = self._told, self._leaving_since
        if told is None or since is None:
            return True
        now = awake()
        if now - since > within or not self._running:
            return True
        if told.held:
            wanted = told.heirs if now - since > _TAKERS_WITHIN else told.held
            return now - since > _QUICKLY and not (told.others and wanted)
        if self._without_any_since is None:
            self._without_any_since = now
        return now - self._without_any_since > _LATE

    async def _pause(self, stop: asyncio.Event | None = None) -> None:
        """Wait until the next turn; less when there is something to do."""
        busy = self._leaving_since is not None or (self._told and self._told.taking)
        waiting = [asyncio.ensure_future(self._wake.wait())]
        if stop is not None:
            waiting.append(asyncio.ensure_future(stop.wait()))
        await asyncio.wait(
            waiting, timeout=_QUICKLY if busy else EVERY, return_when=asyncio.FIRST_COMPLETED
        )
        for each in waiting:
            each.cancel()
        self._wake.clear()


async def _close(each: _Running) -> None:
    with suppress(Exception, asyncio.CancelledError):
        await asyncio.wait_for(each.client.close(), _CLOSE_WITHIN)
    await asyncio.wait({each.task}, timeout=_CLOSE_WITHIN)


def _report(client: discord.Client) -> Report:
    connection = connection_of(client)
    latency = connection.latency if connection.latency < float("inf") else None
    return Report(connection.is_up, connection.servers, latency)
