"""What all buttons have in common: their state is in their id, and their mistakes are told."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Protocol, cast

import discord
from discord import ui

from bot.errors import explain
from bot.render import TROUBLE, notice
from bot.respond import respond
from bot.views.text import text_view

if TYPE_CHECKING:
    from bot.service import Service

Interaction = discord.Interaction[discord.Client]


class _Serving(Protocol):
    service: Service


def service_of(interaction: Interaction) -> Service:
    """Return the service of the client that received an interaction."""
    return cast("_Serving", interaction.client).service


class Button(ui.DynamicItem[ui.Button[ui.LayoutView]], template=""):
    """A button that works after a restart of the bot: all that it needs is in its ``custom_id``."""

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says; what goes wrong is one private sentence."""
        try:
            await self.press(interaction)
        except Exception as error:  # noqa: BLE001 - the boundary to the person who pressed it
            trouble = text_view(notice(explain(error), colour=TROUBLE))
            await respond(interaction, trouble, private=True)

    @abstractmethod
    async def press(self, interaction: Interaction) -> None:
        """Do what the button says."""
