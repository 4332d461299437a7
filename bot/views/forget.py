"""The button that confirms that a person wants to be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import discord
from discord import ui

from bot.interaction import Interaction, client_of
from bot.permission import NotAllowedError
from bot.render.privacy import forgotten_layout
from bot.views.button import Button
from bot.views.components import text_view
from bot.views.respond import respond_in_place

if TYPE_CHECKING:
    import re


class ForgetButton(Button, template=r"forget:(?P<person>\d{1,20})"):
    """Deletes what is a person's, for that person only."""

    def __init__(self, person: int) -> None:
        super().__init__(
            ui.Button(
                label="Forget me",
                style=discord.ButtonStyle.danger,
                custom_id=f"forget:{person}",
            )
        )
        self._person = person

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the button whose ``custom_id`` was matched."""
        return cls(int(match["person"]))

    async def press(self, interaction: Interaction) -> None:
        """Forget the person, and say what was deleted in place of the question."""
        if interaction.user.id != self._person:
            raise NotAllowedError("Only the person who asked for this can do it.")
        forgotten = await client_of(interaction).service.forget_person(self._person)
        client_of(interaction).asking.forget(self._person)
        await respond_in_place(interaction, text_view(forgotten_layout(forgotten)))
