"""`/ask question [article] [private]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.commands.completing import Choices, choices, offered
from bot.interaction import Command, Interaction
from bot.place import place_of
from index.library import MAX_QUESTION

if TYPE_CHECKING:
    from bot.asking.asking import Asking


def ask_command(asking: Asking) -> Command:
    """Return the command, wired to what asking needs."""

    @app_commands.command(
        name="ask", description="Ask the articles; they answer in their own words."
    )
    @app_commands.describe(
        question="What do you want to know?",
        article="Ask one article only.",
        private="Show the answer only to you.",
    )
    async def ask(
        interaction: Interaction,
        question: app_commands.Range[str, 1, MAX_QUESTION],
        article: str | None = None,
        private: bool | None = None,
    ) -> None:
        await asking.respond(interaction, question, article=article, private=private)

    @ask.autocomplete("article")
    async def complete_article(
        interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        collection_id = place_of(interaction).collection_id

        async def found() -> Choices:
            service = asking.service
            return choices(await service.look(lambda it: it.suggest(collection_id, current)))

        return await offered(found())

    return ask
