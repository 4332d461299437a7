"""`/sources`: what can be asked, for everybody."""

from __future__ import annotations

from discord import app_commands

from bot.interaction import Command, Interaction
from bot.views.listing import sources
from bot.views.respond import respond


def sources_command() -> Command:
    """Return the command that lists what can be asked."""

    @app_commands.command(name="sources", description="List the articles that you can ask here.")
    async def list_sources(interaction: Interaction) -> None:
        await respond(interaction, await sources(interaction, 0), private=True)

    return list_sources
