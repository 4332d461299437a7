"""`pullquote run` and `pullquote sync`: the process around the Discord client."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from bot.client import PullquoteClient, use_server
from bot.connecting import shortly
from bot.observing.logs import shard
from bot.service import Service
from bot.settings import Settings, SettingsError, load
from bot.storage import open_library, ranker_of
from bot.terminal.alone import alone
from bot.terminal.exit import ANSWERED, FAILED, USAGE
from bot.terminal.publishing import publish
from bot.terminal.reload import Reloading, set_level
from bot.terminal.sharded import layout_of, serve_shards
from bot.terminal.stopping import stopped_by_signal
from bot.terminal.watch import metrics_of, report_errors, watch, watched, write_json
from index.ingest import Limits
from index.ingest.addresses import public_only

if TYPE_CHECKING:
    import argparse
    from collections.abc import Coroutine

    from bot.observing.metrics import Metrics
    from bot.observing.observer import Observer
    from index.library import Library

log = logging.getLogger(__name__)

_TOO_MANY = (
    "Discord wants this bot to have several connections, called shards, for it is in too many "
    "servers for one"
)
_CLOSE_WITHIN = 4.0
"""Seconds that leaving Discord may take after a signal to stop."""


def run(arguments: argparse.Namespace) -> int:
    """Run the bot until SIGTERM or Ctrl-C, or publish its commands; return the exit code."""
    settings = _settings()
    serving = arguments.command == "run"
    layout = layout_of(settings, arguments.shards) if serving else None
    ranker = ranker_of(settings) if serving else None
    if ranker:
        log.info("The best candidates are read; the reader is loaded")
    metrics = metrics_of(settings) if serving else None
    library = open_library(settings, create=serving, ranker=ranker, patience=None, observer=metrics)
    try:
        service = _service(settings, library, metrics)
        if layout is not None:
            return _guarded(serve_shards(service, settings, metrics, layout))
        client = PullquoteClient(service=service, settings=settings)
        if serving:
            with alone(settings):
                return _guarded(serve(client, settings, metrics))
        return _guarded(publish(client, settings.token or "", arguments.guild))
    finally:
        library.close()
        if ranker:
            log.info(
                "Questions read: %d; answered without, as the reader was busy: %d", *ranker.counts
            )


def _settings() -> Settings:
    settings = load()
    if settings.token is None:
        raise SettingsError(
            "DISCORD_TOKEN is not set. Copy the bot's token from "
            "https://discord.com/developers/applications and set it in the environment."
        )
    _log(settings.log_level)
    write_json(settings)
    report_errors(settings)
    # Pullquote does not speak, so it does not need what voice needs.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    use_server(settings)
    return settings


def _log(level: str) -> None:
    """Log to standard error."""
    discord.utils.setup_logging(root=True)
    set_level(level)
    logging.getLogger("discord.client").addFilter(shortly)


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
        case discord.ConnectionClosed(code=4010 | 4011):
            return f"{_TOO_MANY} (code {error.code}). Set PULLQUOTE_SHARDS to auto.", USAGE
        case discord.ConnectionClosed():
            return f"Discord closed the connection (code {error.code}).", FAILED
        case discord.Forbidden():
            return f"Discord does not allow it: {error.text}. Is the bot in that server?", USAGE
        case OSError():
            return f"Discord cannot be reached: {error}.", FAILED
        case _:
            return f"Discord refused: {error}.", FAILED


def _service(settings: Settings, library: Library, observer: Observer | None) -> Service:
    return Service(
        library,
        workers=settings.workers,
        grace=timedelta(days=settings.grace_days),
        reading=Limits(article_characters=settings.article_characters),
        reader_memory=settings.reader_memory * 2**20,
        reader_seconds=settings.reader_seconds,
        allow=public_only if settings.fetch else None,
        observer=observer,
    )


async def serve(client: PullquoteClient, settings: Settings, metrics: Metrics | None) -> None:
    """Run the bot until a signal to stop, and then for as many seconds as it may need to finish."""
    finishing = settings.shutdown_seconds
    watch(client, metrics)
    async with client, watched(client.asking, lambda: [client], settings, metrics):
        stop = stopped_by_signal()
        Reloading(client.asking, settings).on_signal()
        shard.set(client.shard_id)
        connection = asyncio.create_task(client.start(settings.token or ""))
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({connection, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if connection.done():
            connection.result()
            return
        log.info("Stopping; what is under way has %s s to finish", finishing)
        await client.underway.finish(finishing)
        connection.cancel()
        with suppress(asyncio.CancelledError, discord.DiscordException, OSError):
            await asyncio.wait_for(connection, _CLOSE_WITHIN)
