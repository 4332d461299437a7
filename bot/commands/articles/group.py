"""The group of commands about articles, for those who may change them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.articles.add import add_command
from bot.commands.articles.allow import allow_command
from bot.commands.articles.catalogue import list_command, show_command
from bot.commands.articles.hide import hide_command, unhide_command
from bot.commands.articles.remove import remove_command
from bot.commands.articles.rename import rename_command
from bot.commands.articles.update import update_command
from bot.permission import check_may_manage

if TYPE_CHECKING:
    from bot.service import Service


class ArticleGroup(app_commands.Group):
    """`/article`; each use is checked here, since Discord's client only hides what is not allowed.

    By default Discord shows it to people who may manage the server, and in direct messages to all.
    """

    def __init__(self, service: Service) -> None:
        super().__init__(
            name="article",
            description="The articles that can be asked here.",
            default_permissions=discord.Permissions(manage_guild=True),
        )
        self._service = service
        for make in (
            add_command,
            list_command,
            show_command,
            update_command,
            rename_command,
            remove_command,
            hide_command,
            unhide_command,
            allow_command,
        ):
            self.add_command(make(service))

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Let those pass who may change the articles of the place; raise for others."""
        await check_may_manage(interaction, self._service)
        return True
