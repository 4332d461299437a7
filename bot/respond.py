"""Sending views: as the response to an interaction, and within the time that Discord gives."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    import discord
    from discord import ui

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds to wait for work before telling Discord that it takes longer; Discord waits for 3."""


async def respond(
    interaction: discord.Interaction[discord.Client], view: ui.LayoutView, *, private: bool
) -> None:
    """Send a view as the response to an interaction, or as its follow-up once deferred."""
    if interaction.response.is_done():
        await interaction.followup.send(view=view, ephemeral=private)
    else:
        await interaction.response.send_message(view=view, ephemeral=private)


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
