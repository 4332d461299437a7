"""Let an answer follow what becomes of its question: an edit, or its end."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

import discord
from discord.utils import utcnow

from bot.commands.mention import is_for, question_in
from bot.delivery import LOST, steadily
from bot.render.layout import TROUBLE, notice
from bot.views.components import text_view
from bot.views.errors import explain
from bot.wording import talk_in
from index.library import clean_question

if TYPE_CHECKING:
    from bot.asking.asking import Asking
    from bot.commands.mention import Mentions

log = logging.getLogger(__name__)


class Follower:
    """Changes and deletes the answers to messages that are edited and deleted."""

    def __init__(self, mentions: Mentions, asking: Asking) -> None:
        """Answer as messages are answered."""
        self._mentions = mentions
        self._asking = asking

    async def on_edit(
        self,
        channel: discord.PartialMessageable,
        message: discord.Message,
        me: discord.ClientUser,
    ) -> None:
        """Answer an edited question in place of its answer, if it is another question now."""
        known = self._asking.answered.find(message.id, utcnow().timestamp())
        if known is None or not is_for(message, me):
            return
        question = question_in(message)
        if not question or talk_in(question) or hash(question) == known.question:
            return
        try:
            self._asking.underway.enter()
            asked = clean_question(question)
            if await self._mentions.too_soon(message):
                return
            view = await self._mentions.answer(message, asked, me)
        except Exception as error:  # noqa: BLE001 - the boundary to the person who asked
            view = text_view(notice(explain(error), color=TROUBLE))
        try:
            await steadily(lambda: channel.get_partial_message(known.answer).edit(view=view))
        except (discord.HTTPException, *LOST) as failure:
            log.info("An answer cannot follow its question: %s", failure)
        else:
            self._asking.note_answer(message, question, known.answer)

    async def on_delete(self, channel: discord.PartialMessageable, message: int) -> None:
        """Take back the answer to a question that is deleted soon after it was answered."""
        known = self._asking.answered.take(message, utcnow().timestamp())
        if known:
            with suppress(discord.HTTPException, *LOST):
                await steadily(channel.get_partial_message(known.answer).delete)
