import discord
import pytest

from tests.gateway.bot_under_test import QUESTION, QUOTED, running
from tests.gateway.conftest import ClientFactory
from tests.gateway.protocol import Close, Op
from tests.gateway.server import LoopbackDiscord
from tests.payload import shown_text


async def test_after_a_request_to_reconnect_the_session_is_resumed(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.gateway.ask_to_reconnect()
    missed = server.say(QUESTION, mention=True)

    assert QUOTED in shown_text(await server.reply(missed))
    assert len(server.gateway.resumes) == 1
    assert len(server.gateway.identifies) == 1


async def test_after_a_lost_connection_the_session_is_resumed(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.gateway.drop()
    missed_message = server.say(QUESTION, mention=True)
    missed_command = server.slash("ask", question=QUESTION)

    assert QUOTED in shown_text(await server.reply(missed_message))
    assert QUOTED in shown_text(await missed_command.answer())
    assert len(server.gateway.resumes) == 1
    assert len(server.gateway.identifies) == 1


async def test_what_was_answered_before_a_lost_connection_is_not_answered_again(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    before = server.say(QUESTION, mention=True)
    await server.reply(before)
    server.gateway.drop()
    after = server.say(QUESTION, mention=True)
    await server.reply(after)

    asked = [answer["message_reference"]["message_id"] for answer in server.world.shown.entries]
    assert asked == [before["id"], after["id"]]


async def test_a_connection_that_is_lost_again_and_again_is_resumed_each_time(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    for time in range(1, 4):
        server.gateway.drop()
        await server.gateway.received_op(Op.RESUME, nth=time)

    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
    assert len(server.gateway.identifies) == 1


async def test_an_invalid_session_that_can_be_resumed_is_resumed(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.gateway.invalidate_session(resumable=True)

    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
    assert len(server.gateway.resumes) == 1
    assert len(server.gateway.identifies) == 1


async def test_an_invalid_session_is_followed_by_a_new_one(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.gateway.invalidate_session(resumable=False)
    await server.gateway.received_op(Op.IDENTIFY, nth=2)

    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
    assert not server.gateway.resumes


async def test_a_session_that_cannot_be_resumed_any_more_is_followed_by_a_new_one(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.gateway.drop()
    server.gateway.forget_sessions()
    await server.gateway.received_op(Op.IDENTIFY, nth=2)

    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
    assert len(server.gateway.resumes) == 1


async def test_missing_heartbeat_acknowledgements_lead_to_a_new_connection(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    server.gateway.heartbeat_interval = 0.2
    async with running(client_factory(heartbeat_timeout=1.0)):
        await server.gateway.received_op(Op.HEARTBEAT, nth=3)
        assert not server.gateway.resumes

        server.gateway.acknowledges_heartbeats = False
        await server.gateway.received_op(Op.RESUME)
        server.gateway.acknowledges_heartbeats = True

        assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
    assert len(server.gateway.identifies) == 1


@pytest.mark.usefixtures("bot")
async def test_a_server_that_goes_away_for_a_moment_is_found_again(
    server: LoopbackDiscord,
) -> None:
    server.gateway.close(Close.GOING_AWAY)
    missed = server.say(QUESTION, mention=True)

    assert QUOTED in shown_text(await server.reply(missed))
    assert len(server.gateway.identifies) == 1
