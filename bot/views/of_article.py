"""What the buttons about one article have in common: its id is in theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import discord
from discord import ui

if TYPE_CHECKING:
    import re


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
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the button whose ``custom_id`` was matched."""
        return cls(match["article"])
