"""Who may change the articles of a place: checked here, whatever Discord's client shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.place import place_of
from index.errors import PullquoteError

if TYPE_CHECKING:
    from bot.interaction import Interaction
    from bot.service import Service


class NotAllowedError(PullquoteError, app_commands.CheckFailure):
    """A person may not do it here; the text says who may."""


async def check_may_manage(interaction: Interaction, service: Service) -> None:
    """Raise NotAllowedError unless the person may change the articles of the place.

    In a server that is whoever may manage it, or has the role that those have allowed. In direct
    messages everybody may change their own. Anywhere else others would read what is somebody's own.
    """
    place = place_of(interaction)
    if place.direct:
        return
    if place.server is None:
        raise NotAllowedError(
            "Articles belong to a server or to one person, and here others may read along. "
            "Open a direct message with me to see and change your own."
        )
    if interaction.client.get_guild(place.server) is None:
        # Installed by the person only: nobody could say when its articles have to go.
        raise NotAllowedError(
            "I am not a member of this server, so I keep no articles for it. "
            "In a direct message you can give me articles of your own."
        )
    if may_manage_server(interaction):
        return
    role = await service.look(lambda library: library.allowed_role(place.collection_id))
    if role is None or not _has_role(interaction.user, role):
        raise NotAllowedError(
            "Only people with the Manage Server permission, or with the role set by "
            "/article allow, can do this."
        )


async def may_manage(interaction: Interaction, service: Service) -> bool:
    """Tell whether the person may change the articles of the place."""
    try:
        await check_may_manage(interaction, service)
    except NotAllowedError:
        return False
    return True


def may_write(interaction: Interaction) -> bool:
    """Tell whether the person may write where they use the bot, and so have it write for them."""
    if interaction.guild_id is None:
        return True
    allowed = interaction.permissions
    if isinstance(interaction.channel, discord.Thread):
        return allowed.send_messages_in_threads
    return allowed.send_messages


def check_may_manage_server(interaction: Interaction) -> None:
    """Raise NotAllowedError unless the person may manage the server, a role apart."""
    if not may_manage_server(interaction):
        raise NotAllowedError("Only people with the Manage Server permission can do this.")


def may_manage_server(interaction: Interaction) -> bool:
    """Tell whether Discord lets a person manage the server."""
    return interaction.permissions.manage_guild or interaction.permissions.administrator


def _has_role(person: discord.User | discord.Member, role: int) -> bool:
    return isinstance(person, discord.Member) and person.get_role(role) is not None
