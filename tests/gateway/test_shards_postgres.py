"""Processes that share shards and articles in a PostgreSQL."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Iterator

import pytest

from tests.gateway.protocol import Payload
from tests.gateway.server import LoopbackDiscord
from tests.gateway.sharing import (
    LEASE,
    LONG_LEASE,
    Start,
    answered,
    answers,
    ask,
    ended,
    silence,
    until,
    up,
)
from tests.store.server import Server, programs, server_at

log = logging.getLogger(__name__)

ALL = {0, 1, 2, 3}


@pytest.fixture
def database() -> Iterator[Server]:
    """A PostgreSQL of the test's own."""
    yield from server_at(programs())


@pytest.mark.thorough
async def test_processes_hand_over_what_they_share_in_a_database(
    server: LoopbackDiscord,
    channels: list[Payload],
    begin: Start,
    another: Start,
    fresh: Callable[[], str],
) -> None:
    server.gateway.jitter = 0.3
    shared = {"PULLQUOTE_DATABASE": fresh(), "QUICK_BOT_LEASE": LONG_LEASE}
    leaving = await begin(**shared)
    await another(**shared)
    asking = asyncio.create_task(ask(server, channels, 10, 40))

    leaving.send_signal(signal.SIGTERM)

    said = await ended(leaving)
    asked = await asking
    assert leaving.returncode == 0, said
    await until(lambda: not answers(server, asked)[0], "all are answered")
    assert answers(server, asked) == {1: len(asked)}


@pytest.mark.thorough
async def test_while_the_database_is_away_nobody_answers_and_no_connection_is_given_up(
    server: LoopbackDiscord, channels: list[Payload], start: Start, database: Server
) -> None:
    for _ in range(2):
        await start(PULLQUOTE_DATABASE=database.address(), PULLQUOTE_SHARDS_PER_PROCESS="2")
    await up(server, ALL)
    await answered(server, channels)
    identified = len(server.gateway.identifies)

    database.stop()
    await asyncio.sleep(LEASE)
    silent = await ask(server, channels, 3, 4)
    await asyncio.sleep(2 * LEASE)
    database.start()

    back = time.time()
    asked = await ask(server, channels, 6, 20)
    await answered(server, channels)
    waited = silence(server, asked, back)
    log.info("Answered %.1f s after the database was back", waited)
    assert waited < 2 + 2  # the last for a busy machine
    assert answers(server, silent) == {0: len(silent)}
    assert len(server.gateway.identifies) == identified
    assert server.gateway.connected() == ALL
