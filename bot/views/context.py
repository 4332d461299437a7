"""The button beside a citation: the quote among its neighbors, for the one who presses it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import discord
from discord import ui

from bot.interaction import Interaction, client_of
from bot.place import place_of
from bot.render.answers import context_layout
from bot.views.button import Button
from bot.views.components import text_view
from bot.views.respond import respond
from index.model import REVISION_DIGITS

if TYPE_CHECKING:
    import re

    from index.model import Citation


class ContextButton(
    Button,
    # Those of version 0.1.0 have neither end nor revision.
    template=r"context:(?P<article>.{1,60}?):(?P<start>\d{1,9})"
    r"(?::(?P<end>\d{1,9}):(?P<revision>[0-9a-f]{8}))?",
):
    """Shows the sentences around a quote, even when the article has been updated since."""

    def __init__(
        self, article_id: str, start: int, end: int | None = None, revision: str | None = None
    ) -> None:
        """Show an article from ``start`` to ``end``, in the text whose revision begins so."""
        place = f"{article_id}:{start}" + (f":{end}:{revision}" if revision else "")
        super().__init__(
            ui.Button(
                label="In context",
                style=discord.ButtonStyle.secondary,
                custom_id=f"context:{place}",
            )
        )
        self._article_id = article_id
        self._start = start
        self._end = end
        self._revision = revision

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """Return the button for a citation."""
        revision = citation.revision[:REVISION_DIGITS]
        return cls(citation.article_id, citation.start, citation.end, revision)

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the button whose ``custom_id`` was matched."""
        end = int(match["end"]) if match["end"] else None
        return cls(match["article"], int(match["start"]), end, match["revision"])

    async def press(self, interaction: Interaction) -> None:
        """Show the context to the one who pressed."""
        collection_id = place_of(interaction).collection_id
        quote = await client_of(interaction).service.search(
            collection_id,
            lambda library: library.context(
                self._article_id,
                self._start,
                end=self._end,
                revision=self._revision,
                collection_id=collection_id,
            ),
        )
        await respond(interaction, text_view(context_layout(quote)), private=True)
