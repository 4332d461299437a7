"""Processes that come, go, die and freeze while people ask: for seconds, or for long.

``PULLQUOTE_CHAOS`` says how many times as long: more in `make chaos`.
"""

import logging
import os
import random
import signal
import time

import pytest

from tests.gateway.protocol import Payload
from tests.gateway.server import LoopbackDiscord
from tests.gateway.sharing import LEASE, Process, Start, answered, answers, ask, until, up

log = logging.getLogger(__name__)

TIMES = int(os.environ.get("PULLQUOTE_CHAOS", "1"))
STEPS = 3 * TIMES
RATE = 10
ALL = {0, 1, 2, 3}
_ENDS = (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP)


@pytest.mark.thorough
async def test_nobody_is_answered_twice_whatever_becomes_of_the_processes(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    server.gateway.jitter = 0.2
    chosen = random.Random(TIMES)
    running: list[Process] = [await start(PULLQUOTE_SHARDS_PER_PROCESS="3") for _ in range(2)]
    await up(server, ALL)
    await answered(server, channels)
    asked: list[Payload] = []
    for step in range(STEPS):
        running.append(await start(PULLQUOTE_SHARDS_PER_PROCESS="3"))
        asked += await ask(server, channels, 2, RATE)
        victim = running.pop(chosen.randrange(len(running) - 1))
        victim.send_signal(_ENDS[step % len(_ENDS)])
        asked += await ask(server, channels, LEASE + 3, RATE)
        if victim.returncode is None:
            victim.send_signal(signal.SIGCONT)
        asked += await ask(server, channels, 2, RATE)
        if _ENDS[step % len(_ENDS)] is signal.SIGSTOP:
            running.append(victim)
            running.pop(0).kill()
    await answered(server, channels)
    found = answers(server, asked)
    log.info("%d asked: %d answered once, %d never", len(asked), found[1], found[0])
    assert set(found) <= {0, 1}
    assert found[1] > found[0]


@pytest.mark.skipif(TIMES == 1, reason="takes two minutes: make chaos")
async def test_a_queue_of_more_than_a_minute_wastes_no_moment_to_identify(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    shards = set(range(16))
    server.gateway.max_concurrency = 16
    await start(PULLQUOTE_SHARDS="16", QUICK_BOT_LEASE="10")
    await up(server, shards)
    server.gateway.max_concurrency = 1
    server.gateway.identify_every = 5.0
    began = time.monotonic()

    server.gateway.invalidate_all()

    await until(lambda: server.gateway.connected() == shards, "all are connected", 150)
    took = time.monotonic() - began
    log.info("16 sessions came back in %.0f s", took)
    assert took < 1.1 * 16 * 5.2
    assert server.gateway.too_early.entries == []
