"""A `Layout` to the view that discord.py sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

if TYPE_CHECKING:
    from bot.render import Layout


def view_of(layout: Layout) -> ui.LayoutView:
    """Return the Components V2 view of a layout; it has no state and never times out."""
    view = ui.LayoutView(timeout=None)
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=layout.colour)
    for number, group in enumerate(layout.groups):
        if number:
            container.add_item(ui.Separator(spacing=discord.SeparatorSpacing.small, visible=False))
        for block in group:
            container.add_item(ui.TextDisplay(block))
    view.add_item(container)
    return view
