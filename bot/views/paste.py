"""The form for a pasted text: of a new article, or of one that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.interaction import Interaction, client_of
from bot.permission import check_may_manage
from bot.views.form import Form
from index.ingest.metadata import LONGEST_LINE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.interaction import Interaction

    Take = Callable[[Interaction, str, str | None], Awaitable[None]]

MOST_PASTED = 4000
"""Characters that Discord takes in a field of a form."""


class PasteForm(Form):
    """Takes a text and its title, from one who may change the articles of the place."""

    def __init__(self, heading: str, take: Take, *, title: str = "", text: str = "") -> None:
        """Show what is already there; ``take`` gets the text and the title, if there is one."""
        super().__init__(heading)
        self._take = take
        shown = title if len(title) <= LONGEST_LINE else ""
        self._title: ui.TextInput[ui.LayoutView] = ui.TextInput(
            custom_id="title", required=False, max_length=LONGEST_LINE, default=shown or None
        )
        self._text: ui.TextInput[ui.LayoutView] = ui.TextInput(
            custom_id="text",
            style=discord.TextStyle.paragraph,
            max_length=MOST_PASTED,
            default=text or None,
        )
        self.add_item(
            ui.Label(
                text="Title",
                description="Optional. Without a title, the first line is used.",
                component=self._title,
            )
        )
        self.add_item(
            ui.Label(
                text="Text",
                description=f"Up to {MOST_PASTED:,} characters; send a longer one as a file.",
                component=self._text,
            )
        )

    async def submit(self, interaction: Interaction) -> None:
        """Take the text."""
        await check_may_manage(interaction, client_of(interaction).service)
        await self._take(interaction, self._text.value, self._title.value.strip() or None)
