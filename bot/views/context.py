"""The button beside a citation: the quote among its neighbours, for the one who presses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import discord
from discord import ui

from bot.render import context_layout
from bot.respond import respond
from bot.views.button import Button, Interaction, service_of
from bot.views.text import text_view

if TYPE_CHECKING:
    import re

    from index.model import Citation


class ContextButton(Button, template=r"context:(?P<article>.{1,60}):(?P<start>\d{1,9})"):
    """Shows the sentences around a quote."""

    def __init__(self, article_id: str, start: int) -> None:
        super().__init__(
            ui.Button(
                label="In context",
                style=discord.ButtonStyle.secondary,
                custom_id=f"context:{article_id}:{start}",
            )
        )
        self._article_id = article_id
        self._start = start

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """Return the button for a citation."""
        return cls(citation.article_id, citation.start)

    @classmethod
    async def from_custom_id(
        cls, _: Interaction, __: ui.Item[ui.LayoutView], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        return cls(match["article"], int(match["start"]))

    async def press(self, interaction: Interaction) -> None:
        """Show the context to the one who pressed."""
        quote = await service_of(interaction).context(self._article_id, self._start)
        await respond(interaction, text_view(context_layout(quote)), private=True)
