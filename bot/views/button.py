"""What all buttons and forms have in common: who may use them is checked, errors are reported."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Self

from discord import ui

from bot.interaction import Interaction, client_of
from bot.permission import check_may_manage
from bot.place import place_of
from bot.render.layout import SOMEBODYS_OWN
from bot.views.in_time import keep_in_time
from bot.views.respond import respond_with_error
from index.errors import PullquoteError, UnknownArticleError
from index.model import SHARED

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable


class SomebodysOwnError(PullquoteError):
    """An article is asked for where others may read, and is not among those of everybody."""

    def __init__(self) -> None:
        super().__init__(SOMEBODYS_OWN)


async def guarded(interaction: Interaction, act: Callable[[Interaction], Awaitable[None]]) -> None:
    """Do something; what goes wrong is one private sentence."""
    try:
        client_of(interaction).underway.enter()
        keep_in_time(interaction)
        await act(interaction)
    except UnknownArticleError as error:
        is_apart = place_of(interaction).collection_id == SHARED
        told = SomebodysOwnError() if is_apart else error
        await respond_with_error(interaction, told)
    except Exception as error:  # noqa: BLE001 - the boundary to the person who wants it
        await respond_with_error(interaction, error)


class Button(ui.DynamicItem[ui.Button[ui.LayoutView]], template=""):
    """A button that works after a restart of the bot: all that it needs is in its ``custom_id``."""

    @classmethod
    async def from_custom_id(
        cls, _: Interaction, __: ui.Item[ui.LayoutView], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        return cls.of_match(match)

    @classmethod
    @abstractmethod
    def of_match(cls, match: re.Match[str]) -> Self:
        """Return the button whose ``custom_id`` was matched."""

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says; what goes wrong is one private sentence."""
        await guarded(interaction, self.press)

    @abstractmethod
    async def press(self, interaction: Interaction) -> None:
        """Do what the button says."""


class ManagerButton(Button, template=""):
    """A button for those who may change the articles of the place, whoever sees it."""

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says, for one who may."""
        await guarded(interaction, self._press_if_allowed)

    async def _press_if_allowed(self, interaction: Interaction) -> None:
        await check_may_manage(interaction, client_of(interaction).service)
        await self.press(interaction)
