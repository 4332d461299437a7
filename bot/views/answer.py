"""Turn the layout of an answer into a view with buttons, and read the question back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.render.answers import question_shown
from bot.views.components import beside, text_item, view_of
from bot.views.context import ContextButton
from bot.views.delete import DeleteButton

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from discord import ui

    from bot.render.layout import Block, Layout
    from bot.views.components import Item


def answer_view(layout: Layout) -> ui.LayoutView:
    """Return the Components V2 view of an answer; it never times out and survives restarts."""
    buttons = [] if layout.asker is None else [DeleteButton(layout.asker)]
    return view_of(layout, _item, *buttons)


def _item(block: Block) -> Item:
    if block.citation is None:
        return text_item(block)
    return beside(block, ContextButton.of(block.citation))


def question_answered(message: discord.Message) -> str | None:
    """Return the question that a message of ours answers, None if it is no answer."""
    parts = list(_parts(message.components))
    texts = [part.content for part in parts if isinstance(part, discord.TextDisplay)]
    buttons = [part.custom_id or "" for part in parts if isinstance(part, discord.Button)]
    is_answer = any(DeleteButton.__discord_ui_compiled_template__.fullmatch(i) for i in buttons)
    return question_shown(texts[0]) if is_answer and texts else None


def _parts(components: Iterable[discord.Component]) -> Iterator[discord.Component]:
    for component in components:
        yield component
        yield from _parts(getattr(component, "children", ()))
