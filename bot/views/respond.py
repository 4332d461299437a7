"""Responding to interactions: within the time that Discord gives, and exactly once."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import discord
from discord import app_commands, ui

from bot.delivery import LOST, acknowledge, steadily, undelivered
from bot.interaction import Interaction, client_of
from bot.render.layout import CHANGED_COMMANDS, NO_FORM_IN_TIME, TROUBLE, UNDELIVERED, notice
from bot.underway import PATIENCE, RestartingError
from bot.views.components import text_view
from bot.views.errors import explain
from bot.views.in_time import answering, defer, deferral_of, plan
from index.errors import PullquoteError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine

    from bot.render.layout import Layout
    from bot.underway import Underway
    from bot.views.in_time import Deferral

log = logging.getLogger(__name__)

T = TypeVar("T")
Tell = Callable[[str], None]
"""Takes what is being done, in Markdown, for the one who waits."""


class TooLateError(PullquoteError):
    """A form could not be opened in the time that Discord gives."""

    def __init__(self) -> None:
        super().__init__(NO_FORM_IN_TIME)


class ChangedError(PullquoteError, app_commands.CheckFailure):
    """A command was used that Discord shows, and that this bot does not have."""

    def __init__(self) -> None:
        super().__init__(CHANGED_COMMANDS)


_TEXT_FILE = "what-you-wrote.txt"
_MOVED = "moved"
"""In the extras of an interaction whose public "thinking ..." gave way to a private answer."""


async def respond(interaction: Interaction, view: ui.LayoutView, *, private: bool) -> None:
    """Send a view as the response to an interaction, even when that was deferred.

    It takes the place of "thinking ..." and of any progress; where something was sent already, it
    is one more message. What is private is never shown to others, whatever they saw before.
    """
    await _deliver(
        interaction,
        private=private,
        edit=lambda: interaction.edit_original_response(view=view),
        more=lambda: interaction.followup.send(view=view, ephemeral=private),
        first=lambda: interaction.response.send_message(view=view, ephemeral=private),
    )


async def _deliver(
    interaction: Interaction,
    *,
    private: bool,
    edit: Callable[[], Awaitable[object]],
    more: Callable[[], Awaitable[object]],
    first: Callable[[], Awaitable[object]],
) -> None:
    """Send an answer in that of three ways which fits what the interaction was answered before."""
    deferral = await _settled(interaction)
    if deferral and _takes_its_place(interaction, deferral, private=private):
        await steadily(edit)
    elif deferral or interaction.response.is_done():
        if deferral and not deferral.in_place:
            await _take_away(interaction)
        await steadily(more)
    else:
        answering(interaction)
        await acknowledge(first)


async def _settled(interaction: Interaction) -> Deferral | None:
    """Return the deferral of an interaction once Discord has it."""
    deferral = deferral_of(interaction)
    if deferral:
        await deferral.arrived()
    return deferral


def _takes_its_place(interaction: Interaction, deferral: Deferral, *, private: bool) -> bool:
    """Tell whether an answer may stand where a deferral does."""
    if deferral.in_place or interaction.extras.get(_MOVED):
        return False
    return deferral.private or not private


async def _take_away(interaction: Interaction) -> None:
    """Delete the "thinking ..." that all see: what comes first after it would stand there."""
    if not interaction.extras.get(_MOVED):
        interaction.extras[_MOVED] = True
        with suppress(discord.HTTPException, *LOST):
            await steadily(interaction.delete_original_response)


async def respond_with_error(interaction: Interaction, error: Exception) -> None:
    """Tell the person alone what went wrong, if they can be reached."""
    told = UNDELIVERED if undelivered(error) else explain(error)
    trouble = text_view(notice(told, color=TROUBLE))
    try:
        await respond(interaction, trouble, private=True)
    except (discord.HTTPException, *LOST) as failure:
        log.info("An interaction is beyond reach: %s", failure)


async def answer_choices(interaction: Interaction, choices: list[app_commands.Choice[str]]) -> None:
    """Offer choices to one who is typing, who types on if they come too late."""
    with suppress(discord.HTTPException, discord.InteractionResponded, *LOST):
        await interaction.response.autocomplete(choices)


async def respond_with_text(interaction: Interaction, layout: Layout, text: str) -> None:
    """Tell the person alone something, and give back a text of theirs as a file."""
    view = text_view(layout)
    file: ui.File[ui.LayoutView] = ui.File(f"attachment://{_TEXT_FILE}")
    view.add_item(file)

    def attached() -> discord.File:
        return discord.File(io.BytesIO(text.encode("utf-8", "replace")), _TEXT_FILE)

    await _deliver(
        interaction,
        private=True,
        edit=lambda: interaction.edit_original_response(view=view, attachments=[attached()]),
        more=lambda: interaction.followup.send(view=view, file=attached(), ephemeral=True),
        first=lambda: interaction.response.send_message(view=view, file=attached(), ephemeral=True),
    )


async def respond_in_place(interaction: Interaction, view: ui.LayoutView) -> None:
    """Show a view in place of the message whose button was pressed."""
    if await _settled(interaction):
        await steadily(lambda: interaction.edit_original_response(view=view))
        return
    answering(interaction)
    await acknowledge(lambda: interaction.response.edit_message(view=view))


async def respond_with_form(interaction: Interaction, form: ui.Modal) -> None:
    """Open a form; raise TooLateError where Discord could not wait for it."""
    if await _settled(interaction):
        raise TooLateError
    answering(interaction)
    client_of(interaction).forms[form.custom_id] = form
    if not await acknowledge(lambda: interaction.response.send_modal(form)):
        # discord.py listens to a form once it saw that it was opened.
        interaction._state.store_view(form)


async def run_with_notice(
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
    plan(interaction, private=private)

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
