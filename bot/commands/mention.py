"""Questions in messages: a mention, a reply to the bot, or a direct message."""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

import discord

from bot.delivery import LOST, steadily, undelivered
from bot.names import names_in
from bot.place import place_of
from bot.render.answers import answer_layout, how_to_ask, introduction, not_allowed, too_soon
from bot.render.layout import TROUBLE, notice
from bot.underway import PATIENCE
from bot.views.about import AboutButton
from bot.views.answer import answer_view, question_answered
from bot.views.components import text_view
from bot.views.errors import explain
from bot.views.respond import run_with_notice
from bot.wording import question_of, talk_in
from index.library import clean_question

if TYPE_CHECKING:
    from discord import ui

    from bot.asking.asking import Asking
    from bot.wording import Talk

log = logging.getLogger(__name__)

_TYPES = (discord.MessageType.default, discord.MessageType.reply)
_WAIT = "⏳"
_CLOSED = "🔇"
_MOST_TOLD = 1000
_NO_HISTORY = 160002
"""Discord's code for a reply where the bot may write, but not read what was written."""
_REACTIONS: dict[Talk | None, str] = {"greeting": "👋", "thanks": "👍"}
"""What small talk gets in place of an answer."""


class Mentions:
    """Answers the messages that are meant for the bot, and no others."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._told: dict[tuple[int, int], None] = {}
        """Who was told lately of which channel that the bot may not write there."""

    async def on_message(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer a message if it is meant for the bot."""
        withheld = is_withheld(message, me)
        if not withheld and not is_for(message, me):
            return
        try:
            self._asking.underway.enter()
            if withheld:
                await self._say_how_to_ask(message, me)
                return
            question = question_in(message)
            talk = talk_in(question)
            if talk in _REACTIONS:
                await _react(message, _REACTIONS[talk])
                return
            if talk or not question:
                # A relay might send the introduction on, which mentions the bot.
                if not message.webhook_id and not await self.too_soon(message):
                    await _reply(message, text_view(notice(introduction(me.mention))))
                return
            # Before it counts and is remembered: what is no question does neither.
            asked = clean_question(question)
            if await self.too_soon(message):
                return
            sent = await _reply(message, await self.answer(message, asked, me))
            self._asking.note_answer(message, question, sent.id)
        except discord.Forbidden as error:
            await self._not_allowed(message, error)
        except Exception as error:  # noqa: BLE001 - the boundary to the person who asked
            await _reply_with_error(message, error)

    async def answer(
        self, message: discord.Message, asked: str, me: discord.ClientUser
    ) -> ui.LayoutView:
        """Return the answer to a question in a message; people see that it is coming."""
        previous = self._previous(message, asked, me)
        place = place_of(message)
        typing: list[asyncio.Task[None]] = []

        async def type_meanwhile() -> None:
            typing.append(asyncio.create_task(_show_typing(message)))

        try:
            answer = await run_with_notice(
                self._asking.underway,
                lambda: self._asking.answer(asked, place.collection_id, previous=previous),
                type_meanwhile,
                patience=PATIENCE,
            )
        finally:
            for task in typing:  # what Discord refuses for a while is tried again for half a minute
                task.cancel()
        return answer_view(answer_layout(answer, asker=place.person, may_add=place.direct))

    async def _say_how_to_ask(self, message: discord.Message, me: discord.ClientUser) -> None:
        answer = message.reference.message_id if message.reference else None
        if answer is not None and not await self.too_soon(message):
            told = notice(how_to_ask(me.mention))
            await _reply(message, text_view(told, AboutButton(answer)))

    async def _not_allowed(self, message: discord.Message, error: discord.Forbidden) -> None:
        """Tell a person once that the bot may not write where they asked; react where it may."""
        log.info("Not allowed to answer in channel %s: %s", message.channel.id, error)
        key = (message.author.id, message.channel.id)
        place = place_of(message)
        if not place.direct and key not in self._told:
            self._told[key] = None
            if len(self._told) > _MOST_TOLD:
                del self._told[next(iter(self._told))]
            with suppress(discord.HTTPException, *LOST):
                told = notice(not_allowed(message.channel.id), color=TROUBLE)
                await _send(message.author, text_view(told))
                return
        await _react(message, _CLOSED)

    def _previous(
        self, message: discord.Message, question: str, me: discord.ClientUser
    ) -> str | None:
        """Return the question that a message follows on: answered there, or in direct messages."""
        replied = message.reference.resolved if message.reference else None
        before = self._asking.followed(place_of(message), question, message.created_at)
        if isinstance(replied, discord.Message) and replied.author == me:
            return question_answered(replied) or before
        return before

    async def too_soon(self, message: discord.Message) -> bool:
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

    It is when it mentions the bot itself or its own role (no other, and not everyone), replies to
    the bot, or is a direct message. Who writes through a webhook, as a proxied member does, has to
    mention it.
    """
    if message.webhook_id:
        return message.author != me and message.type in _TYPES and me in message.mentions
    if not _is_a_persons(message):
        return False
    if place_of(message).direct or me in message.mentions:
        return True
    if any(role.tags and role.tags.bot_id == me.id for role in message.role_mentions):
        return True
    replied = message.reference.resolved if message.reference else None
    # Discord leaves out the content of a reply that does not mention the bot.
    return isinstance(replied, discord.Message) and replied.author == me and bool(message.content)


def is_withheld(message: discord.Message, me: discord.ClientUser) -> bool:
    """Tell whether Discord keeps from the bot what a person replies to an answer of a command.

    Such a reply mentions nobody, and only what mentions the bot is shown to it.
    """
    replied = message.reference.resolved if message.reference else None
    if not _is_a_persons(message) or place_of(message).direct or me in message.mentions:
        return False
    if message.content or message.attachments or message.stickers:
        return False
    if not isinstance(replied, discord.Message) or replied.author != me:
        return False
    return replied.interaction_metadata is not None and question_answered(replied) is not None


def _is_a_persons(message: discord.Message) -> bool:
    return not message.author.bot and not message.webhook_id and message.type in _TYPES


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


async def _reply(message: discord.Message, view: ui.LayoutView) -> discord.Message:
    """Reply without a ping; where the message is gone, just answer."""
    try:
        reference = message.to_reference(fail_if_not_exists=False)
        return await _send(message.channel, view, reference=reference)
    except discord.Forbidden as error:
        if error.code != _NO_HISTORY:
            raise
        return await _send(message.channel, view)


async def _reply_with_error(message: discord.Message, error: Exception) -> None:
    """Say what went wrong, if that can be said."""
    if reason := undelivered(error):
        log.info("A message in channel %s is beyond reach: %s", message.channel.id, reason)
        return
    try:
        await _reply(message, text_view(notice(explain(error), color=TROUBLE)))
    except (discord.HTTPException, *LOST) as failure:
        log.info("A message in channel %s is beyond reach: %s", message.channel.id, failure)


async def _send(
    where: discord.abc.Messageable,
    view: ui.LayoutView,
    *,
    reference: discord.MessageReference | None = None,
) -> discord.Message:
    """Send a view once, even if the connection is lost: Discord knows it again by its nonce."""
    nonce = secrets.randbits(63)
    if reference is None:
        return await steadily(lambda: where.send(view=view, nonce=nonce))
    return await steadily(lambda: where.send(view=view, nonce=nonce, reference=reference))


async def _show_typing(message: discord.Message) -> None:
    """Show that an answer is coming; the answer matters more."""
    with suppress(discord.HTTPException, *LOST):
        await message.channel.typing()
