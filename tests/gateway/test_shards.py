"""Several processes, each with some shards: every question is answered, and by one of them."""

import asyncio
import json
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest

from tests.gateway.bot_under_test import QUESTION, QUOTED
from tests.gateway.conftest import Pullquote
from tests.gateway.protocol import Op, Payload
from tests.gateway.server import LoopbackDiscord
from tests.payload import shown_text

TOTAL = 4
LEASE = 3.0
WITHIN = 30.0  # seconds that something may take on a busy machine

Process = asyncio.subprocess.Process


class Start(Protocol):
    def __call__(self, *arguments: str, **variables: str) -> Awaitable[Process]: ...


@pytest.fixture
def channels(server: LoopbackDiscord) -> list[Payload]:
    """A channel in a server of each shard."""
    server.gateway.shards = TOTAL
    server.gateway.max_concurrency = 16
    return [server.world.open_guild() for _ in range(TOTAL)]


@pytest.fixture
def start(pullquote: Pullquote) -> Start:
    """Starts a process that shares shards with the others; killed at the end."""

    def begin(*arguments: str, **variables: str) -> Awaitable[Process]:
        given = {
            "PULLQUOTE_SHARDS": "auto",
            "QUICK_BOT_LEASE": str(LEASE),
            "PULLQUOTE_USER_QUESTIONS": "600",
            "PULLQUOTE_SERVER_QUESTIONS": "6000",
        }
        return pullquote("run", *arguments, module="tests.gateway.quick_bot", **(given | variables))

    return begin


async def until(true: Callable[[], bool], what: str, within: float = WITHIN) -> None:
    """Wait until something is so."""
    try:
        async with asyncio.timeout(within):
            while not true():  # noqa: ASYNC110 - several things, not all of which tell
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"waited {within} s until {what}") from None


async def up(server: LoopbackDiscord, shards: set[int]) -> None:
    """Wait until shards are connected, and what is asked there is answered."""
    await until(lambda: server.gateway.connected() >= shards, f"{shards} are connected")


def answers(server: LoopbackDiscord, asked: list[Payload]) -> Counter[int]:
    """Return how many questions were answered how often."""
    replies = Counter(
        message["message_reference"]["message_id"]
        for message in server.world.shown.entries
        if "message_reference" in message
    )
    return Counter(replies[question["id"]] for question in asked)


async def ask(
    server: LoopbackDiscord, channels: list[Payload], seconds: float, rate: float
) -> list[Payload]:
    """Ask in one server after the other, so many questions a second."""
    asked = []
    for number in range(int(seconds * rate)):
        where = channels[number % len(channels)]
        asked.append(server.say(QUESTION, by=f"reader {number}", mention=True, where=where))
        await asyncio.sleep(1 / rate)
    return asked


async def answered(server: LoopbackDiscord, channels: list[Payload]) -> None:
    """Wait until every server is answered in: its shard has a process."""
    for number, channel in enumerate(channels):

        async def try_again(channel: Payload = channel, number: int = number) -> None:
            while True:
                question = server.say(QUESTION, by=f"prober {number}", mention=True, where=channel)
                try:
                    reply = await asyncio.wait_for(server.reply(question), 2)
                except TimeoutError:
                    continue
                assert QUOTED in shown_text(reply)
                return

        async with asyncio.timeout(WITHIN):
            await try_again()


async def ended(process: Process) -> str:
    async with asyncio.timeout(WITHIN):
        _, errors = await process.communicate()
    log = errors.decode()
    assert "Traceback" not in log, log
    return log


async def test_two_processes_share_the_shards_and_each_server_is_answered_once(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    await start(PULLQUOTE_SHARDS_PER_PROCESS="2")
    await start(PULLQUOTE_SHARDS_PER_PROCESS="2")
    await up(server, {0, 1, 2, 3})
    await answered(server, channels)

    asked = await ask(server, channels, 2, 20)
    direct = server.world.direct(server.world.user("ada"))
    asked.append(server.say(QUESTION, where=direct))
    command = server.slash("ask", question=QUESTION, where=channels[3])

    await until(lambda: not answers(server, asked)[0], "all are answered")
    assert QUOTED in shown_text(await command.answer())
    assert answers(server, asked) == {1: len(asked)}
    assert sorted(each.data["shard"] for each in server.gateway.identifies) == [
        [number, TOTAL] for number in range(TOTAL)
    ]


async def test_what_a_killed_process_had_is_answered_by_another(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    doomed = await start()
    await up(server, {0, 1, 2, 3})
    await answered(server, channels)
    await start()
    asking = asyncio.create_task(ask(server, channels, LEASE + 6, 10))
    await asyncio.sleep(2)

    doomed.kill()

    asked = await asking
    await until(lambda: bool(answers(server, asked[-10:])[1] == 10), "the last are answered")
    found = answers(server, asked)
    assert set(found) <= {0, 1}
    assert found[0] <= 10 * (LEASE + 4)


async def test_a_frozen_process_answers_nothing_when_it_wakes_after_its_lease(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    frozen = await start()
    await up(server, {0, 1, 2, 3})
    await answered(server, channels)
    await start()
    await asyncio.sleep(2)

    frozen.send_signal(signal.SIGSTOP)
    asking = asyncio.create_task(ask(server, channels, LEASE + 5, 10))
    await asyncio.sleep(LEASE + 4)
    frozen.send_signal(signal.SIGCONT)

    asked = await asking
    await until(lambda: bool(answers(server, asked[-5:])[1] == 5), "the last are answered")
    await asyncio.sleep(1)
    assert set(answers(server, asked)) <= {0, 1}


async def test_a_process_that_stops_hands_over_and_everybody_is_answered_once(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    server.gateway.jitter = 0.3
    leaving = await start()
    await up(server, {0, 1, 2, 3})
    await answered(server, channels)
    staying = await start()
    asking = asyncio.create_task(ask(server, channels, 12, 20))
    await asyncio.sleep(2.5)

    leaving.send_signal(signal.SIGTERM)

    log = await ended(leaving)
    asked = await asking
    assert leaving.returncode == 0, log
    await until(lambda: not answers(server, asked)[0], "all are answered")
    await asyncio.sleep(0.5)
    assert answers(server, asked) == {1: len(asked)}
    assert staying.returncode is None


async def test_a_process_alone_stops_at_once(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    process = await start()
    await up(server, {0, 1, 2, 3})
    await answered(server, channels)
    question = server.say(QUESTION, mention=True, where=channels[0])
    await server.rest.requests.wait_for(lambda request: request.path.endswith("/messages"))

    process.send_signal(signal.SIGTERM)

    async with asyncio.timeout(8):
        log = await ended(process)
    assert process.returncode == 0, log
    assert answers(server, [question]) == {1: 1}
    # What it had is free: nobody waits for its lease to end.
    await start()
    await until(lambda: len(server.gateway.identifies) > TOTAL, "the next one connects", 6)


async def test_fixed_shares_are_answered_by_those_who_were_given_them(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    one = await start("--shards", "0-1/4")
    await up(server, {0, 1})
    await start("--shards", "2-3/4")
    await answered(server, channels)
    one.kill()
    await asyncio.sleep(LEASE + 2)
    assert server.gateway.connected() == {2, 3}


async def test_another_number_of_shards_is_refused_while_others_run(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    await start()
    await up(server, {0, 1, 2, 3})
    other = await start(PULLQUOTE_SHARDS="8")
    log = await ended(other)
    assert other.returncode == 2
    assert "share 4 shards, and this one was told 8" in log.splitlines()[-1]


async def test_processes_that_start_at_once_identify_one_after_another(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    server.gateway.max_concurrency = 2
    server.gateway.identify_every = 5.0
    await start(PULLQUOTE_SHARDS_PER_PROCESS="2")
    await start(PULLQUOTE_SHARDS_PER_PROCESS="2")
    await up(server, {0, 1, 2, 3})
    assert server.gateway.too_early.entries == []
    assert len(server.gateway.identifies) == TOTAL


async def test_sessions_that_end_all_at_once_come_back_one_after_another(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    server.gateway.max_concurrency = 2
    server.gateway.identify_every = 5.0
    await start()
    await up(server, {0, 1, 2, 3})
    await asyncio.sleep(5)

    server.gateway.invalidate_all()

    assert server.gateway.connected() == set()
    await up(server, {0, 1, 2, 3})
    assert server.gateway.too_early.entries == []
    await answered(server, channels)


async def test_the_status_shows_who_has_what(
    server: LoopbackDiscord, channels: list[Payload], start: Start, pullquote: Pullquote
) -> None:
    nobody = await pullquote("status")
    assert b"No process" in (await nobody.communicate())[0]
    server.gateway.heartbeat_interval = 0.1
    process = await start(PULLQUOTE_SHARDS_PER_PROCESS="3")
    await server.gateway.received.wait_for(
        lambda message: message.op == Op.HEARTBEAT, nth=20, within=WITHIN
    )
    await answered(server, channels[:3])

    async def shown() -> tuple[str, Payload]:
        text, told = await pullquote("status"), await pullquote("status", "--json")
        plain, _ = await text.communicate()
        return plain.decode(), json.loads((await told.communicate())[0])

    text, told = await shown()
    lines = text.splitlines()
    assert f":{process.pid}, version" in lines[0]
    assert lines[0].endswith("3 shards")
    assert "heartbeat in" in lines[1]
    assert lines[4].endswith("3/4  nobody answers")
    assert [shard["holder"] is None for shard in told["shards"]] == [False] * 3 + [True]
    assert told["processes"][0]["reports"]["1"]["servers"] >= 1
