"""A connection that breaks off loses no answer, and brings none twice."""

import threading

import pytest

from tests.gateway.bot_under_test import QUESTION, QUOTED, running
from tests.gateway.conftest import ClientFactory
from tests.gateway.protocol import Callback, MessageFlag
from tests.gateway.server import LoopbackDiscord
from tests.payload import custom_ids, shown_text

CALLBACK = r"^/interactions/"
MESSAGES = r"^/channels/\d+/messages$"
RESPONSE = r"/messages/@original$"
SORRY = "Something went wrong"

pytestmark = [
    pytest.mark.parametrize("served", [False, True], ids=["before", "after"]),
    pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"]),
]


@pytest.mark.usefixtures("bot")
async def test_a_reply_arrives_once(server: LoopbackDiscord, *, served: bool, reset: bool) -> None:
    server.rest.lose("POST", MESSAGES, served=served, reset=reset)

    question = server.say(QUESTION, mention=True)

    await server.rest.requests.wait_for(
        lambda request: request.path.endswith("/messages"), nth=2 if served else 1
    )
    assert QUOTED in shown_text(await server.reply(question))
    assert len(server.world.shown.entries) == 1


@pytest.mark.usefixtures("bot")
async def test_a_response_arrives_once(
    server: LoopbackDiscord, *, served: bool, reset: bool
) -> None:
    server.rest.lose("POST", CALLBACK, served=served, reset=reset)

    question = server.slash("ask", question=QUESTION)

    assert QUOTED in shown_text(await question.answer())
    await server.slash("privacy").answer()  # by then an apology would have arrived, too
    assert len(question.messages.entries) == 1


async def test_a_response_that_takes_longer_arrives_once(
    server: LoopbackDiscord, client_factory: ClientFactory, *, served: bool, reset: bool
) -> None:
    gate = threading.Event()
    async with running(client_factory(gate=gate)):
        server.rest.lose("POST", CALLBACK, served=served, reset=reset)
        question = server.slash("ask", question=QUESTION)
        assert (await question.response())["type"] == Callback.DEFERRED_MESSAGE
        server.rest.lose("PATCH", RESPONSE, served=served, reset=reset)
        gate.set()

        assert QUOTED in shown_text(await question.answer())
    assert {shown_text(message) for message in question.messages.entries} == {
        shown_text(await question.answer())
    }
    assert len(server.world.history(question.channel["id"])) == 1


@pytest.mark.usefixtures("bot")
async def test_a_button_works(server: LoopbackDiscord, *, served: bool, reset: bool) -> None:
    answer = await server.reply(server.say(QUESTION, mention=True))
    context, *_, delete = custom_ids(answer)
    server.rest.lose("POST", CALLBACK, served=served, reset=reset)
    shown = await server.click(answer, context).answer()
    assert QUOTED in shown_text(shown)
    assert shown["flags"] & MessageFlag.EPHEMERAL

    server.rest.lose("POST", CALLBACK, served=served, reset=reset)
    server.rest.lose("DELETE", RESPONSE, served=served, reset=reset)
    press = server.click(answer, delete)
    await server.rest.requests.wait_for(lambda request: request.method == "DELETE")
    await server.slash("privacy").answer()
    assert answer["id"] not in server.world.messages
    assert not [each for each in press.messages.entries if SORRY in shown_text(each)]


@pytest.mark.usefixtures("bot")
async def test_a_form_that_was_opened_can_be_sent(
    server: LoopbackDiscord, *, served: bool, reset: bool
) -> None:
    server.rest.lose("POST", CALLBACK, served=served, reset=reset)
    command = server.slash("article add")
    form = await command.response()
    assert form["type"] == Callback.MODAL
    tries = 2 if served else 1
    await server.rest.requests.wait_for(lambda each: each.path.endswith("/callback"), nth=tries)
    await server.slash("privacy").answer()  # nobody fills in a form faster

    sent = server.submit(command, {"title": "Yaks", "text": "The yak dances in the meadow."})

    assert "Added: Yaks" in shown_text(await sent.answer())


async def test_a_typing_indicator_that_is_lost_costs_no_answer(
    server: LoopbackDiscord, client_factory: ClientFactory, *, served: bool, reset: bool
) -> None:
    gate = threading.Event()
    async with running(client_factory(gate=gate)):
        server.rest.lose("POST", r"/typing$", served=served, reset=reset)
        question = server.say(QUESTION, where=server.world.direct(server.world.user("ada")))
        await server.rest.lost.wait_for()
        gate.set()

        assert QUOTED in shown_text(await server.reply(question))
