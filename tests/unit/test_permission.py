"""A person's own installation of the bot, in a server that has not installed it."""

from __future__ import annotations

import discord
import pytest

from bot.permission import NotAllowedError, check_may_manage
from bot.service import Service
from index.library import Library

EVERYTHING = str(discord.Permissions.all().value)

ME = {"id": "2", "username": "pullquote", "discriminator": "0", "avatar": None, "bot": True}


def interaction(client: discord.Client) -> discord.Interaction[discord.Client]:
    """A command of an administrator in a server of which the bot is no member."""
    user = {"id": "7", "username": "ann", "discriminator": "0", "avatar": None}
    member: dict[str, object] = {
        "user": user,
        "roles": [],
        "joined_at": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "permissions": EVERYTHING,
    }
    data = {
        "id": "1",
        "application_id": "2",
        "token": "token",
        "type": 2,
        "version": 1,
        "guild_id": "3",
        "member": member,
        "app_permissions": "0",
        "attachment_size_limit": 0,
        "entitlements": [],
        "authorizing_integration_owners": {"1": "7"},
        "data": {"id": "4", "name": "article", "type": 1},
    }
    return discord.Interaction(data=data, state=client._connection)  # type: ignore[arg-type]  # as Discord sends it


async def test_articles_are_not_kept_for_a_server_that_the_bot_is_not_in() -> None:
    service = Service(Library(), workers=1)
    client = discord.Client(intents=discord.Intents(guilds=True))
    state = client._connection
    state.user = discord.ClientUser(state=state, data=ME)  # type: ignore[arg-type]  # as Discord sends it
    with pytest.raises(NotAllowedError, match="I am not a member of this server"):
        await check_may_manage(interaction(client), service)
    service.close()
