"""discord.py's types as the bot uses them, and the parts of the client behind an interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

import discord
from discord import app_commands

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from discord import ui

    from bot.service import Service
    from bot.underway import Underway

Interaction = discord.Interaction[discord.Client]
Command = app_commands.Command[app_commands.Group, ..., None]


class Asks(Protocol):
    """Answers questions, for buttons and forms: `bot.asking.asking.Asking`."""

    async def respond(
        self,
        interaction: Interaction,
        question: str,
        *,
        article: str | None,
        private: bool | None = None,
        previous: str | None = None,
    ) -> None:
        """Answer in response to an interaction, from one article if its id or title is given."""

    async def too_soon(self, interaction: Interaction) -> bool:
        """Count one request; if the person is over the limit, tell them and return True."""

    def forget(self, person: int) -> None:
        """Forget what a person has asked last."""


class _Client(Protocol):
    @property
    def service(self) -> Service: ...
    @property
    def asking(self) -> Asks: ...
    @property
    def underway(self) -> Underway: ...
    @property
    def forms(self) -> MutableMapping[str, ui.Modal]: ...


def client_of(interaction: Interaction) -> _Client:
    """Return the client that received an interaction, which is always a `PullquoteClient`."""
    return cast("_Client", interaction.client)
