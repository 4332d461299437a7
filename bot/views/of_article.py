"""What the buttons about one article have in common: its id is in theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import discord
from discord import ui

if TYPE_CHECKING:
    import re

    from bot.interaction import Interaction


class OfArticle(ui.DynamicItem[ui.Button[ui.LayoutView]], template=""):
    """Mixed into a button about an article, whose template is ``PREFIX:(?P<article>...)``."""

    PREFIX: ClassVar[str]
    LABEL: ClassVar[str]
    STYLE: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary

    def __init__(self, article_id: str) -> None:
        super().__init__(
            ui.Button(label=self.LABEL, style=self.STYLE, custom_id=f"{self.PREFIX}:{article_id}")
        )
        self._article_id = article_id

    @classmethod
    async def from_custom_id(
        cls, _: Interaction, __: ui.Item[ui.LayoutView], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        return cls(match["article"])
