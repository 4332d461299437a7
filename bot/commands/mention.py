"""Questions in messages: a mention, a reply to the bot, or a direct message."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import discord

from bot.render.answers import TROUBLE, answer_layout, introduction, notice, too_soon
from bot.service import collection_at
from bot.views.answer import answer_view, question_answered
from bot.views.components import text_view
from bot.views.errors import explain
from bot.views.respond import patiently

if TYPE_CHECKING:
    from discord import ui

    from bot.asking.asking import Asking

log = logging.getLogger(__name__)

_TYPES = (discord.MessageType.default, discord.MessageType.reply)
_WAIT = "⏳"


class Mentions:
    """Answers the messages that are meant for the bot, and no others."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def on_message(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer a message if it is meant for the bot."""
        if not is_for(message, me):
            return
        try:
            question = question_in(message, me)
            if not question:
                await _reply(message, text_view(notice(introduction(me.mention))))
                return
            if await self._too_soon(message):
                return
            server = message.guild.id if message.guild else None
            collection = collection_at(server, message.author.id)
            previous = self._previous(message, question, me)
            answer, articles = await patiently(
                self._asking.answer(question, collection, previous=previous),
                message.channel.typing,
            )
            layout = answer_layout(answer, articles=articles, asker=message.author.id)
            await _reply(message, answer_view(layout))
        except discord.Forbidden:
            log.info("Not allowed to answer in channel %s", message.channel.id)
        except Exception as error:  # noqa: BLE001 - the boundary to the person who asked
            await _reply(message, text_view(notice(explain(error), colour=TROUBLE)))

    def _previous(
        self, message: discord.Message, question: str, me: discord.ClientUser
    ) -> str | None:
        """Return the question that a message follows on: answered there, or in direct messages."""
        replied = message.reference.resolved if message.reference else None
        before = None
        if message.guild is None:
            now = message.created_at.timestamp()
            before = self._asking.conversations.follow(message.author.id, question, now)
        if isinstance(replied, discord.Message) and replied.author == me:
            return question_answered(replied) or before
        return before

    async def _too_soon(self, message: discord.Message) -> bool:
        """Tell a person who asks too often so, once and in private; return whether they do."""
        now = message.created_at.timestamp()
        server = message.guild.id if message.guild else None
        refusal = self._asking.cooldown.check(message.author.id, server, now)
        if refusal and refusal.first:
            layout = notice(too_soon(now + refusal.retry_after), colour=TROUBLE)
            try:
                await message.author.send(view=text_view(layout))
            except discord.Forbidden:  # closed to direct messages
                await message.add_reaction(_WAIT)
        return refusal is not None


def is_for(message: discord.Message, me: discord.ClientUser) -> bool:
    """Tell whether a message is a person's and meant for the bot.

    It is when it mentions the bot itself (not a role, not everyone), replies to the bot, or is a
    direct message.
    """
    if message.author.bot or message.webhook_id or message.type not in _TYPES:
        return False
    if message.guild is None or me in message.mentions:
        return True
    replied = message.reference.resolved if message.reference else None
    # Discord leaves out the content of a reply that does not mention the bot.
    return isinstance(replied, discord.Message) and replied.author == me and bool(message.content)


def question_in(message: discord.Message, me: discord.ClientUser) -> str:
    """Return the text of a message, mentions of the bot left out and others as names."""
    text = message.clean_content
    names = {me.display_name}
    if message.guild:
        names.add(message.guild.me.display_name)
    for name in names:
        text = re.sub(rf"@{re.escape(name)}(?!\w)", " ", text)
    return " ".join(text.split())


async def _reply(message: discord.Message, view: ui.LayoutView) -> None:
    """Reply without a ping; where the message is gone, just answer."""
    await message.channel.send(view=view, reference=message.to_reference(fail_if_not_exists=False))
