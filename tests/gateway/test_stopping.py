"""Who asked before the bot is told to stop is answered, or told to ask again."""

import asyncio
import gc
import logging
import signal
from collections import Counter

import pytest

from tests.gateway.bot_under_test import GATE_LIMIT, QUESTION, QUOTED
from tests.gateway.conftest import GUILD_READY_TIMEOUT, ClientFactory, Pullquote
from tests.gateway.interactions import Interaction
from tests.gateway.protocol import Callback, MessageFlag, Payload
from tests.gateway.server import TOKEN, LoopbackDiscord
from tests.gateway.test_process import GOODBYES, connected
from tests.payload import shown_text

RESTARTING = "I am restarting; please ask again in a moment."
COMMANDS, MESSAGES = 15, 10
START = 20.0  # seconds that a process may take to start and to begin 25 answers on a busy machine


async def ask_all(server: LoopbackDiscord) -> tuple[list[Interaction], list[Payload]]:
    """Let 25 people ask, and wait until all of them see that the bot is at it."""
    commands = [
        server.slash("ask", question=QUESTION, by=f"reader {number}") for number in range(COMMANDS)
    ]
    messages = [
        server.say(QUESTION, by=f"writer {number}", mention=True) for number in range(MESSAGES)
    ]
    await asyncio.gather(*(command.response() for command in commands))
    await server.rest.requests.wait_for(
        lambda request: request.path.endswith("/typing"), nth=MESSAGES, within=START
    )
    return commands, messages


def read_by_all(
    server: LoopbackDiscord, commands: list[Interaction], messages: list[Payload]
) -> list[str]:
    """Return what each of those who asked read at the end; nothing for who got no answer."""
    replies = {
        reply["message_reference"]["message_id"]: shown_text(reply)
        for reply in server.world.shown.entries
        if "message_reference" in reply
    }
    texts = [[shown_text(each) for each in command.messages.entries] for command in commands]
    return [text[-1] if text else "" for text in texts] + [
        replies.get(message["id"], "") for message in messages
    ]


async def ended(process: asyncio.subprocess.Process, within: float) -> str:
    """Wait for the end of a process; return what it logged."""
    async with asyncio.timeout(within):
        _, errors = await process.communicate()
    return errors.decode()


async def test_what_is_under_way_is_finished_before_the_bot_ends(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run", module="tests.gateway.slow_bot", SLOW_BOT_SECONDS="4")
    await connected(process, server)
    asked = await ask_all(server)

    process.send_signal(signal.SIGTERM)
    log = await ended(process, within=15)

    read = read_by_all(server, *asked)
    assert Counter(QUOTED in text for text in read) == {True: COMMANDS + MESSAGES}
    assert len(server.world.shown.entries) == len(read)
    assert process.returncode == 0, log
    assert "Traceback" not in log
    assert "ERROR" not in log
    assert await server.gateway.closed.wait_for() in GOODBYES


async def test_a_bot_that_is_stopped_before_it_is_ready_says_nothing_of_it(
    server: LoopbackDiscord, client_factory: ClientFactory, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_factory()
    await client.login(TOKEN)
    connecting = asyncio.create_task(client.connect())
    await client.wait_for("connect", timeout=START)  # now discord.py waits for the servers
    assert not client.is_ready()

    await client.close()
    await connecting
    await asyncio.sleep(4 * GUILD_READY_TIMEOUT)
    gc.collect()  # asyncio tells of an error in a task when nobody holds the task any more

    assert [each.message for each in caplog.records if each.levelno >= logging.WARNING] == []


@pytest.mark.thorough
async def test_who_cannot_be_answered_in_time_is_told_to_ask_again(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote(
        "run",
        module="tests.gateway.slow_bot",
        SLOW_BOT_SECONDS="60",
        PULLQUOTE_SHUTDOWN_SECONDS="4",
    )
    await connected(process, server)
    asked = await ask_all(server)

    process.send_signal(signal.SIGTERM)
    log = await ended(process, within=4 + GATE_LIMIT + 10)

    # Each of the two threads answers once within its limit, too late or not.
    read = Counter(RESTARTING in text for text in read_by_all(server, *asked))
    assert read[True] >= COMMANDS + MESSAGES - 4
    assert not [text for text in read_by_all(server, *asked) if not text]
    assert process.returncode == 0, log
    assert "Traceback" not in log


@pytest.mark.thorough
async def test_who_asks_while_the_bot_stops_is_told_to_ask_again(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run", module="tests.gateway.slow_bot", SLOW_BOT_SECONDS="60")
    await connected(process, server)
    waiting = server.slash("ask", question=QUESTION)
    assert (await waiting.response())["type"] == Callback.DEFERRED_MESSAGE

    process.send_signal(signal.SIGTERM)
    log = asyncio.create_task(ended(process, within=15 + GATE_LIMIT))
    # It is not known when the signal arrives: asked again and again, until it has.
    answer: Payload = {}
    while RESTARTING not in shown_text(answer):
        answer = await server.slash("privacy", by="late").answer()
    said = server.say(QUESTION, by="latest", mention=True)
    typing = server.autocomplete("ask", "article", "", question=QUESTION)

    assert answer["flags"] & MessageFlag.EPHEMERAL
    assert RESTARTING in shown_text(await server.reply(said))
    assert (await typing.response())["data"]["choices"] == []
    assert "Traceback" not in await log
    assert process.returncode == 0
    assert shown_text(await waiting.answer())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_second_signal_ends_the_bot_at_once(
    server: LoopbackDiscord, pullquote: Pullquote, number: signal.Signals
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run", module="tests.gateway.slow_bot", SLOW_BOT_SECONDS="60")
    await connected(process, server)
    await server.slash("ask", question=QUESTION).response()
    process.send_signal(number)
    answer: Payload = {}
    while RESTARTING not in shown_text(answer):
        answer = await server.slash("privacy", by="late").answer()

    process.send_signal(number)

    log = await ended(process, within=2)
    assert process.returncode == -number
    assert "Traceback" not in log
