"""More people than the process may open files ask at the same moment."""

import asyncio
import signal
from collections import Counter

import pytest

from tests.gateway.bot_under_test import QUESTION, QUOTED
from tests.gateway.conftest import Pullquote
from tests.gateway.few_files_bot import FILES
from tests.gateway.server import LoopbackDiscord
from tests.gateway.test_process import connected
from tests.payload import shown_text

PEOPLE = 4 * FILES
WITHIN = 60.0  # seconds, on a busy machine


@pytest.mark.thorough
@pytest.mark.parametrize("way", ["command", "message"])
async def test_each_of_a_crowd_is_answered(
    server: LoopbackDiscord, pullquote: Pullquote, way: str
) -> None:
    server.gateway.heartbeat_interval = 0.1
    server.interactions.deadline = WITHIN  # how fast the machine is, is not the question
    process = await pullquote("run", module="tests.gateway.few_files_bot")
    await connected(process, server)

    for number in range(PEOPLE):
        direct = server.world.direct(server.world.user(f"reader {number}"))
        if way == "command":
            server.slash("ask", question=QUESTION, by=f"reader {number}", where=direct)
        else:
            server.say(QUESTION, by=f"reader {number}", where=direct)
    await server.world.shown.wait_for(nth=PEOPLE, within=WITHIN)

    answered = Counter(
        message["channel_id"]
        for message in server.world.shown.entries
        if QUOTED in shown_text(message)
    )
    assert len(answered) == PEOPLE
    assert set(answered.values()) == {1}
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(WITHIN):
        _, errors = await process.communicate()
    assert b"Too many open files" not in errors
    assert b"Traceback" not in errors
