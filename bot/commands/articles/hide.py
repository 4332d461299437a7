"""`/article hide` and `/article unhide`, for articles that are shared with everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.commands.completing import completes
from bot.interaction import Command, Interaction
from bot.place import place_of
from bot.render.articles import hidden_layout, unhidden_layout
from bot.views.ask import AskButton
from bot.views.components import text_view
from bot.views.respond import respond

if TYPE_CHECKING:
    from bot.service import Service
    from index.model import Record


def hide_command(service: Service) -> Command:
    """Return the command that hides an article."""

    def can_be_hidden(record: Record) -> bool:
        return record.shared and not record.hidden

    @app_commands.command(name="hide", description="Hide an article that came with the bot.")
    @app_commands.describe(article="Its title.")
    @app_commands.autocomplete(article=completes(service, can_be_hidden))
    async def hide(interaction: Interaction, article: str) -> None:
        collection_id = place_of(interaction).collection_id
        found = await service.look(
            lambda library: library.find(collection_id, article, hidden=True, exact=True)
        )
        record = await service.change(lambda library: library.hide(collection_id, found.id))
        await respond(interaction, text_view(hidden_layout(record)), private=True)

    return hide


def unhide_command(service: Service) -> Command:
    """Return the command that shows a hidden article again."""

    @app_commands.command(name="unhide", description="Show a hidden article again.")
    @app_commands.describe(article="Its title.")
    @app_commands.autocomplete(article=completes(service, lambda record: record.hidden))
    async def unhide(interaction: Interaction, article: str) -> None:
        collection_id = place_of(interaction).collection_id
        found = await service.look(
            lambda library: library.find(collection_id, article, hidden=True, exact=True)
        )
        record = await service.change(lambda library: library.show(collection_id, found.id))
        view = text_view(unhidden_layout(record), AskButton(record.id))
        await respond(interaction, view, private=True)

    return unhide
