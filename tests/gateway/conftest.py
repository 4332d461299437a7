import asyncio
import os
import threading
from collections.abc import AsyncIterator, Awaitable, Iterator
from pathlib import Path
from typing import Protocol

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from index.ingest import Limits
from tests.gateway.bot_under_test import build_client, command_line, environment, running
from tests.gateway.server import TOKEN, LoopbackDiscord, loopback_discord
from tests.gateway.sharing import another, begin, channels, start

__all__ = ["another", "begin", "channels", "start"]

# Seconds that discord.py waits after the last GUILD_CREATE until it is ready; 2 unless told.
GUILD_READY_TIMEOUT = 0.05
ACKNOWLEDGED = 40060
HEARTBEAT_TIMEOUT = 60.0  # seconds of silence until it takes a connection for dead; its default


class ClientFactory(Protocol):
    def __call__(
        self,
        *,
        gate: threading.Event | None = None,
        heartbeat_timeout: float = HEARTBEAT_TIMEOUT,
        reading: Limits | None = None,
    ) -> discord.Client: ...


class Pullquote(Protocol):
    def __call__(
        self, *arguments: str, token: str = TOKEN, module: str = "bot.cli", **variables: str
    ) -> Awaitable[asyncio.subprocess.Process]: ...


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with loopback_discord() as running_server:
        yield running_server


@pytest.fixture
def client_factory(
    server: LoopbackDiscord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ClientFactory]:
    """Builds clients; at the end, nothing that they sent was beyond a limit of Discord."""
    # Where Discord is, is global to the process: set to itself here, it is put back afterwards.
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)

    async def identify_at_once(_shard: int | None, *, initial: bool = False) -> None:
        """Stand in for the 5 s that discord.py waits before it identifies again."""

    def build(
        *,
        gate: threading.Event | None = None,
        heartbeat_timeout: float = HEARTBEAT_TIMEOUT,
        reading: Limits | None = None,
    ) -> discord.Client:
        client = build_client(
            server,
            tmp_path,
            gate=gate,
            guild_ready_timeout=GUILD_READY_TIMEOUT,
            heartbeat_timeout=heartbeat_timeout,
            reading=reading,
        )
        monkeypatch.setattr(client, "before_identify_hook", identify_at_once)
        return client

    yield build
    # What a test makes the server refuse has no code here.
    refused = server.rest.requests.matching(lambda each: each.status == 400 and each.code != 0)
    # Who does not learn that Discord took a first response may send it again, and only then.
    again = [request for request in refused if request.code == ACKNOWLEDGED]
    assert len(again) <= len(server.rest.lost.entries)
    assert refused == again


@pytest.fixture
async def bot(client_factory: ClientFactory) -> AsyncIterator[discord.Client]:
    """A bot that is ready."""
    client = client_factory()
    async with running(client):
        yield client


@pytest.fixture
async def pullquote(server: LoopbackDiscord, tmp_path: Path) -> AsyncIterator[Pullquote]:
    """Starts `pullquote ...` as a process of its own; what still runs at the end is killed.

    Variables are added to its environment; another module may stand in for the command.
    """
    processes: list[asyncio.subprocess.Process] = []

    async def start(
        *arguments: str, token: str = TOKEN, module: str = "bot.cli", **variables: str
    ) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *command_line(*arguments, module=module),
            env=os.environ | environment(server, tmp_path, token) | variables,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.returncode is None:
            process.kill()
            await process.communicate()
