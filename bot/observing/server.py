"""The small HTTP server for operators: /metrics, /healthz and /readyz."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from bot.observing.health import Health

_FRESH = 1.0
"""Seconds for which metrics are given again as they are: to write them takes some milliseconds."""
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Pages:
    """What the server answers."""

    def __init__(self, health: Health, metrics: Callable[[], bytes]) -> None:
        """Tell of some health; ``metrics`` returns all metrics in Prometheus's text format."""
        self._health = health
        self._metrics = metrics
        self._written = b""
        self._written_at = -_FRESH

    def application(self) -> web.Application:
        """Return the application that serves the pages."""
        application = web.Application(client_max_size=1024)
        application.router.add_get("/metrics", self._get_metrics)
        application.router.add_get("/healthz", self._get_alive)
        application.router.add_get("/readyz", self._get_ready)
        return application

    async def _get_metrics(self, _: web.Request) -> web.Response:
        now = time.monotonic()
        if now - self._written_at >= _FRESH:
            self._written, self._written_at = self._metrics(), now
        return web.Response(body=self._written, headers={"Content-Type": _TEXT})

    async def _get_alive(self, _: web.Request) -> web.Response:
        return _said(self._health.ails())

    async def _get_ready(self, _: web.Request) -> web.Response:
        return _said(await self._health.hinders())


def _said(problems: Sequence[str]) -> web.Response:
    return web.Response(text="\n".join(problems or ["ok"]) + "\n", status=503 if problems else 200)


@asynccontextmanager
async def serving(application: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serve an application in the block; give its address, whose port is another one than 0.

    Raise OSError when the address cannot be listened on.
    """
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        bound = runner.addresses[0]
        yield f"http://{f'[{bound[0]}]' if ':' in bound[0] else bound[0]}:{bound[1]}"
    finally:
        await runner.cleanup()
