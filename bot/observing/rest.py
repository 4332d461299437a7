"""Watching the requests to Discord's REST API, from outside discord.py."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from types import SimpleNamespace

    from bot.observing.observer import Observer


def tracing(observer: Observer) -> aiohttp.TraceConfig:
    """Return what lets aiohttp tell an observer of each request when it has ended.

    The connection to the gateway, a request that lasts for hours, is not counted.
    """

    async def begin(
        _: aiohttp.ClientSession, context: SimpleNamespace, __: aiohttp.TraceRequestStartParams
    ) -> None:
        context.begun = perf_counter()

    async def end(
        _: aiohttp.ClientSession, context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        if ended.response.status != SWITCHING_PROTOCOLS:
            seconds = perf_counter() - context.begun
            observer.sent(ended.method, ended.url.path, ended.response.status, seconds)

    async def fail(
        _: aiohttp.ClientSession,
        context: SimpleNamespace,
        failed: aiohttp.TraceRequestExceptionParams,
    ) -> None:
        observer.sent(failed.method, failed.url.path, None, perf_counter() - context.begun)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(begin)
    trace.on_request_end.append(end)
    trace.on_request_exception.append(fail)
    return trace


SWITCHING_PROTOCOLS = 101
