"""Show the results of adding, with buttons that ask an article or show what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.views.ask import AskButton
from bot.views.components import beside, text_item, view_of
from bot.views.look import LookButton

if TYPE_CHECKING:
    from discord import ui

    from bot.render.layout import Block, Layout
    from bot.views.components import Item


def added_view(layout: Layout) -> ui.LayoutView:
    """Return the view of results, old or new."""
    return view_of(layout, _item)


def _item(block: Block) -> Item:
    if block.left_out_of:
        return beside(block, LookButton(block.left_out_of))
    return beside(block, AskButton(block.article_id)) if block.article_id else text_item(block)
