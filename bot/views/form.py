"""What forms (Discord's modals) have in common; an open one does not outlive the process."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from discord import ui

from bot.views.button import guarded

if TYPE_CHECKING:
    from bot.interaction import Interaction

_TIMEOUT = 3600.0
"""Seconds for which a form can be sent. Discord does not say when somebody closes one."""


class Form(ui.Modal):
    """A form; what goes wrong with what is sent is one private sentence."""

    def __init__(self, title: str) -> None:
        super().__init__(title=title, timeout=_TIMEOUT)

    async def on_submit(self, interaction: Interaction, /) -> None:
        """Take what was sent."""
        await guarded(interaction, self.submit)

    @abstractmethod
    async def submit(self, interaction: Interaction) -> None:
        """Take what was sent."""
