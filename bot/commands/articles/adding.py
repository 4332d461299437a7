"""What all ways of adding articles have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.articles.intake import take_in
from bot.interaction import Interaction, client_of
from bot.permission import may_write
from bot.place import place_of
from bot.reading.turns import Giver
from bot.render.articles import added_layout
from bot.views.added import added_view
from bot.views.respond import respond, with_progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.commands.articles.intake import Source
    from bot.service import Service
    from index.model import Added, Article


async def add_all(
    interaction: Interaction, service: Service, sources: Sequence[Source], *, private: bool
) -> None:
    """Add sources to the articles of the place; say what became of each, as far as it is known.

    What was added is told to all, unless it is to be private; that nothing was, to the person only.
    """
    if await client_of(interaction).asking.too_soon(interaction):
        return
    private = private or not may_write(interaction)
    collection_id = place_of(interaction).collection_id

    async def add(article: Article) -> Added:
        return await service.add(
            collection_id, article, by=interaction.user.id, now=interaction.created_at
        )

    giver = Giver(interaction.user.id, interaction.guild_id)
    outcomes = await with_progress(
        interaction, lambda tell: take_in(service, giver, sources, add, tell), private=private
    )
    refused = not any(outcome.record for outcome in outcomes)
    await respond(interaction, added_view(added_layout(outcomes)), private=private or refused)
