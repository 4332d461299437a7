"""The button that asks one article: a form for the question, and the answer in the channel."""

from __future__ import annotations

import discord
from discord import ui

from bot.interaction import Interaction, client_of
from bot.place import place_of
from bot.views.button import Button
from bot.views.form import Form
from bot.views.of_article import OfArticle
from bot.views.respond import respond_with_form
from index.library import MAX_QUESTION


class AskButton(OfArticle, Button, template=r"ask:(?P<article>.{1,60})"):
    """Opens a form for a question to one article."""

    PREFIX = "ask"
    LABEL = "Ask something"
    STYLE = discord.ButtonStyle.primary

    async def press(self, interaction: Interaction) -> None:
        """Open the form, if the article is still there."""
        collection_id = place_of(interaction).collection_id
        await client_of(interaction).service.look(
            lambda library: library.find(collection_id, self._article_id, exact=True)
        )
        await respond_with_form(interaction, AskForm(self._article_id))


class AskForm(Form):
    """Takes a question to one article."""

    def __init__(self, article_id: str) -> None:
        super().__init__("Ask this article")
        self._article_id = article_id
        self._question: ui.TextInput[ui.LayoutView] = ui.TextInput(
            custom_id="question", max_length=MAX_QUESTION
        )
        self.add_item(ui.Label(text="What do you want to know?", component=self._question))

    async def submit(self, interaction: Interaction) -> None:
        """Answer in the channel, as `/ask` would."""
        await client_of(interaction).asking.respond(
            interaction, self._question.value, article=self._article_id
        )
