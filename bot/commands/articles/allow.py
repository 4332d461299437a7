"""`/article allow`: a role that may change the articles of a server, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.interaction import Command, Interaction
from bot.permission import NotAllowedError, check_may_manage_server
from bot.place import place_of
from bot.render.articles import allowed_layout
from bot.views.components import text_view
from bot.views.respond import respond

if TYPE_CHECKING:
    from bot.service import Service


def allow_command(service: Service) -> Command:
    """Return the command, wired to a service."""

    @app_commands.command(name="allow", description="Let a role change the articles, too.")
    @app_commands.describe(role="The role; without one, only those who may manage the server.")
    async def allow(interaction: Interaction, role: discord.Role | None = None) -> None:
        place = place_of(interaction)
        if place.server is None:
            raise NotAllowedError("These articles are yours; nobody else can change them.")
        check_may_manage_server(interaction)
        if role and role.is_default():
            raise NotAllowedError("That is everyone. Choose a role that only some members have.")
        role_id = role.id if role else None
        await service.change(lambda library: library.allow_role(place.collection_id, role_id))
        await respond(interaction, text_view(allowed_layout(role_id)), private=True)

    return allow
