"""Where something is said, and so whose articles are asked and who reads the answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.service import collection_at
from index.model import SHARED

if TYPE_CHECKING:
    from bot.interaction import Interaction
    from index.model import CollectionId


@dataclass(frozen=True, slots=True)
class Place:
    """A server, a person's direct messages with the bot, or, where it is neither, somewhere else.

    Somewhere else others may read: a group, two people's direct messages in which one of them uses
    the bot, and whatever Discord does not say enough about.
    """

    person: int
    """Who says it."""
    server: int | None = None
    direct: bool = False
    """Whether nobody reads along but the bot."""
    guest: bool = False
    """Whether the person has brought the bot to a server that it is not in."""

    @property
    def collection_id(self) -> CollectionId:
        """Whose articles are asked: somewhere else only those that everybody may read.

        In a server that the bot is not in, these are the person's own.
        """
        if self.guest:
            return collection_at(None, self.person)
        if self.server is None and not self.direct:
            return SHARED
        return collection_at(self.server, self.person)


def place_of(said: discord.Message | Interaction) -> Place:
    """Return where something is said, told from ids: the server itself need not be known."""
    if isinstance(said, discord.Interaction):
        server, direct = said.guild_id, said.guild_id is None and _is_alone(said)
        guest = server is not None and said.is_user_integration()
        guest = guest and not said.is_guild_integration()
        return Place(said.user.id, server, direct=direct, guest=guest)
    server = said.guild.id if said.guild else getattr(said.channel, "guild_id", None)
    # Without the id of a server discord.py sees direct messages, but only servers have members.
    direct = isinstance(said.channel, discord.DMChannel)
    direct = direct and server is None and not isinstance(said.author, discord.Member)
    return Place(said.author.id, server, direct=direct)


def _is_alone(interaction: Interaction) -> bool:
    context = interaction.context
    if context.to_array():
        return context.dm_channel
    # A Discord without contexts installs nothing for a person alone, and so the bot is used in no
    # direct messages but its own.
    private = isinstance(interaction.channel, discord.DMChannel)
    return private and not interaction.is_user_integration()
