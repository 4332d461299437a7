"""The names behind the mentions of a message or a command, as far as the bot knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from bot.interaction import Interaction
    from bot.wording import Named


def names_in(said: discord.Message | Interaction) -> Named:
    """Return what names the mentions of a message or a command; the bot's own have no name.

    People are known where Discord says who was mentioned, channels and roles in the bot's servers.
    """
    guild = said.guild
    me = said.client.user if isinstance(said, discord.Interaction) else said._state.user
    people = {} if isinstance(said, discord.Interaction) else {m.id: m for m in said.mentions}

    def named(sigil: str, number: int) -> str | None:
        if me is not None and sigil == "@" and number == me.id:
            return ""
        if sigil == "@":
            person = people.get(number)
            return person.display_name if person else None
        if guild is None:
            return None
        if sigil == "#":
            channel = guild.get_channel_or_thread(number)
            return channel.name if channel else None
        role = guild.get_role(number)
        if role is None:
            return None
        return "" if me is not None and role.tags and role.tags.bot_id == me.id else role.name

    return named
