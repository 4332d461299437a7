"""Many people ask one bot at the same moment: who is answered, and how long it takes.

`python -m tests.benchmarks.crowd` runs `pullquote run` against the loopback Discord, which takes a
first response to a command for 3 seconds, as Discord does.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.gateway.bot_under_test import QUESTION, QUOTED, command_line, environment
from tests.gateway.protocol import Op
from tests.gateway.server import TOKEN, LoopbackDiscord, loopback_discord
from tests.payload import shown_text

if TYPE_CHECKING:
    from collections.abc import Sequence

SETTLED = 10.0
"""Seconds without news after which nobody else is answered."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a line for each way of asking."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1500)
    parser.add_argument("--files", type=int, default=1024, help="that the bot may open")
    arguments = parser.parse_args(argv)
    for way in ("command", "message"):
        print(asyncio.run(_measure(way, arguments.people, arguments.files)))
    return 0


async def _measure(way: str, people: int, files: int) -> str:
    with tempfile.TemporaryDirectory() as home:
        async with loopback_discord() as server:
            server.gateway.heartbeat_interval = 0.1
            process = await asyncio.create_subprocess_exec(
                *command_line("run"),
                env=os.environ | environment(server, Path(home), TOKEN),
                stderr=asyncio.subprocess.DEVNULL,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)),
            )
            try:
                await server.gateway.received.wait_for(
                    lambda message: message.op == Op.HEARTBEAT and message.data is not None,
                    within=30,
                )
                start = _ask(server, way, [f"reader {number}" for number in range(people)])
                took, most = await _settled(server, people, process.pid)
            finally:
                process.terminate()
                await process.wait()
    read = {each["channel_id"]: shown_text(each) for each in server.world.shown.entries}
    found = Counter(_kind(text) for text in read.values()) + Counter(nothing=people - len(read))
    told = ", ".join(f"{number} {kind}" for kind, number in found.most_common())
    return f"{people} by {way}: {told}; {took - start:.1f} s, {most} files open at most"


def _ask(server: LoopbackDiscord, way: str, people: Sequence[str]) -> float:
    """Let people ask, each where nobody else is; return when."""
    places = {name: server.world.direct(server.world.user(name)) for name in people}
    start = time.monotonic()
    for name, place in places.items():
        if way == "command":
            server.slash("ask", question=QUESTION, by=name, where=place)
        else:
            server.say(QUESTION, by=name, where=place)
    return start


async def _settled(server: LoopbackDiscord, people: int, pid: int) -> tuple[float, int]:
    """Wait until all are answered, or no more are; return when, and the most files seen open."""
    seen, last, most = 0, time.monotonic(), 0
    while seen < people and time.monotonic() - last < SETTLED:
        await asyncio.sleep(0.1)
        most = max(most, _open_files(pid))
        if len(server.world.shown.entries) > seen:
            seen, last = len(server.world.shown.entries), time.monotonic()
    return last, most


def _open_files(pid: int) -> int:
    with suppress(OSError):  # only Linux tells
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return 0


def _kind(text: str) -> str:
    return "answered" if QUOTED in text else "told something else"


if __name__ == "__main__":
    sys.exit(main())
