"""The bot as these tests start it: the one module here that knows how it is built."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import discord

from bot.client import PullquoteClient, use_server
from bot.service import Service
from bot.settings import load
from index.ingest import Limits
from index.library import Library
from index.model import SHARED, Answer, Article, CollectionId
from tests.gateway.server import TOKEN, LoopbackDiscord

# Questions that the bot's articles answer, each with words of the sentence that answers it.
ANSWERED = (
    ("How many Katyusha rockets struck Camp Taji?", "about 18 Katyusha rockets"),
    ("When did Trump withdraw from the Iranian nuclear deal?", "in May 2018"),
)
QUESTION, QUOTED = ANSWERED[0]
GATE_LIMIT = 5.0  # seconds; past the deadline of an interaction, so that a blocked loop shows


class GatedLibrary(Library):
    """A library as slow as a test wants: answers wait, on their thread, until the gate is set."""

    def __init__(self, articles: Iterable[Article], gate: threading.Event) -> None:
        super().__init__(articles)
        self._gate = gate

    def ask(
        self,
        question: str,
        *,
        collection_id: CollectionId = SHARED,
        article_id: str | None = None,
        limit: int = 3,
        previous: str | None = None,
    ) -> Answer:
        self._gate.wait(GATE_LIMIT)
        return super().ask(
            question,
            collection_id=collection_id,
            article_id=article_id,
            limit=limit,
            previous=previous,
        )


def build_client(
    server: LoopbackDiscord,
    home: Path,
    *,
    gate: threading.Event | None,
    guild_ready_timeout: float,
    heartbeat_timeout: float,
    reading: Limits | None = None,
) -> PullquoteClient:
    """Return a client that is not started, pointed at the server, with its files under `home`.

    The timeouts, in seconds, are those of discord.Client; `reading` is what reading may cost.
    """
    settings = load(environment(server, home, TOKEN))
    use_server(settings)
    library = Library.open()
    if gate:
        articles = [library.article(record.id) for record in library.articles()]
        library = GatedLibrary(articles, gate)
    client = PullquoteClient(
        service=Service(library, workers=settings.workers, reading=reading),
        settings=settings,
        guild_ready_timeout=guild_ready_timeout,
    )
    # An option of discord.Client that the bot never sets, so that its constructor has no such one.
    client._connection.heartbeat_timeout = heartbeat_timeout
    return client


def command_line(*arguments: str, module: str = "bot.cli") -> list[str]:
    """Return the command that runs `pullquote` with the arguments."""
    return [sys.executable, "-m", module, *arguments]


def environment(server: LoopbackDiscord, home: Path, token: str) -> dict[str, str]:
    """Return what `pullquote` needs to know of the server, with its files under `home`."""
    return {
        "DISCORD_TOKEN": token,
        "PULLQUOTE_DATA": str(home),
        "PULLQUOTE_DISCORD_API": server.api,
        "PULLQUOTE_DISCORD_GATEWAY": server.gateway_url,
    }


@asynccontextmanager
async def running(client: discord.Client, token: str = TOKEN) -> AsyncIterator[None]:
    """Keep the client connected, ready before the block and closed after it.

    Whatever ends it before it is ready is raised.
    """
    async with client:
        connected = asyncio.create_task(client.start(token))
        ready = asyncio.create_task(client.wait_until_ready())
        first = await asyncio.wait(
            {connected, ready}, timeout=10, return_when=asyncio.FIRST_COMPLETED
        )
        ready.cancel()
        if connected in first[0]:
            connected.result()
        assert ready in first[0], "the client was not ready within 10 s"
        yield
    await connected
    # A heartbeat thread that outlives its loop leaves a coroutine that nobody awaits.
    for thread in threading.enumerate():
        if thread.name.startswith("keep-alive-handler"):
            await asyncio.to_thread(thread.join, 5)
