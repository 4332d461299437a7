"""`pullquote run` with shards: the process around the clients of several."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from bot.client import asking_of
from bot.shards.client import ShardClient
from bot.shards.crew import Crew
from bot.shards.layout import MOST, Layout, read_layout
from bot.shards.leases import Leases
from bot.storage import open_notices
from bot.terminal.reload import Reloading
from bot.terminal.stopping import stopped_by_signal
from bot.terminal.watch import watch, watched
from bot.upkeep import Upkeep

if TYPE_CHECKING:
    from bot.observing.metrics import Metrics
    from bot.service import Service
    from bot.settings import Settings
    from bot.shards.gate import Gate
    from bot.shards.slots import Slots

_SETTLE = 5.0
"""Seconds in which shards of one process become ready one after another, and count as one."""

log = logging.getLogger(__name__)


def layout_of(settings: Settings, share: str | None) -> Layout | None:
    """Return which shards a process may have, by its settings and the command line.

    None where it has the bot to itself, without shards. Raise PullquoteError for what is no share.
    """
    most = settings.shards_per_process or MOST
    if share is not None:
        return read_layout(share, most=most)
    if settings.shards is None:
        return None
    return Layout(None if settings.shards == "auto" else settings.shards, most=most)


async def serve_shards(
    service: Service, settings: Settings, metrics: Metrics | None, layout: Layout
) -> None:
    """Run the bot on some shards until a signal to stop; then hand them over, and finish."""
    asking = asking_of(service, settings)

    def build(number: int, total: int, gate: Gate, slots: Slots) -> ShardClient:
        client = ShardClient(
            number=number,
            total=total,
            gate=gate,
            slots=slots,
            asking=asking,
            upkeep=upkeep,
            settings=settings,
        )
        watch(client, metrics)
        return client

    notices = await asyncio.to_thread(open_notices, settings)
    crew = Crew(Leases(notices), layout, build, token=settings.token or "")
    upkeep = Upkeep(service, lambda: crew.clients, settle=_SETTLE)
    async with AsyncExitStack() as stack:
        stack.callback(notices.close)
        stack.callback(service.close)
        stack.callback(upkeep.stop)
        await stack.enter_async_context(watched(asking, lambda: crew.clients, settings, metrics))
        stack.push_async_callback(crew.close)
        stop = stopped_by_signal()
        Reloading(asking, settings).on_signal()
        await crew.run(stop)
        log.info("Stopping; others have %s s to take over", settings.handover_seconds)
        await crew.hand_over(settings.handover_seconds)
        log.info("What is under way has %s s to finish", settings.shutdown_seconds)
        await crew.keep(asyncio.create_task(asking.underway.finish(settings.shutdown_seconds)))
