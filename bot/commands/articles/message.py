"""The command in the menu of a message that makes it an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.articles.adding import add_all
from bot.commands.articles.sources import from_message
from bot.interaction import Interaction
from bot.permission import check_may_manage
from index.errors import ArticleError

if TYPE_CHECKING:
    from bot.service import Service


def message_command(service: Service) -> app_commands.ContextMenu:
    """Return the command, wired to a service."""

    @app_commands.context_menu(name="Add as article")
    @app_commands.default_permissions(manage_guild=True)
    async def add_message(interaction: Interaction, message: discord.Message) -> None:
        await check_may_manage(interaction, service)
        sources = from_message(service, message)
        if not sources:
            raise ArticleError("This message has neither text nor files.")
        await add_all(interaction, service, sources, private=False)

    return add_message
