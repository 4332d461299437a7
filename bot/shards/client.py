"""The client of one shard: it shares the service with the others of the process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord.state import ConnectionState

from bot.client import PullquoteClient

if TYPE_CHECKING:
    from discord.types import gateway

    from bot.asking.asking import Asking
    from bot.settings import Settings
    from bot.shards.gate import Gate
    from bot.shards.slots import Slots
    from bot.upkeep import Upkeep


GUILD_READY_TIMEOUT = 2.0
"""Seconds after the last server that Discord has told of until a client is ready."""


class ShardClient(PullquoteClient):
    """Pullquote on one shard: it answers what its gate lets in, and identifies in turn."""

    connections = 20

    def __init__(
        self,
        *,
        number: int,
        total: int,
        gate: Gate,
        slots: Slots,
        asking: Asking,
        upkeep: Upkeep,
        settings: Settings,
    ) -> None:
        """Make the client of one shard of so many."""
        self.gate = gate  # before discord.py asks for the state
        self._slots = slots
        super().__init__(
            service=asking.service,
            settings=settings,
            guild_ready_timeout=GUILD_READY_TIMEOUT,
            asking=asking,
            upkeep=upkeep,
            shard_id=number,
            shard_count=total,
        )

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Log in, wait for the moment to identify, connect, and stay until closed."""
        await self.login(token)
        # Before connecting, which may take a minute at most, and waiting may take longer.
        await self._moment()
        await self.connect(reconnect=reconnect)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for the moment to identify again."""
        del shard_id
        if not initial:
            await self._moment()
        self.service.observer.identified()

    async def _moment(self) -> None:
        left = await self._slots.wait(self.http)
        if left is not None:
            self.service.observer.starts_left(left)

    @property
    def lease(self) -> float:
        """For how many seconds the process may answer for the shard still."""
        return self.gate.left

    async def close(self) -> None:
        """Leave Discord; the service goes on."""
        await discord.Client.close(self)

    def _get_state(self, **options: Any) -> ConnectionState[Self]:
        return _GatedState(
            self.gate,
            dispatch=self.dispatch,
            handlers=self._handlers,
            hooks=self._hooks,
            http=self.http,
            **options,
        )


class _GatedState(ConnectionState[Any]):
    """discord.py's state of a connection, which learns of messages and interactions by a gate."""

    def __init__(self, gate: Gate, **options: Any) -> None:
        self._gate = gate
        super().__init__(**options)

    def parse_message_create(self, data: gateway.MessageCreateEvent) -> None:
        parse = super().parse_message_create
        self._gate.take(int(data["id"]), lambda: parse(data))

    def parse_interaction_create(self, data: gateway.InteractionCreateEvent) -> None:
        parse = super().parse_interaction_create
        self._gate.take(int(data["id"]), lambda: parse(data))
