"""The `Layout` of an answer to a view with its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import ui

from bot.views.context import ContextButton
from bot.views.delete import DeleteButton
from bot.views.text import container_of, text_item

if TYPE_CHECKING:
    from bot.render import Block, Layout
    from bot.views.text import Item


def answer_view(layout: Layout) -> ui.LayoutView:
    """Return the Components V2 view of an answer; it never times out and survives restarts."""
    view = ui.LayoutView(timeout=None)
    container = container_of(layout, _item)
    if layout.asker is not None:
        container.add_item(ui.ActionRow(DeleteButton(layout.asker)))
    view.add_item(container)
    return view


def _item(block: Block) -> Item:
    if block.citation is None:
        return text_item(block)
    text: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(block.text)
    button = ContextButton.of(block.citation)
    # discord.py types dynamic items as parts of a View only, and takes them in a LayoutView.
    return ui.Section(text, accessory=button)  # type: ignore[arg-type]
