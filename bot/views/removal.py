"""The button that confirms the removal of an article, and the one that undoes it."""

from __future__ import annotations

import discord
from discord.utils import utcnow

from bot.interaction import Interaction, client_of
from bot.place import place_of
from bot.render.articles import removed_layout, restored_layout
from bot.views.ask import AskButton
from bot.views.button import ManagerButton
from bot.views.components import text_view
from bot.views.of_article import OfArticle
from bot.views.respond import respond_in_place
from index.errors import ArticleError, UnknownArticleError


class RemoveButton(OfArticle, ManagerButton, template=r"article-remove:(?P<article>.{1,60})"):
    """Removes an article."""

    PREFIX = "article-remove"
    LABEL = "Remove"
    STYLE = discord.ButtonStyle.danger

    async def press(self, interaction: Interaction) -> None:
        """Remove the article, and offer to undo it in place of the question."""
        removed = await client_of(interaction).service.change(
            lambda library: library.remove(
                place_of(interaction).collection_id,
                self._article_id,
                now=utcnow(),
            )
        )
        view = text_view(removed_layout(removed), UndoButton(self._article_id))
        await respond_in_place(interaction, view)


class UndoButton(OfArticle, ManagerButton, template=r"article-undo:(?P<article>.{1,60})"):
    """Brings back an article that was removed less than a minute ago."""

    PREFIX = "article-undo"
    LABEL = "Undo"

    async def press(self, interaction: Interaction) -> None:
        """Bring the article back, and say so in place of the offer."""
        try:
            record = await client_of(interaction).service.change(
                lambda library: library.restore(
                    place_of(interaction).collection_id,
                    self._article_id,
                    now=utcnow(),
                )
            )
        except UnknownArticleError as error:
            raise ArticleError(
                "It is too late to undo this: a removed article is kept for a minute. Add it again."
            ) from error
        view = text_view(restored_layout(record), AskButton(record.id))
        await respond_in_place(interaction, view)
