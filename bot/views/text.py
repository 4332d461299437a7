"""A `Layout` to a view of text only: notices, errors, context."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.render import Block, Layout

    Item = ui.Item[ui.LayoutView]
    Container = ui.Container[ui.LayoutView]


def text_view(layout: Layout) -> ui.LayoutView:
    """Return the Components V2 view of a layout without buttons."""
    view = ui.LayoutView(timeout=None)
    view.add_item(container_of(layout, text_item))
    return view


def container_of(layout: Layout, item_of: Callable[[Block], Item]) -> Container:
    """Return the coloured container of a layout, each block as the item that ``item_of`` gives."""
    container: Container = ui.Container(accent_colour=layout.colour)
    for number, group in enumerate(layout.groups):
        if number:
            container.add_item(ui.Separator(spacing=discord.SeparatorSpacing.small, visible=False))
        for block in group:
            container.add_item(item_of(block))
    return container


def text_item(block: Block) -> Item:
    """Return a block as text."""
    return ui.TextDisplay(block.text)
