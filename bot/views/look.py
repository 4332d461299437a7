"""The button that shows what was left out of an article, to the one who presses it."""

from __future__ import annotations

from bot.interaction import Interaction, client_of
from bot.render.articles import left_out_layout
from bot.service import collection_at
from bot.views.button import Button
from bot.views.components import text_view
from bot.views.of_article import OfArticle
from bot.views.respond import respond


class LookButton(OfArticle, Button, template=r"left-out:(?P<article>.{1,60})"):
    """Shows what a document says that is no part of its article."""

    PREFIX = "left-out"
    LABEL = "Look"

    async def press(self, interaction: Interaction) -> None:
        """Show what was left out, and why."""
        collection_id = collection_at(interaction.guild_id, interaction.user.id)
        record, found = await client_of(interaction).service.search(
            collection_id, lambda library: library.left_out(self._article_id, collection_id)
        )
        await respond(interaction, text_view(left_out_layout(record, found)), private=True)
