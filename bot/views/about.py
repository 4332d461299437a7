"""The button for one whose question Discord keeps from the bot: a form for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Self

import discord
from discord import ui

from bot.delivery import LOST
from bot.interaction import Interaction, client_of
from bot.views.answer import question_answered
from bot.views.button import Button
from bot.views.form import Form
from bot.views.respond import respond_with_form
from index.library import MAX_QUESTION

if TYPE_CHECKING:
    import re

_LOOKING = 1.0
"""Seconds for which the answer is looked for; a form has to be opened within three."""


class AboutButton(Button, template=r"about:(?P<answer>\d{1,20})"):
    """Opens a form for a question that follows on one that was answered."""

    def __init__(self, answer: int) -> None:
        super().__init__(
            ui.Button(
                label="Ask about this",
                style=discord.ButtonStyle.primary,
                custom_id=f"about:{answer}",
            )
        )
        self._answer = answer

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the button whose ``custom_id`` was matched."""
        return cls(int(match["answer"]))

    async def press(self, interaction: Interaction) -> None:
        """Open the form."""
        await respond_with_form(interaction, AboutForm(await self._asked_before(interaction)))

    async def _asked_before(self, interaction: Interaction) -> str | None:
        channel = interaction.channel
        if isinstance(channel, discord.abc.Messageable):
            with suppress(discord.HTTPException, *LOST):
                found = await asyncio.wait_for(channel.fetch_message(self._answer), _LOOKING)
                return question_answered(found)
        return None


class AboutForm(Form):
    """Takes a question that follows on another one."""

    def __init__(self, previous: str | None) -> None:
        super().__init__("Ask about this")
        self._previous = previous
        self._question: ui.TextInput[ui.LayoutView] = ui.TextInput(
            custom_id="question", max_length=MAX_QUESTION
        )
        self.add_item(ui.Label(text="What do you want to know?", component=self._question))

    async def submit(self, interaction: Interaction) -> None:
        """Answer in the channel, as `/ask` would."""
        await client_of(interaction).asking.respond(
            interaction, self._question.value, article=None, previous=self._previous
        )
