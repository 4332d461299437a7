"""`pullquote`, which prints how many tasks it has at SIGUSR1: for `tests.benchmarks.load`."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable

from bot.cli import main
from bot.terminal import process


def counted(serve: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Return what serves as before, and prints the number of tasks on a signal."""

    async def serve_counted(*arguments: object) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, lambda: print(len(asyncio.all_tasks()), flush=True))
        await serve(*arguments)

    return serve_counted


if __name__ == "__main__":
    process.serve = counted(process.serve)  # type: ignore[assignment]
    sys.exit(main())
