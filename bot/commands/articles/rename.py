"""`/article rename`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.commands.completing import completes
from bot.interaction import Command, Interaction
from bot.place import place_of
from bot.render.articles import renamed_layout
from bot.views.components import text_view
from bot.views.respond import respond
from index.ingest.metadata import LONGEST_LINE

if TYPE_CHECKING:
    from bot.service import Service


def rename_command(service: Service) -> Command:
    """Return the command, wired to a service."""

    @app_commands.command(name="rename", description="Give an article another title.")
    @app_commands.describe(article="Its title now.", title="Its new title.")
    @app_commands.autocomplete(article=completes(service, lambda record: not record.shared))
    async def rename(
        interaction: Interaction, article: str, title: app_commands.Range[str, 1, LONGEST_LINE]
    ) -> None:
        collection_id = place_of(interaction).collection_id
        old = await service.look(lambda library: library.find(collection_id, article, exact=True))
        record = await service.change(
            lambda library: library.rename(
                collection_id, old.id, title, by=interaction.user.id, now=interaction.created_at
            )
        )
        await respond(interaction, text_view(renamed_layout(old.title, record)), private=True)

    return rename
