"""Sending views: as the response to an interaction, and within the time that Discord gives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import discord

from bot.render.answers import notice
from bot.views.components import text_view

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine

    from discord import ui

T = TypeVar("T")
Tell = Callable[[str], None]
"""Takes what is being done, in Markdown, for the one who waits."""

PATIENCE = 1.0
"""Seconds to wait for work before telling Discord that it takes longer; Discord waits for 3."""


async def respond(
    interaction: discord.Interaction[discord.Client], view: ui.LayoutView, *, private: bool
) -> None:
    """Send a view as the response to an interaction, also when that was deferred.

    It takes the place of "thinking ..." and of any progress; where something was sent already, it
    is one more message.
    """
    if not interaction.response.is_done():
        await interaction.response.send_message(view=view, ephemeral=private)
    elif interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        await interaction.edit_original_response(view=view)
    else:
        await interaction.followup.send(view=view, ephemeral=private)


async def patiently(
    work: Coroutine[object, object, T], delayed: Callable[[], Awaitable[object]]
) -> T:
    """Return the result of some work; call ``delayed`` first if it takes longer than `PATIENCE`."""
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:
            await delayed()
        return await task
    finally:
        task.cancel()


async def with_progress(
    interaction: discord.Interaction[discord.Client],
    work: Callable[[Tell], Coroutine[object, object, T]],
    *,
    private: bool,
) -> T:
    """Return the result of some work; while it lasts, show what it tells that it is doing.

    After `PATIENCE` Discord is told that it takes longer, after twice that what is being done.
    """
    doing = shown = ""

    def tell(text: str) -> None:
        nonlocal doing
        doing = text

    task = asyncio.create_task(work(tell))
    try:
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:
            await interaction.response.defer(ephemeral=private, thinking=True)
        while not done:
            done, _ = await asyncio.wait({task}, timeout=PATIENCE)
            if not done and doing != shown:
                shown = doing
                with suppress(discord.HTTPException):  # the work matters more
                    await interaction.edit_original_response(view=text_view(notice(doing)))
        return await task
    finally:
        task.cancel()
