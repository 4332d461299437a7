"""How the connections to Discord's gateway are, as far as discord.py knows."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import discord

SLACK = 5.0
"""Seconds that the acknowledgment of a heartbeat may take after the next one is due."""
_USUAL = 41.25
"""Seconds between two heartbeats, until Discord has said how many it wants."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection, at one moment."""

    shard: int
    """0 where there is but one."""
    ready: bool
    """Whether Discord has said which servers there are."""
    servers: int
    latency: float
    """Seconds from a heartbeat to its acknowledgment, the last time; infinite before the first."""
    silence: float
    """Seconds since a heartbeat was acknowledged, or since the connection was made if none was;
    infinite without a connection."""
    interval: float
    """Seconds from one heartbeat to the next."""
    shards: int | None = None
    """How many there are in all; None without shards."""
    lease: float | None = None
    """Seconds for which this process may answer for the shard unless it says that it is there."""

    @property
    def is_up(self) -> bool:
        """Whether it is ready, and Discord has acknowledged a heartbeat lately.

        discord.py notices when nothing comes any more, but not when what comes are no
        acknowledgments, and neither before a minute is over.
        """
        return self.ready and self.silence <= self.interval + SLACK


def connection_of(client: discord.Client, *, lease: float | None = None) -> Connection:
    """Return how the connection of a client is, with the seconds that its lease is for."""
    # Before it connects there is none, whatever the type says.
    socket: discord.gateway.DiscordWebSocket | None = client.ws
    keeper = socket._keep_alive if socket else None
    is_open = socket is not None and socket.open
    return Connection(
        shard=client.shard_id or 0,
        ready=client.is_ready() and is_open,
        servers=len(client.guilds),
        latency=keeper.latency if keeper else math.inf,
        silence=time.perf_counter() - keeper._last_ack if keeper else math.inf,
        interval=(keeper.interval if keeper else None) or _USUAL,
        shards=client.shard_count,
        lease=lease,
    )
