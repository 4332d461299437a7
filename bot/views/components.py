"""Turn a `Layout` into a view: text, with buttons beside and below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.render.layout import Block, Layout

    Item = ui.Item[ui.LayoutView]
    Container = ui.Container[ui.LayoutView]


def text_view(layout: Layout, *buttons: ui.DynamicItem[Any]) -> ui.LayoutView:
    """Return the Components V2 view of a layout, with a row of buttons below if there are any."""
    return view_of(layout, text_item, *buttons)


def view_of(
    layout: Layout, item_of: Callable[[Block], Item], *buttons: ui.DynamicItem[Any]
) -> ui.LayoutView:
    """Return the view of a layout, each block as the item that ``item_of`` gives."""
    view = ui.LayoutView(timeout=None)
    container = container_of(layout, item_of)
    if buttons:
        container.add_item(ui.ActionRow(*buttons))
    view.add_item(container)
    return view


def container_of(layout: Layout, item_of: Callable[[Block], Item]) -> Container:
    """Return the colored container of a layout, each block as the item that ``item_of`` gives."""
    container: Container = ui.Container(accent_color=layout.color)
    for number, group in enumerate(layout.groups):
        if number:
            container.add_item(ui.Separator(spacing=discord.SeparatorSpacing.small, visible=False))
        for block in group:
            container.add_item(item_of(block))
    return container


def beside(block: Block, button: ui.DynamicItem[Any]) -> Item:
    """Return a block as text with a button beside it."""
    text: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(block.text)
    # discord.py types dynamic items as parts of a View only, and takes them in a LayoutView.
    return ui.Section(text, accessory=button)  # type: ignore[arg-type]


def text_item(block: Block) -> Item:
    """Return a block as text."""
    return ui.TextDisplay(block.text)
