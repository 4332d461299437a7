"""Answer questions that come as interactions, `/ask` and "Ask something"; rate-limited."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from discord.utils import utcnow

from bot.asking.answered import Answered
from bot.asking.conversation import Conversations
from bot.names import names_in
from bot.permission import may_manage, may_write
from bot.place import place_of
from bot.render.answers import answer_layout, introduction, too_soon
from bot.render.layout import TROUBLE, notice
from bot.render.phrases import MOST_QUOTES
from bot.underway import Underway
from bot.views.answer import answer_view
from bot.views.components import text_view
from bot.views.in_time import defer, plan
from bot.views.respond import respond, run_with_notice
from bot.wording import question_of, talk_in
from index.library import clean_question
from index.limits import OwnLimits

if TYPE_CHECKING:
    from datetime import datetime

    import discord

    from bot.asking.cooldown import Cooldown, Refusal
    from bot.interaction import Interaction
    from bot.place import Place
    from bot.service import Service
    from index.model import Answer, CollectionId

EXPIRE_EVERY = 60.0
"""Seconds from one look for what is to be forgotten to the next, while there is anything."""


class Asking:
    """What asking needs: the service, who may ask how often, what was asked and is being asked."""

    def __init__(self, service: Service, cooldown: Cooldown) -> None:
        self.service = service
        self.cooldown = cooldown
        self.conversations = Conversations()
        self.answered = Answered()
        self.underway = Underway()
        self._expiry: asyncio.TimerHandle | None = None

    async def respond(
        self,
        interaction: Interaction,
        question: str,
        *,
        article: str | None,
        private: bool | None = None,
        previous: str | None = None,
    ) -> None:
        """Answer in response to an interaction, from one article if its id or title is given.

        ``previous`` is the question that it follows on. Unless it is said, the answer is private
        where the bot is a guest; and always where the person may not write.
        """
        place = place_of(interaction)
        private = place.guest if private is None else private
        private = private or not may_write(interaction)
        plan(interaction, private=private)
        wording = question_of(question, names_in(interaction))
        if talk_in(wording):
            user = interaction.client.user
            explained = introduction(user.mention if user else "me")
            await respond(interaction, text_view(notice(explained)), private=True)
            return
        asked = clean_question(wording or question)
        if await self.too_soon(interaction):
            return
        before = previous or self.followed(place, asked, interaction.created_at)
        answer = await run_with_notice(
            self.underway,
            lambda: self.answer(asked, place.collection_id, article=article, previous=before),
            lambda: defer(interaction, private=private),
            patience=self.underway.patience,
        )
        may_add = not answer.articles and await may_manage(interaction, self.service)
        layout = answer_layout(answer, asker=None if private else place.person, may_add=may_add)
        await respond(interaction, answer_view(layout), private=private)

    async def too_soon(self, interaction: Interaction) -> bool:
        """Count one request; if the person is over the limit, tell them and return True."""
        refusal = self.counted(place_of(interaction), interaction.created_at)
        if refusal:
            layout = notice(too_soon(refusal.until, of_server=refusal.of_server), color=TROUBLE)
            await respond(interaction, text_view(layout), private=True)
        return refusal is not None

    def counted(self, place: Place, at: datetime) -> Refusal | None:
        """Count a request at a place and time, or return why it is not taken."""
        self._expire_later()
        own = self.service.own_limits.get(place.collection_id, OwnLimits())
        refusal = self.cooldown.check(place.person, place.server, at.timestamp(), own)
        if refusal:
            self.service.observer.asked_too_soon(place.collection_id)
        return refusal

    def followed(self, place: Place, question: str, at: datetime) -> str | None:
        """Note a question in direct messages; return the one that it follows on, if it does."""
        if not place.direct:
            return None
        self._expire_later()
        return self.conversations.follow(place.person, question, at.timestamp())

    async def answer(
        self,
        question: str,
        collection_id: CollectionId,
        *,
        article: str | None = None,
        previous: str | None = None,
    ) -> Answer:
        """Return the answer of a collection, or of the article named."""
        service = self.service
        article_id = (
            (await service.look(lambda library: library.find(collection_id, article))).id
            if article
            else None
        )
        return await service.ask(
            question,
            collection_id=collection_id,
            article_id=article_id,
            limit=MOST_QUOTES,
            previous=previous,
        )

    def note_answer(self, message: discord.Message, question: str, answer: int) -> None:
        """Note which message answers another, for as long as it follows that."""
        self._expire_later()
        now = utcnow().timestamp()
        self.answered.note(message.id, question, answer, asker=message.author.id, now=now)

    def forget(self, person: int) -> None:
        """Forget what a person has asked last.

        How often they ask is forgotten by itself within two minutes: sooner, and `/forget-me` would
        be a way round the limits.
        """
        self.conversations.forget(person)
        self.answered.forget(person)

    def _expire_later(self) -> None:
        if self._expiry is None:
            loop = asyncio.get_running_loop()
            self._expiry = loop.call_later(EXPIRE_EVERY, self._expire)

    def _expire(self) -> None:
        self._expiry = None
        now = utcnow().timestamp()
        self.cooldown.expire(now)
        self.conversations.expire(now)
        self.answered.expire(now)
        if self.cooldown or self.conversations or self.answered:
            self._expire_later()
