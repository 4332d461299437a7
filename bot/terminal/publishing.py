"""`pullquote sync`: the commands where they belong, each of them once, and what is published."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands

from bot.client import PullquoteClient, use_server
from bot.render.phrases import counted
from bot.service import Service
from index.errors import PullquoteError
from index.library import Library

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.settings import Settings

_PATIENCE = 15.0
"""Seconds that Discord may take to tell what is published."""
_SHOWN = "Discord shows them within a minute; where it still shows old ones, restart it."
_Published = app_commands.AppCommand


async def publish(client: PullquoteClient, token: str, guild_id: int | None) -> None:
    """Publish the commands to all servers or to one, and say what was done.

    A server shows those of its own beside those of all servers, so it keeps none of its own where
    there are both.
    """
    async with client:
        await client.login(token)
        if guild_id is None:
            names = _names(await client.tree.sync())
            print(f"Published to all servers: {names}")
            await _clean_up(client)
            print(_SHOWN)
            return
        guild = discord.Object(guild_id)
        if await client.tree.fetch_commands():
            await _take_back(client, guild)
            print(
                f"Server {guild_id} has the commands of all servers; published to it as well, it "
                "would show each of them twice. Run `pullquote sync` to bring them up to date."
            )
            return
        client.tree.copy_global_to(guild=guild)
        names = _names(await client.tree.sync(guild=guild))
        print(f"Published to server {guild_id}: {names}")
        print(_SHOWN)


async def _clean_up(client: PullquoteClient) -> None:
    """Take back what single servers have of their own, now that all have it."""
    print("Looking at each server for commands of its own, as fast as Discord allows ...")
    looked = cleaned = 0
    async for guild in _guilds(client):
        looked += 1
        cleaned += await _take_back(client, guild)
    if cleaned:
        print(f"Taken back from {counted(cleaned, 'server')} that had the commands twice.")
    else:
        print(f"No server has the commands twice; looked at {counted(looked, 'server')}.")


async def _guilds(client: PullquoteClient) -> AsyncIterator[discord.Guild]:
    async for guild in client.fetch_guilds(limit=None, with_counts=False):
        yield guild


async def _take_back(client: PullquoteClient, guild: discord.abc.Snowflake) -> bool:
    """Take the commands that one server has of its own; return whether there were any."""
    if not await client.tree.fetch_commands(guild=guild):
        return False
    client.tree.clear_commands(guild=guild)
    await client.tree.sync(guild=guild)
    print(f"Taken back from server {guild.id}, which had commands of its own.")
    return True


def compare(settings: Settings) -> str:
    """Return that Discord shows the commands that the bot has; raise PullquoteError if not.

    A Discord that cannot be reached says nothing about them.
    """
    use_server(settings)
    try:
        said = asyncio.run(asyncio.wait_for(_differences(settings), _PATIENCE))
    except discord.LoginFailure as error:
        raise PullquoteError(
            "Discord does not know this DISCORD_TOKEN; copy it again, whole"
        ) from error
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
        return f"not compared with Discord's, which cannot be reached now ({error or 'too slow'})"
    if said:
        raise PullquoteError(f"{said}; run `pullquote sync`")
    return "Discord shows those that this version has"


async def _differences(settings: Settings) -> str:
    """Return how the commands published to all servers differ from the bot's; empty if not."""
    library = Library.open()
    client = PullquoteClient(service=Service(library, workers=1), settings=settings)
    async with client:
        await client.login(settings.token or "")
        published = await client.tree.fetch_commands()
    there = {(each.name, each.type.value): each.to_dict() for each in published}
    mine = client.tree.get_commands() + client.tree.get_commands(
        type=discord.AppCommandType.message
    )
    shapes = [each.to_dict(client.tree) for each in mine]
    here = {(str(each["name"]), int(each["type"])): each for each in shapes}
    return "; ".join(
        [
            *(f"{name} is not published" for name, _ in sorted(here.keys() - there.keys())),
            *(f"{name} is of another version" for name, _ in sorted(there.keys() - here.keys())),
            *(
                f"{key[0]} was changed"
                for key in sorted(here.keys() & there.keys())
                if _shape(there[key]) != _shape(here[key])
            ),
        ]
    )


def _names(published: Iterable[_Published]) -> str:
    return ", ".join(f"/{command.name}" for command in published)


def _shape(command: object) -> object:
    """Return what of a command people see and give: names, descriptions, kinds of options."""
    if not isinstance(command, dict):
        return None
    options = command.get("options") or ()
    return (
        command.get("name"),
        command.get("description") or "",
        command.get("type", 1),
        bool(command.get("required", False)),
        tuple(_shape(option) for option in options),
    )
