"""`/article list` and `/article show`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.commands.completing import completes
from bot.interaction import Command, Interaction
from bot.views.listing import listing, show_article
from bot.views.respond import respond

if TYPE_CHECKING:
    from bot.service import Service


def list_command(_: Service) -> Command:
    """Return the command that lists the articles."""

    @app_commands.command(name="list", description="List the articles that can be asked here.")
    async def list_articles(interaction: Interaction) -> None:
        await respond(interaction, await listing(interaction, 0), private=True)

    return list_articles


def show_command(service: Service) -> Command:
    """Return the command that says what an article is."""

    @app_commands.command(name="show", description="Say what an article is and where it is from.")
    @app_commands.describe(article="Its title.")
    @app_commands.autocomplete(article=completes(service, lambda _: True))
    async def show(interaction: Interaction, article: str) -> None:
        await show_article(interaction, article)

    return show
