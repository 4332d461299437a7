"""`/privacy` and `/forget-me`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.interaction import Command, Interaction
from bot.place import place_of
from bot.render.privacy import forget_layout, privacy_layout
from bot.service import collection_at
from bot.views.components import text_view
from bot.views.forget import ForgetButton
from bot.views.respond import respond

if TYPE_CHECKING:
    from bot.service import Service


def privacy_command(service: Service) -> Command:
    """Return the command that says what is kept."""

    @app_commands.command(name="privacy", description="What I keep here, and what I do not.")
    async def privacy(interaction: Interaction) -> None:
        place = place_of(interaction)
        # Only the person reads this, so it may be about their own articles wherever they are.
        collection_id = collection_at(place.server, place.person)
        layout = privacy_layout(
            await service.look(lambda library: library.usage(collection_id)),
            personal=collection_id.kind == "person",
            grace_days=service.grace.days,
        )
        await respond(interaction, text_view(layout), private=True)

    return privacy


def forget_command(service: Service) -> Command:
    """Return the command that forgets a person; it asks first."""

    @app_commands.command(
        name="forget-me",
        description="Delete what you added in direct messages; remove your id elsewhere.",
    )
    async def forget_me(interaction: Interaction) -> None:
        person = interaction.user.id
        kept = await service.look(lambda library: library.usage(collection_at(None, person)))
        await respond(
            interaction, text_view(forget_layout(kept), ForgetButton(person)), private=True
        )

    return forget_me
