"""Coming to Discord and staying there: what waiting mends is waited for, with growing pauses."""

from __future__ import annotations

import asyncio
import http
import logging
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import aiohttp
import discord

from bot.delivery import LOST
from bot.observing.unsaid import unsaid

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, MutableMapping

T = TypeVar("T")

log = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
"""Seconds from one attempt to reach Discord to the next."""
_RECONNECTING = "Attempting a reconnect"
_VITAL = frozenset({"READY", "RESUMED"})
"""Events without which the bot does not know where it is."""


class NotReachedError(Exception):
    """The gateway could not be reached, and never was."""


async def until_reached(attempt: Callable[[], Awaitable[T]]) -> T:
    """Return what an attempt to reach Discord returns, made again while waiting may help."""
    for pause in _pauses():
        try:
            return await attempt()
        except (discord.HTTPException, aiohttp.ClientError, NotReachedError, OSError, *LOST) as why:
            if not _may_pass(why):
                raise
            log.warning("Discord cannot be reached; trying again in %d s: %s", pause, why)
        await asyncio.sleep(pause)
    raise AssertionError("pauses never end")


def _pauses() -> Iterator[float]:
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, discord.HTTPException):
        busy = error.status == http.HTTPStatus.TOO_MANY_REQUESTS
        return busy or error.status >= http.HTTPStatus.INTERNAL_SERVER_ERROR
    return True


def shortly(record: logging.LogRecord) -> bool:
    """Let discord.py say in one line, instead of a traceback, that it connects again."""
    if isinstance(record.msg, str) and record.msg.startswith(_RECONNECTING) and record.exc_info:
        record.msg = f"{record.msg}: %s"
        record.args = (*_arguments(record), record.exc_info[1])
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


def _arguments(record: logging.LogRecord) -> tuple[object, ...]:
    return record.args if isinstance(record.args, tuple) else ()


def survive(parsers: MutableMapping[str, Callable[[object], None]]) -> None:
    """Let a connection outlive events of which discord.py cannot make anything."""
    for event, parse in parsers.items():
        if event not in _VITAL:
            parsers[event] = partial(_surviving, event, parse)


def _surviving(event: str, parse: Callable[[object], None], data: object) -> None:
    try:
        parse(data)
    except Exception as error:
        log.exception("An event was not understood: %s", event, exc_info=unsaid(error))
