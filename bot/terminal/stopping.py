"""Signals that tell a process to stop."""

from __future__ import annotations

import asyncio
import signal

_STOP = (signal.SIGINT, signal.SIGTERM)


def stopped_by_signal() -> asyncio.Event:
    """Return what the first signal to stop sets; a second one ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def take(*_: object) -> None:
        for number in _STOP:
            signal.signal(number, signal.SIG_DFL)
        loop.call_soon_threadsafe(stop.set)

    for number in _STOP:
        signal.signal(number, take)
    return stop
