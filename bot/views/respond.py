"""Responding to interactions: within the time that Discord gives, and exactly once."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import discord
from discord import ui

from bot.delivery import LOST, acknowledge, steadily
from bot.interaction import Interaction, client_of
from bot.render.layout import TROUBLE, notice
from bot.underway import PATIENCE, RestartingError
from bot.views.components import text_view
from bot.views.errors import explain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine

    from bot.render.layout import Layout
    from bot.underway import Underway


log = logging.getLogger(__name__)

T = TypeVar("T")
Tell = Callable[[str], None]
"""Takes what is being done, in Markdown, for the one who waits."""

_TEXT_FILE = "what-you-wrote.txt"
_DEFERRED = "deferred"
"""In the extras of an interaction whose deferral arrived without discord.py seeing it."""


async def respond(interaction: Interaction, view: ui.LayoutView, *, private: bool) -> None:
    """Send a view as the response to an interaction, even when that was deferred.

    It takes the place of "thinking ..." and of any progress; where something was sent already, it
    is one more message.
    """
    if _is_deferred(interaction):
        await steadily(lambda: interaction.edit_original_response(view=view))
    elif interaction.response.is_done():
        await steadily(lambda: interaction.followup.send(view=view, ephemeral=private))
    else:
        await acknowledge(lambda: interaction.response.send_message(view=view, ephemeral=private))


async def respond_with_error(interaction: Interaction, error: Exception) -> None:
    """Tell the person alone what went wrong, if they can be reached."""
    trouble = text_view(notice(explain(error), color=TROUBLE))
    try:
        await respond(interaction, trouble, private=True)
    except (discord.HTTPException, *LOST) as failure:
        log.warning("An interaction is beyond reach: %s", failure)


async def respond_with_text(interaction: Interaction, layout: Layout, text: str) -> None:
    """Tell the person alone something, and give back a text of theirs as a file."""
    view = text_view(layout)
    file: ui.File[ui.LayoutView] = ui.File(f"attachment://{_TEXT_FILE}")
    view.add_item(file)

    def attached() -> discord.File:
        return discord.File(io.BytesIO(text.encode("utf-8", "replace")), _TEXT_FILE)

    if _is_deferred(interaction):
        await steadily(
            lambda: interaction.edit_original_response(view=view, attachments=[attached()])
        )
    elif interaction.response.is_done():
        await steadily(
            lambda: interaction.followup.send(view=view, file=attached(), ephemeral=True)
        )
    else:
        await acknowledge(
            lambda: interaction.response.send_message(view=view, file=attached(), ephemeral=True)
        )


async def respond_in_place(interaction: Interaction, view: ui.LayoutView) -> None:
    """Show a view in place of the message whose button was pressed."""
    await acknowledge(lambda: interaction.response.edit_message(view=view))


async def respond_with_form(interaction: Interaction, form: ui.Modal) -> None:
    """Open a form."""
    client_of(interaction).forms[form.custom_id] = form
    if not await acknowledge(lambda: interaction.response.send_modal(form)):
        # discord.py listens to a form once it saw that it was opened.
        interaction._state.store_view(form)


async def defer(interaction: Interaction, *, private: bool) -> None:
    """Tell Discord that the response takes longer; people see "thinking ..."."""
    with client_of(interaction).underway.deferring():
        await acknowledge(lambda: interaction.response.defer(ephemeral=private, thinking=True))
    interaction.extras[_DEFERRED] = True


def _is_deferred(interaction: Interaction) -> bool:
    return bool(interaction.extras.get(_DEFERRED))


async def patiently(
    underway: Underway,
    work: Callable[[], Coroutine[object, object, T]],
    delayed: Callable[[], Awaitable[object]],
    *,
    patience: float,
) -> T:
    """Return the result of some work; call ``delayed`` first if it takes longer than ``patience``.

    That is in seconds. Raise RestartingError when the work is canceled.
    """
    task = underway.begin(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=patience)
        if not done:
            await delayed()
        await asyncio.wait({task})
        return _result(task)
    finally:
        task.cancel()


async def with_progress(
    interaction: Interaction,
    work: Callable[[Tell], Coroutine[object, object, T]],
    *,
    private: bool,
) -> T:
    """Return the result of some work; while it lasts, show what it tells that it is doing.

    After a second Discord is told that it takes longer, after two what is being done.
    Raise RestartingError when the work is canceled.
    """
    doing = shown = ""

    def tell(text: str) -> None:
        nonlocal doing
        doing = text

    underway = client_of(interaction).underway
    task = underway.begin(lambda: work(tell))
    try:
        done, _ = await asyncio.wait({task}, timeout=underway.patience)
        if not done:
            await defer(interaction, private=private)
        while not done:
            done, _ = await asyncio.wait({task}, timeout=PATIENCE)
            if not done and doing != shown:
                shown = doing
                with suppress(discord.HTTPException, *LOST):  # the work matters more
                    await interaction.edit_original_response(view=text_view(notice(doing)))
        return _result(task)
    finally:
        task.cancel()


def _result(task: asyncio.Task[T]) -> T:
    if task.cancelled():
        raise RestartingError
    return task.result()
