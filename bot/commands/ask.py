"""`/ask question [article] [private]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.present import MOST_QUOTES
from bot.render import MOST_CHOICES, TROUBLE, answer_layout, choice_name, notice, too_soon
from bot.respond import patiently, respond
from bot.service import collection_at
from bot.views.answer import answer_view
from bot.views.text import text_view
from index.library import MAX_QUESTION, clean_question

if TYPE_CHECKING:
    from bot.cooldown import Cooldown
    from bot.service import Service
    from index.model import Answer, CollectionId

Interaction = discord.Interaction[discord.Client]
AskCommand = app_commands.Command[app_commands.Group, ..., None]


def ask_command(service: Service, cooldown: Cooldown) -> AskCommand:
    """Return the command, wired to a service and a cooldown."""

    @app_commands.command(
        name="ask", description="Ask the articles; they answer in their own words."
    )
    @app_commands.describe(
        question="What do you want to know?",
        article="Ask one article only.",
        private="Show the answer to nobody but you.",
    )
    async def ask(
        interaction: Interaction,
        question: app_commands.Range[str, 1, MAX_QUESTION],
        article: str | None = None,
        private: bool = False,
    ) -> None:
        asked = clean_question(question)
        collection = collection_at(interaction.guild_id, interaction.user.id)
        now = interaction.created_at.timestamp()
        if refusal := cooldown.check(interaction.user.id, interaction.guild_id, now):
            layout = notice(too_soon(now + refusal.retry_after), colour=TROUBLE)
            await respond(interaction, text_view(layout), private=True)
            return
        answer, articles = await patiently(
            _answer(service, asked, collection, article),
            lambda: interaction.response.defer(ephemeral=private, thinking=True),
        )
        asker = None if private else interaction.user.id
        layout = answer_layout(answer, articles=articles, asker=asker)
        await respond(interaction, answer_view(layout), private=private)

    @ask.autocomplete("article")
    async def complete_article(
        interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        collection = collection_at(interaction.guild_id, interaction.user.id)
        return [
            app_commands.Choice(name=choice_name(record.title), value=record.id)
            for record in (await service.suggest(collection, current))[:MOST_CHOICES]
        ]

    return ask


async def _answer(
    service: Service, question: str, collection: CollectionId, article: str | None
) -> tuple[Answer, int]:
    """Return the answer of a collection, or of the article named, and how many were asked."""
    article_id = (await service.find(collection, article)).id if article else None
    answer = await service.ask(
        question, collection=collection, article_id=article_id, limit=MOST_QUOTES
    )
    return answer, 1 if article_id else await service.count(collection)
