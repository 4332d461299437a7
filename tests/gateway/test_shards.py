"""Several processes, each with some shards: every question is answered, and by one of them."""

import asyncio
import json
import logging
import signal
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from index.library import Library
from index.model import Article, CollectionId
from index.store.sqlite import SqliteStore
from tests.gateway.bot_under_test import QUESTION, QUOTED
from tests.gateway.conftest import Pullquote
from tests.gateway.protocol import Op, Payload
from tests.gateway.server import LoopbackDiscord
from tests.gateway.sharing import (
    LEASE,
    LONG_LEASE,
    TOTAL,
    WITHIN,
    Start,
    answered,
    answers,
    ask,
    ended,
    silence,
    until,
    up,
)
from tests.gateway.test_observing import FREE, site
from tests.payload import shown_text
from tests.store.articles import NOW

log = logging.getLogger(__name__)


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


@pytest.mark.thorough
async def test_what_a_killed_process_had_is_answered_by_another(
    server: LoopbackDiscord, channels: list[Payload], begin: Start, another: Start
) -> None:
    doomed = await begin()
    await another()
    asking = asyncio.create_task(ask(server, channels, LEASE + 6, 20))
    await asyncio.sleep(1)

    doomed.kill()

    killed = time.time()
    asked = await asking
    await answered(server, channels)
    assert set(answers(server, asked)) <= {0, 1}
    silent = silence(server, asked, killed)
    log.info("Silent for %.1f s of a lease of %.0f", silent, LEASE)
    assert silent < LEASE + 2 + 2  # the last for a busy machine


@pytest.mark.thorough
async def test_a_frozen_process_answers_nothing_when_it_wakes_after_its_lease(
    server: LoopbackDiscord,
    channels: list[Payload],
    begin: Start,
    another: Start,
    tmp_path: Path,
) -> None:
    frozen = await begin()
    await another()

    frozen.send_signal(signal.SIGSTOP)
    asking = asyncio.create_task(ask(server, channels, LEASE + 6, 10))
    await asyncio.sleep(LEASE + 4)
    with closing(sqlite3.connect(tmp_path / "shards.db", isolation_level=None)) as lock:
        # So that it cannot learn who has its shards, and must know by itself that it has none.
        lock.execute("BEGIN IMMEDIATE")
        frozen.send_signal(signal.SIGCONT)
        await asyncio.sleep(1.5)

    asked = await asking
    await answered(server, channels)  # by the other process; on a busy machine, not all before
    await asyncio.sleep(1)
    assert set(answers(server, asked)) <= {0, 1}


@pytest.mark.thorough
async def test_a_process_that_stops_hands_over_and_everybody_is_answered_once(
    server: LoopbackDiscord, channels: list[Payload], begin: Start, another: Start
) -> None:
    server.gateway.jitter = 0.3
    leaving = await begin(QUICK_BOT_LEASE=LONG_LEASE)
    staying = await another(QUICK_BOT_LEASE=LONG_LEASE)
    asking = asyncio.create_task(ask(server, channels, 12, 40))
    await asyncio.sleep(1)

    leaving.send_signal(signal.SIGTERM)

    said = await ended(leaving)
    asked = await asking
    assert leaving.returncode == 0, said
    await until(lambda: not answers(server, asked)[0], "all are answered")
    await asyncio.sleep(0.5)
    assert answers(server, asked) == {1: len(asked)}
    assert staying.returncode is None


@pytest.mark.parametrize("others", [0, 1])
@pytest.mark.thorough
async def test_who_asks_a_moment_before_a_process_is_told_to_stop_is_answered(
    server: LoopbackDiscord, channels: list[Payload], begin: Start, start: Start, others: int
) -> None:
    process = await begin()
    for _ in range(others):
        await start()
    command = server.slash("ask", question=QUESTION, where=channels[2])
    asked = [server.say(QUESTION, mention=True, where=channel) for channel in channels]
    await asyncio.sleep(0.004)

    process.send_signal(signal.SIGTERM)

    said = await ended(process)
    assert process.returncode == 0, said
    assert QUOTED in shown_text(await command.answer())
    await until(lambda: not answers(server, asked)[0], "all are answered")
    assert answers(server, asked) == {1: len(asked)}


async def test_a_process_alone_stops_at_once(
    server: LoopbackDiscord, channels: list[Payload], begin: Start, start: Start
) -> None:
    process = await begin(QUICK_BOT_LEASE="300")
    question = server.say(QUESTION, mention=True, where=channels[0])
    await server.rest.requests.wait_for(lambda request: request.path.endswith("/messages"))

    process.send_signal(signal.SIGTERM)

    said = await ended(process)  # others would have a minute to take over
    assert process.returncode == 0, said
    assert answers(server, [question]) == {1: 1}
    # What it had is free: nobody waits for its lease to end.
    await start()
    await until(lambda: len(server.gateway.identifies) > TOTAL, "the next one connects")


@pytest.mark.thorough
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


@pytest.mark.thorough
async def test_another_number_of_shards_is_refused_while_others_run(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    await start()
    await up(server, {0, 1, 2, 3})
    other = await start(PULLQUOTE_SHARDS="8")
    said = await ended(other)
    assert other.returncode == 2
    assert "share 4 shards, and this one was told 8" in said.splitlines()[-1]


@pytest.mark.thorough
async def test_processes_that_start_at_once_identify_one_after_another(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    server.gateway.max_concurrency = 2
    server.gateway.identify_every = 5.0
    await start(PULLQUOTE_SHARDS_PER_PROCESS="2")
    await start(PULLQUOTE_SHARDS_PER_PROCESS="2")
    await server.gateway.received_op(Op.IDENTIFY)
    began = time.monotonic()
    await up(server, {0, 1, 2, 3})
    took = time.monotonic() - began
    log.info("All were connected %.1f s after the first", took)
    assert took < TOTAL / 2 * 5.2 + 3
    assert server.gateway.too_early.entries == []
    assert len(server.gateway.identifies) == TOTAL


@pytest.mark.thorough
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


@pytest.mark.thorough
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


@pytest.mark.thorough
async def test_metrics_show_leases_and_how_sessions_come_to_be(
    server: LoopbackDiscord, channels: list[Payload], start: Start
) -> None:
    process = await start(PULLQUOTE_METRICS=FREE, PULLQUOTE_SHARDS_PER_PROCESS="3")
    async with site(process) as watched:
        await answered(server, channels[:3])
        server.gateway.drop_shard(1)
        await server.gateway.received_op(Op.RESUME)
        await answered(server, channels[:3])
        await asyncio.sleep(1.1)  # until the page is written anew
        series = await watched.series()
    assert series["pullquote_shards"] == TOTAL
    assert series["pullquote_identifies_total"] == 3
    assert series["pullquote_resumes_total"] == 1
    assert series["pullquote_session_starts_left"] == server.gateway.starts_left
    leases = {name: value for name, value in series.items() if "lease_seconds" in name}
    assert {*leases} == {f'pullquote_shard_lease_seconds{{"shard": "{n}"}}' for n in range(3)}
    assert all(0 < value <= LEASE for value in leases.values())


@pytest.mark.thorough
async def test_servers_that_were_left_while_all_were_away_are_noted_by_who_has_their_shard(
    server: LoopbackDiscord, channels: list[Payload], start: Start, tmp_path: Path
) -> None:
    library = Library.open(SqliteStore(tmp_path / "pullquote.db"))
    here, left, elsewhere = (
        CollectionId("server", number)
        for number in (int(channels[1]["guild_id"]), (2 << 40) + (1 << 22), (2 << 40) + (3 << 22))
    )
    for place in (here, left, elsewhere):
        library.add(place, Article("", "Yaks", "The yak dances.", "The Zoo"), by=1, now=NOW)
    library.server_left(here.number, now=NOW - timedelta(days=1))
    library.server_left(elsewhere.number, now=NOW - timedelta(days=10_000))

    await start("--shards", "0-1/4")
    await until(lambda: left.number in library.servers_left(), "what was left is noted")

    assert set(library.servers_left()) == {left.number, elsewhere.number}
    assert library.usage(elsewhere).articles == 1
    library.close()
