"""The typing indicator decides nothing."""

import threading

import pytest

from tests.gateway.bot_under_test import QUESTION, QUOTED, running
from tests.gateway.conftest import ClientFactory
from tests.gateway.server import LoopbackDiscord
from tests.payload import shown_text


@pytest.mark.parametrize("status", [403, 429, 500, 503])
async def test_a_typing_indicator_that_fails_does_not_delay_the_answer(
    server: LoopbackDiscord, client_factory: ClientFactory, status: int
) -> None:
    gate = threading.Event()
    async with running(client_factory(gate=gate)):
        server.rest.fail("POST", "/typing$", status=status, times=99)
        question = server.say(QUESTION, mention=True)
        await server.rest.requests.wait_for(lambda request: request.status == status)
        gate.set()
        await server.world.shown.wait_for(within=9)  # discord.py tries a 500 again for 25 s
        assert QUOTED in shown_text(await server.reply(question))
