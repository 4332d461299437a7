"""What `pullquote run` lets operators see, as the settings want it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from bot.observing.gateway import Connection, connection_of
from bot.observing.health import Health
from bot.observing.logs import JsonFormatter
from bot.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    import discord

    from bot.asking.asking import Asking
    from bot.client import PullquoteClient
    from bot.observing.metrics import Metrics
    from bot.settings import Settings

log = logging.getLogger(__name__)


def write_json(settings: Settings) -> None:
    """Let the log be written as JSON, if that is wanted."""
    if settings.log_format == "JSON":
        for handler in logging.getLogger().handlers:
            handler.setFormatter(JsonFormatter())


def report_errors(settings: Settings) -> None:
    """Report unexpected errors to Sentry if that is wanted; raise SettingsError if it cannot be."""
    if settings.sentry_dsn is None:
        return
    try:
        from bot.observing.sentry import report_to  # noqa: PLC0415 - an extra

        report_to(settings.sentry_dsn)
    except ImportError as error:
        raise _missing("PULLQUOTE_SENTRY_DSN", "sentry") from error
    except ValueError as error:
        raise SettingsError(
            "PULLQUOTE_SENTRY_DSN is no address of Sentry's. Copy it again from the project's "
            "settings, under Client Keys."
        ) from error


def metrics_of(settings: Settings) -> Metrics | None:
    """Return what counts, if metrics are wanted; raise SettingsError if they are not available."""
    if settings.metrics is None:
        return None
    try:
        from bot.observing.metrics import Metrics  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise _missing("PULLQUOTE_METRICS", "metrics") from error
    return Metrics()


@asynccontextmanager
async def watched(
    asking: Asking,
    clients: Callable[[], Iterable[PullquoteClient]],
    settings: Settings,
    metrics: Metrics | None,
) -> AsyncIterator[None]:
    """Let clients that answer be watched in the block, if that is wanted.

    Raise SettingsError when the address cannot be listened on.
    """
    if settings.metrics is None or metrics is None:
        yield
        return
    from bot.observing.gauges import Gauges  # noqa: PLC0415 - an extra
    from bot.observing.server import Pages, serving  # noqa: PLC0415 - only where it is wanted

    def connections() -> list[Connection]:
        return [connection_of(client, lease=client.lease) for client in clients()]

    service, underway = asking.service, asking.underway
    metrics.registry.register(Gauges(connections, lambda: service.load, lambda: underway.count))
    logging.getLogger().handlers[0].addFilter(metrics.logged)
    health = Health(connections, service.reach_store, is_stopping=lambda: underway.stopping)
    host, port = settings.metrics
    async with AsyncExitStack() as stack:
        pages = Pages(health, metrics.text)
        try:
            address = await stack.enter_async_context(serving(pages.application(), host, port))
        except OSError as error:
            raise SettingsError(
                f"PULLQUOTE_METRICS is “{host}:{port}”, which cannot be listened on: "
                f"{error.strerror}."
            ) from error
        log.info("Metrics and health can be asked for at %s", address)
        looking = asyncio.create_task(metrics.watch_loop())
        stack.callback(looking.cancel)
        yield


def watch(client: discord.Client, metrics: Metrics | None) -> None:
    """Count what a client does, before it connects, if that is wanted."""
    if metrics is None:
        return
    from bot.observing.rest import tracing  # noqa: PLC0415 - only where it is wanted

    client.http.http_trace = tracing(metrics)

    async def on_socket_event_type(event: str) -> None:
        metrics.received(event)

    client.event(on_socket_event_type)


def _missing(variable: str, extra: str) -> SettingsError:
    return SettingsError(
        f"{variable} is set, but what it needs is not installed. "
        f"Install it with `pip install 'pullquote[{extra}]'`."
    )
