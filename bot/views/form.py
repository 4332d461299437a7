"""What forms (Discord's modals) have in common; what an open one says outlives the process."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.interaction import client_of
from bot.render.layout import lost_layout
from bot.views.button import guarded
from bot.views.respond import respond_with_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.interaction import Interaction

_TIMEOUT = 3600.0
"""Seconds for which a form can be sent. Discord does not say when somebody closes one."""


async def take_lost_form(interaction: Interaction) -> None:
    """Give back what was sent in a form that this process did not open."""
    if interaction.type is not discord.InteractionType.modal_submit or interaction.data is None:
        return
    if str(interaction.data.get("custom_id")) in client_of(interaction).forms:
        return
    written = max(_values(interaction.data), key=len, default="")

    async def give_back(interaction: Interaction) -> None:
        await respond_with_text(interaction, lost_layout(), written)

    await guarded(interaction, give_back)


def _values(sent: object) -> Iterator[str]:
    """Yield what stands in the fields of a form."""
    if isinstance(sent, Mapping):
        if isinstance(value := sent.get("value"), str):
            yield value
        sent = [sent.get("components"), sent.get("component")]
    if isinstance(sent, Sequence) and not isinstance(sent, str):
        for each in sent:
            yield from _values(each)


class Form(ui.Modal):
    """A form; what goes wrong with what is sent is one private sentence."""

    def __init__(self, title: str) -> None:
        super().__init__(title=title, timeout=_TIMEOUT)

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Take what was sent."""
        await guarded(interaction, self.submit)

    @abstractmethod
    async def submit(self, interaction: Interaction) -> None:
        """Take what was sent."""
