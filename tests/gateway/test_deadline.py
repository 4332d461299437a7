import threading

import discord

from tests.gateway.bot_under_test import QUESTION, QUOTED, running
from tests.gateway.conftest import ClientFactory
from tests.gateway.protocol import Callback
from tests.gateway.server import LoopbackDiscord
from tests.payload import shown_text


async def test_a_slow_answer_is_deferred_within_the_deadline(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    gate = threading.Event()
    async with running(client_factory(gate=gate)):
        question = server.slash("ask", question=QUESTION)

        # The server refuses a first response after 3 s, so an accepted one was in time.
        assert (await question.response())["type"] == Callback.DEFERRED_MESSAGE
        assert not question.messages.entries
        gate.set()

        assert QUOTED in shown_text(await question.answer())


async def test_people_who_wait_for_an_answer_do_not_hold_up_a_newcomer(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    gate = threading.Event()
    async with running(client_factory(gate=gate)):
        questions = [
            server.slash("ask", question=QUESTION, by=f"reader {number}") for number in range(20)
        ]
        for question in questions:
            await question.response()

        newcomer = server.slash("ask", question=QUESTION, by="newcomer")
        assert (await newcomer.response())["type"] == Callback.DEFERRED_MESSAGE
        gate.set()

        for question in (*questions, newcomer):
            assert QUOTED in shown_text(await question.answer())


async def test_an_interaction_that_discord_forgot_does_not_stop_the_bot(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.interactions.deadline = 0.0
    forgotten = server.slash("ask", question=QUESTION)
    await server.rest.requests.wait_for(lambda request: request.status == 404)
    assert not forgotten.first.entries

    server.interactions.deadline = 3.0
    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
