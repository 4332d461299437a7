"""Answering questions that come by interactions, `/ask` and "Ask something", in due measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asking.conversation import Conversations
from bot.render.answers import TROUBLE, answer_layout, notice, too_soon
from bot.render.phrases import MOST_QUOTES
from bot.service import collection_at
from bot.views.answer import answer_view
from bot.views.components import text_view
from bot.views.respond import patiently, respond
from index.library import clean_question

if TYPE_CHECKING:
    import discord

    from bot.asking.cooldown import Cooldown
    from bot.service import Service
    from index.model import Answer, CollectionId


class Asking:
    """What asking needs: the service, who may ask how often, and what was asked before."""

    def __init__(self, service: Service, cooldown: Cooldown) -> None:
        self.service = service
        self.cooldown = cooldown
        self.conversations = Conversations()

    async def respond(
        self,
        interaction: discord.Interaction[discord.Client],
        question: str,
        *,
        article: str | None,
        private: bool,
    ) -> None:
        """Answer in response to an interaction, from one article if its id or title is given."""
        asked = clean_question(question)
        if await self.too_soon(interaction):
            return
        person, server = interaction.user.id, interaction.guild_id
        now = interaction.created_at.timestamp()
        previous = self.conversations.follow(person, asked, now) if server is None else None
        answer, articles = await patiently(
            self.answer(asked, collection_at(server, person), article=article, previous=previous),
            lambda: interaction.response.defer(ephemeral=private, thinking=True),
        )
        layout = answer_layout(answer, articles=articles, asker=None if private else person)
        await respond(interaction, answer_view(layout), private=private)

    async def too_soon(self, interaction: discord.Interaction[discord.Client]) -> bool:
        """Count a question, or something to be read; tell a person for whom it is too many so."""
        now = interaction.created_at.timestamp()
        refusal = self.cooldown.check(interaction.user.id, interaction.guild_id, now)
        if refusal:
            layout = notice(too_soon(now + refusal.retry_after), colour=TROUBLE)
            await respond(interaction, text_view(layout), private=True)
        return refusal is not None

    async def answer(
        self,
        question: str,
        collection: CollectionId,
        *,
        article: str | None = None,
        previous: str | None = None,
    ) -> tuple[Answer, int]:
        """Return the answer of a collection, or of the article named, and how many were asked."""
        service = self.service
        article_id = (await service.find(collection, article)).id if article else None
        answer = await service.ask(
            question,
            collection=collection,
            article_id=article_id,
            limit=MOST_QUOTES,
            previous=previous,
        )
        return answer, 1 if article_id else await service.count(collection)

    def forget(self, person: int) -> None:
        """Forget how often a person has asked, and what last."""
        self.cooldown.forget(person)
        self.conversations.forget(person)
