"""The button with which the asker, or a moderator, takes an answer back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import discord
from discord import ui

from bot.delivery import steadily
from bot.render.layout import ARCHIVED, TROUBLE, notice
from bot.views.button import Button
from bot.views.components import text_view
from bot.views.in_time import defer
from bot.views.respond import respond

if TYPE_CHECKING:
    import re

    from bot.interaction import Interaction

_THREAD_IS_ARCHIVED = 50083
"""Discord's code for what cannot be done in a thread that is archived."""


class DeleteButton(Button, template=r"delete:(?P<asker>\d{1,20})"):
    """Deletes an answer."""

    def __init__(self, asker: int) -> None:
        super().__init__(
            ui.Button(
                label="Delete", style=discord.ButtonStyle.secondary, custom_id=f"delete:{asker}"
            )
        )
        self._asker = asker

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the button whose ``custom_id`` was matched."""
        return cls(int(match["asker"]))

    async def press(self, interaction: Interaction) -> None:
        """Delete the answer, if the one who pressed may."""
        if interaction.user.id != self._asker and not interaction.permissions.manage_messages:
            text = "Only the person who asked, or a moderator, can delete this answer."
            await respond(interaction, text_view(notice(text)), private=True)
            return
        await defer(interaction, private=True, in_place=True)
        try:
            await steadily(interaction.delete_original_response)
        except discord.NotFound:
            pass  # an earlier try arrived, or somebody else was first
        except discord.HTTPException as error:
            if error.code != _THREAD_IS_ARCHIVED:
                raise
            await respond(interaction, text_view(notice(ARCHIVED, color=TROUBLE)), private=True)
