"""Questions in messages: a mention, a reply to the bot, or a direct message."""

from __future__ import annotations

import logging
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

import discord

from bot.delivery import LOST, steadily
from bot.names import names_in
from bot.place import place_of
from bot.render.answers import answer_layout, introduction, too_soon
from bot.render.layout import TROUBLE, notice
from bot.underway import PATIENCE
from bot.views.answer import answer_view, question_answered
from bot.views.components import text_view
from bot.views.errors import explain
from bot.views.respond import patiently
from bot.wording import question_of, talk_in
from index.library import clean_question

if TYPE_CHECKING:
    from discord import ui

    from bot.asking.asking import Asking
    from bot.wording import Talk

log = logging.getLogger(__name__)

_TYPES = (discord.MessageType.default, discord.MessageType.reply)
_WAIT = "⏳"
_REACTIONS: dict[Talk | None, str] = {"greeting": "👋", "thanks": "👍"}
"""What small talk gets in place of an answer."""


class Mentions:
    """Answers the messages that are meant for the bot, and no others."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    async def on_message(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer a message if it is meant for the bot."""
        if not is_for(message, me):
            return
        try:
            self._asking.underway.enter()
            question = question_in(message)
            talk = talk_in(question)
            if talk in _REACTIONS:
                await _react(message, _REACTIONS[talk])
                return
            if talk or not question:
                if not await self._too_soon(message):
                    await _reply(message, text_view(notice(introduction(me.mention))))
                return
            # Before it counts and is remembered: what is no question does neither.
            asked = clean_question(question)
            if await self._too_soon(message):
                return
            previous = self._previous(message, asked, me)
            collection_id = place_of(message).collection_id
            answer = await patiently(
                self._asking.underway,
                lambda: self._asking.answer(asked, collection_id, previous=previous),
                lambda: _show_typing(message),
                patience=PATIENCE,
            )
            layout = answer_layout(
                answer, asker=message.author.id, may_add=place_of(message).direct
            )
            await _reply(message, answer_view(layout))
        except discord.Forbidden:
            log.info("Not allowed to answer in channel %s", message.channel.id)
        except Exception as error:  # noqa: BLE001 - the boundary to the person who asked
            await _reply_with_error(message, error)

    def _previous(
        self, message: discord.Message, question: str, me: discord.ClientUser
    ) -> str | None:
        """Return the question that a message follows on: answered there, or in direct messages."""
        replied = message.reference.resolved if message.reference else None
        before = self._asking.followed(place_of(message), question, message.created_at)
        if isinstance(replied, discord.Message) and replied.author == me:
            return question_answered(replied) or before
        return before

    async def _too_soon(self, message: discord.Message) -> bool:
        """Return whether the person asks too often; the first time, tell them privately."""
        refusal = self._asking.counted(place_of(message), message.created_at)
        if refusal and refusal.first:
            told = too_soon(refusal.until, of_server=refusal.of_server)
            try:
                await _send(message.author, text_view(notice(told, color=TROUBLE)))
            except discord.Forbidden:  # closed to direct messages
                await _react(message, _WAIT)
            except (discord.HTTPException, *LOST) as failure:
                log.info("A notice of the limits could not be sent: %s", failure)
        return refusal is not None


def is_for(message: discord.Message, me: discord.ClientUser) -> bool:
    """Tell whether a message is a person's and meant for the bot.

    It is when it mentions the bot itself (not a role, not everyone), replies to the bot, or is a
    direct message.
    """
    if message.author.bot or message.webhook_id or message.type not in _TYPES:
        return False
    if place_of(message).direct or me in message.mentions:
        return True
    replied = message.reference.resolved if message.reference else None
    # Discord leaves out the content of a reply that does not mention the bot.
    return isinstance(replied, discord.Message) and replied.author == me and bool(message.content)


def question_in(message: discord.Message) -> str:
    """Return the question of a message; empty when there is none.

    A reply that does nothing but mention the bot asks what the message asks that it replies to.
    """
    asked = question_of(message.content, names_in(message))
    replied = message.reference.resolved if message.reference else None
    if asked or not isinstance(replied, discord.Message) or replied.author.bot:
        return asked
    return question_of(replied.content, names_in(replied))


async def _react(message: discord.Message, emoji: str) -> None:
    """React to a message, where that is allowed."""
    with suppress(discord.HTTPException, *LOST):
        await message.add_reaction(emoji)


async def _reply(message: discord.Message, view: ui.LayoutView) -> None:
    """Reply without a ping; where the message is gone, just answer."""
    await _send(message.channel, view, reference=message.to_reference(fail_if_not_exists=False))


async def _reply_with_error(message: discord.Message, error: Exception) -> None:
    """Say what went wrong, if that can be said."""
    try:
        await _reply(message, text_view(notice(explain(error), color=TROUBLE)))
    except (discord.HTTPException, *LOST) as failure:
        log.warning("A message in channel %s is beyond reach: %s", message.channel.id, failure)


async def _send(
    where: discord.abc.Messageable,
    view: ui.LayoutView,
    *,
    reference: discord.MessageReference | None = None,
) -> None:
    """Send a view once, even if the connection is lost: Discord knows it again by its nonce."""
    nonce = secrets.randbits(63)
    if reference is None:
        await steadily(lambda: where.send(view=view, nonce=nonce))
    else:
        await steadily(lambda: where.send(view=view, nonce=nonce, reference=reference))


async def _show_typing(message: discord.Message) -> None:
    """Show that an answer is coming; the answer matters more."""
    with suppress(discord.HTTPException, *LOST):
        await message.channel.typing()
