"""The list of a collection's articles, page by page, and what each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

import discord
from discord import ui

from bot.interaction import Interaction, client_of
from bot.place import place_of
from bot.render.articles import list_layout, pages_of, show_layout, sources_layout
from bot.views.ask import AskButton
from bot.views.button import Button, ManagerButton
from bot.views.components import beside, text_item, text_view, view_of
from bot.views.of_article import OfArticle
from bot.views.respond import respond, respond_in_place

if TYPE_CHECKING:
    import re

    from bot.render.layout import Block
    from bot.views.components import Item


T = TypeVar("T", bound="Turning")


class ShowButton(OfArticle, ManagerButton, template=r"article-show:(?P<article>.{1,60})"):
    """Shows what an article is, to the one who presses it."""

    PREFIX = "article-show"
    LABEL = "Show"

    async def press(self, interaction: Interaction) -> None:
        """Show the article."""
        await show_article(interaction, self._article_id)


class Turning(ui.DynamicItem[ui.Button[ui.LayoutView]], template=""):
    """Mixed into a button that turns a list to another page."""

    PREFIX: ClassVar[str]

    def __init__(self, page: int, label: str = "Page", *, disabled: bool = False) -> None:
        super().__init__(
            ui.Button(
                label=label,
                style=discord.ButtonStyle.secondary,
                custom_id=f"{self.PREFIX}:{page}",
                disabled=disabled,
            )
        )
        self._page = page

    @classmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the button whose ``custom_id`` was matched."""
        return cls(int(match["page"]))


class PageButton(Turning, ManagerButton, template=r"articles:(?P<page>\d{1,6})"):
    """Turns the list of those who may change the articles."""

    PREFIX = "articles"

    async def press(self, interaction: Interaction) -> None:
        """Show the page in place of the one that is there."""
        await respond_in_place(interaction, await listing(interaction, self._page))


class SourcesButton(Turning, Button, template=r"sources:(?P<page>\d{1,6})"):
    """Turns the list of what can be asked."""

    PREFIX = "sources"

    async def press(self, interaction: Interaction) -> None:
        """Show the page in place of the one that is there."""
        await respond_in_place(interaction, await sources(interaction, self._page))


async def listing(interaction: Interaction, page: int) -> ui.LayoutView:
    """Return a page, from 0, of the list of the place; the last one where there are fewer."""
    collection_id = place_of(interaction).collection_id
    records = await client_of(interaction).service.look(
        lambda library: library.articles(collection_id, hidden=True)
    )
    page = min(page, pages_of(len(records)) - 1)
    layout = list_layout(records, page, personal=collection_id.kind == "person")
    return view_of(layout, _item, *_turns(PageButton, page, len(records)))


async def sources(interaction: Interaction, page: int) -> ui.LayoutView:
    """Return a page, from 0, of what can be asked at the place; the last one if there are fewer."""
    collection_id = place_of(interaction).collection_id
    records = await client_of(interaction).service.look(
        lambda library: library.articles(collection_id)
    )
    page = min(page, pages_of(len(records)) - 1)
    buttons = _turns(SourcesButton, page, len(records))
    return view_of(sources_layout(records, page), _to_ask, *buttons)


def _turns(button: type[T], page: int, articles: int) -> tuple[T, ...]:
    """Return the buttons that turn a page; two of a message cannot have the same id."""
    last = pages_of(articles) - 1
    if not last:
        return ()
    # So those at the ends turn the list round.
    back = button((page - 1) % (last + 1), "Back", disabled=page == 0)
    onward = button((page + 1) % (last + 1), "Next", disabled=page == last)
    return (back, onward) if last > 1 else (onward if page == 0 else back,)


async def show_article(interaction: Interaction, named: str) -> None:
    """Show what an article is, that a person names by its id or title, to that person."""
    service = client_of(interaction).service
    collection_id = place_of(interaction).collection_id
    record = await service.look(lambda library: library.find(collection_id, named, hidden=True))
    article = await service.look(lambda library: library.article(record.id, collection_id))
    buttons = () if record.hidden else (AskButton(record.id),)
    await respond(interaction, text_view(show_layout(record, article), *buttons), private=True)


def _to_ask(block: Block) -> Item:
    return beside(block, AskButton(block.article_id)) if block.article_id else text_item(block)


def _item(block: Block) -> Item:
    return beside(block, ShowButton(block.article_id)) if block.article_id else text_item(block)
