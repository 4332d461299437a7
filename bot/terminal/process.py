"""`pullquote run` and `pullquote sync`: the process around the Discord client."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from typing import TYPE_CHECKING

import discord

from bot.client import PullquoteClient, use_server
from bot.exit import ANSWERED, FAILED, USAGE
from bot.service import Service
from bot.settings import Settings, SettingsError, load
from index.library import Library

if TYPE_CHECKING:
    from collections.abc import Coroutine

log = logging.getLogger(__name__)

_CLOSE_WITHIN = 4.0
"""Seconds that leaving Discord may take after a signal to stop."""


def run() -> int:
    """Run the bot until SIGTERM or Ctrl-C; return the exit code."""
    settings = _settings()
    return _guarded(_serve(settings))


def sync(guild_id: int | None) -> int:
    """Publish the slash commands, to all servers or to one; return the exit code."""
    settings = _settings()
    return _guarded(_publish(settings, guild_id))


def _settings() -> Settings:
    settings = load()
    if settings.token is None:
        raise SettingsError(
            "DISCORD_TOKEN is not set. Copy the bot's token from "
            "https://discord.com/developers/applications and set it in the environment."
        )
    discord.utils.setup_logging(level=logging.getLevelName(settings.log_level), root=True)
    # Pullquote does not speak, so it does not need what voice needs.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    use_server(settings)
    return settings


def _guarded(work: Coroutine[object, object, None]) -> int:
    """Run something that talks to Discord; say in one sentence why it could not be done."""
    try:
        asyncio.run(work)
    except (discord.DiscordException, OSError) as error:
        sentence, code = _reason(error)
        print(f"pullquote: {sentence}", file=sys.stderr)
        return code
    return ANSWERED


def _reason(error: Exception) -> tuple[str, int]:
    """Return what to tell the operator about an error, and the exit code."""
    match error:
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004):
            return "Discord does not know this DISCORD_TOKEN. Copy it again, whole.", USAGE
        case discord.ConnectionClosed():
            return f"Discord closed the connection (code {error.code}).", FAILED
        case discord.Forbidden():
            return f"Discord does not allow it: {error.text}. Is the bot in that server?", USAGE
        case OSError():
            return f"Discord cannot be reached: {error}.", FAILED
        case _:
            return f"Discord refused: {error}.", FAILED


def _client(settings: Settings) -> PullquoteClient:
    service = Service(Library.open(), workers=settings.workers)
    return PullquoteClient(service=service, settings=settings)


async def _serve(settings: Settings) -> None:
    async with _client(settings) as client:
        stop = asyncio.Event()
        _on_signal(stop)
        connection = asyncio.create_task(client.start(settings.token or ""))
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({connection, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if connection.done():
            connection.result()
            return
        log.info("Stopping")
        connection.cancel()
        await asyncio.wait({connection}, timeout=_CLOSE_WITHIN)


def _on_signal(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


async def _publish(settings: Settings, guild_id: int | None) -> None:
    async with _client(settings) as client:
        await client.login(settings.token or "")
        guild = discord.Object(guild_id) if guild_id is not None else None
        if guild is not None:
            client.tree.copy_global_to(guild=guild)
        published = await client.tree.sync(guild=guild)
        names = ", ".join(f"/{command.name}" for command in published)
        where = f"server {guild_id}" if guild_id is not None else "all servers"
        print(f"Published to {where}: {names}")
