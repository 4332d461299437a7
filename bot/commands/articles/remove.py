"""`/article remove`, which asks before it removes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.commands.completing import completes
from bot.interaction import Command, Interaction
from bot.place import place_of
from bot.render.articles import confirm_layout
from bot.views.components import text_view
from bot.views.removal import RemoveButton
from bot.views.respond import respond
from index.errors import ArticleError

if TYPE_CHECKING:
    from bot.service import Service


def remove_command(service: Service) -> Command:
    """Return the command, wired to a service."""

    @app_commands.command(name="remove", description="Remove an article (asks first).")
    @app_commands.describe(article="Its title.")
    @app_commands.autocomplete(article=completes(service, lambda record: not record.shared))
    async def remove(interaction: Interaction, article: str) -> None:
        collection_id = place_of(interaction).collection_id
        record = await service.look(
            lambda library: library.find(collection_id, article, exact=True, hidden=True)
        )
        if record.shared:
            raise ArticleError(
                f"“{record.title}” is shared with everybody. /article hide hides it here."
            )
        view = text_view(confirm_layout(record), RemoveButton(record.id))
        await respond(interaction, view, private=True)

    return remove
