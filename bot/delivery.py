"""Sending again what a lost connection may have swallowed, so that it arrives exactly once.

discord.py repeats what Discord refuses for a while, but not what gets no answer at all, because a
connection was reset or closed.
"""

from __future__ import annotations

import asyncio
import http
import logging
from typing import TYPE_CHECKING, TypeVar

import aiohttp
import discord
from discord import app_commands

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

T = TypeVar("T")

LOST = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, ConnectionError, TimeoutError)
"""What is raised when nobody knows whether Discord took what was sent."""
_PAUSES = (0.25, 1.0)
"""Seconds before it is sent again. Discord waits 3 s for a first response, and work may take 1."""
_ACKNOWLEDGED = 40060
"""Discord's code for a first response to an interaction that has one already."""

_GONE = frozenset(
    {
        http.HTTPStatus.UNAUTHORIZED,  # the token of an interaction has expired
        http.HTTPStatus.FORBIDDEN,
        http.HTTPStatus.NOT_FOUND,
        http.HTTPStatus.TOO_MANY_REQUESTS,
    }
)


async def steadily(send: Callable[[], Awaitable[T]]) -> T:
    """Send something that does no harm when it arrives twice, again if the connection is lost."""
    for pause in _PAUSES:
        try:
            return await send()
        except LOST as error:
            log.info("Sending again, for the connection was lost: %s", type(error).__name__)
        await asyncio.sleep(pause)
    return await send()


async def acknowledge(send: Callable[[], Awaitable[object]]) -> bool:
    """Send a first response to an interaction, again if the connection is lost.

    Discord takes only one: that it has one already means that an earlier try arrived. Return
    whether discord.py saw it arrive, and so knows of it.
    """
    try:
        await steadily(send)
    except discord.HTTPException as error:
        if error.code != _ACKNOWLEDGED:
            raise
        return False
    return True


def undelivered(error: BaseException) -> BaseException | None:
    """Return why something does not reach anybody any more, and trying again is in vain.

    Discord does not take it: what it belongs to is gone, came too late, or is closed to the bot, or
    Discord is out of order. None for any other error, of ours above all.
    """
    cause = error
    while isinstance(cause, app_commands.CommandInvokeError):
        cause = cause.original
    if isinstance(cause, discord.HTTPException):
        gone = cause.status in _GONE or cause.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR
        return cause if gone else None
    return cause if isinstance(cause, LOST) and not isinstance(cause, TimeoutError) else None
