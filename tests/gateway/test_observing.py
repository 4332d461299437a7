"""What operators see of a bot that runs: real HTTP, and nothing of what people say."""

import asyncio
import gzip
import json
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from prometheus_client.parser import text_string_to_metric_families

from tests.gateway.bot_under_test import QUESTION, QUOTED
from tests.gateway.conftest import Pullquote
from tests.gateway.server import TOKEN, LoopbackDiscord
from tests.gateway.test_process import START, STOP, connected
from tests.gateway.test_reload import last_told
from tests.payload import shown_text

SECRET = "xylophone"
UNTOLD = f"How old is the {SECRET} of Lindow?"
FREE = "127.0.0.1:0"
NOTICED = 30.0  # seconds within which something is noticed on a busy machine


class Site:
    """The metrics and health of a process, at the address that it logged."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self._address = address
        self._session = session

    async def get(self, path: str) -> tuple[int, str]:
        async with self._session.get(self._address + path) as response:
            return response.status, await response.text()

    async def series(self) -> dict[str, float]:
        """The value of each series, under its name with the labels as they are shown."""
        status, text = await self.get("/metrics")
        assert status == 200
        return {
            sample.name + json.dumps(sample.labels) * bool(sample.labels): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    async def until(self, path: str, status: int, about: str = "") -> str:
        """Wait for an answer; return it."""
        async with asyncio.timeout(NOTICED):
            while True:
                got, text = await self.get(path)
                if got == status and about in text:
                    return text
                await asyncio.sleep(0.1)


@asynccontextmanager
async def site(process: asyncio.subprocess.Process) -> AsyncIterator[Site]:
    """The pages of a process that was started with a free port for them."""
    assert process.stderr
    async with asyncio.timeout(START), aiohttp.ClientSession() as session:
        while line := (await process.stderr.readline()).decode():
            if found := re.search(r"Metrics and health can be asked for at (\S+)", line):
                break
        else:
            raise AssertionError("the process ended")
    async with aiohttp.ClientSession() as session:
        yield Site(found[1].rstrip('",'), session)


async def stopped(process: asyncio.subprocess.Process) -> str:
    """End a process; return what it logged that nobody has read."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(STOP + 15):
        _, errors = await process.communicate()
    return errors.decode()


def move_database(from_: Path, to: Path) -> None:
    """Take a database away, with all that belongs to it."""
    to.mkdir(exist_ok=True)
    for path in from_.glob("pullquote.db*"):
        path.rename(to / path.name)


async def test_metrics_count_what_happens_and_name_nobody(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run", PULLQUOTE_METRICS=FREE, PULLQUOTE_USER_QUESTIONS="4")
    async with site(process) as watched:
        await connected(process, server)
        await watched.until("/readyz", 200, "ok")
        assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
        await server.reply(server.say(UNTOLD, mention=True))
        await server.slash("ask", question="???").answer()
        note = server.files.upload(f"{SECRET}.txt", f"The {SECRET} is nine years old.".encode())
        assert "Added" in await last_told(server.slash("article add", file=note))
        broken = server.files.upload("broken.pdf", b"%PDF-1.7 " + SECRET.encode())
        assert "Not added" in await last_told(server.slash("article add", file=broken))
        await server.slash("ask", question=QUESTION).answer()
        await asyncio.sleep(1.1)  # until the page is written anew
        series = await watched.series()
        _, text = await watched.get("/metrics")
    await stopped(process)

    def value(name: str, **labels: str) -> float:
        return series.get(f"pullquote_{name}" + json.dumps(labels) * bool(labels), 0.0)

    assert value("questions_total", collection="server", outcome="answered") == 1
    assert value("questions_total", collection="server", outcome="not_answered") == 1
    assert value("questions_total", collection="server", outcome="too_soon") == 1
    assert value("answer_seconds_count") == 2
    assert value("reads_total", format="text", outcome="done") == 1
    assert value("reads_total", format="pdf", outcome="refused") == 1
    assert value("changes_total", change="add", outcome="done") == 1
    assert value("store_seconds_count", operation="add") == 1
    assert value("interactions_total", outcome="acknowledged") == 5
    assert value("discord_requests_total", method="POST", status="2xx") >= 6
    assert value("gateway_events_total", event="MESSAGE_CREATE") >= 1
    assert value("shard_up", shard="0") == 1
    assert value("servers", shard="0") == 1
    assert 0 < value("shard_latency_seconds", shard="0") < 5
    assert 0 < value("index_bytes") < value("index_budget_bytes")
    assert value("store_errors_total", error="StoreError") == 0
    assert len(series) < 600
    people = [server.world.user("ada")["id"], server.world.guild_id, server.world.bot["id"]]
    for private in (SECRET, TOKEN, "Lindow", *people):
        assert private not in text


@pytest.mark.thorough
async def test_readiness_notices_that_heartbeats_are_not_acknowledged_any_more(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run", PULLQUOTE_METRICS=FREE)
    async with site(process) as watched:
        await connected(process, server)
        await watched.until("/readyz", 200, "ok")

        server.gateway.acknowledges_heartbeats = False
        text = await watched.until("/readyz", 503)
        assert re.fullmatch(r"Shard 0 has had no heartbeat acknowledged for \d+ s\.\n", text)
        assert (await watched.get("/healthz")) == (200, "ok\n")
        await asyncio.sleep(1.1)  # until the page is written anew
        assert (await watched.series())['pullquote_shard_up{"shard": "0"}'] == 0

        server.gateway.acknowledges_heartbeats = True
        await watched.until("/readyz", 200, "ok")
    await stopped(process)


async def test_readiness_notices_that_the_database_is_away(
    server: LoopbackDiscord, pullquote: Pullquote, tmp_path: Path
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run", PULLQUOTE_METRICS=FREE)
    async with site(process) as watched:
        await connected(process, server)
        await watched.until("/readyz", 200, "ok")

        move_database(tmp_path, tmp_path / "aside")
        text = await watched.until("/readyz", 503)
        assert text.startswith("The database cannot be used: ")
        assert (await watched.get("/healthz")) == (200, "ok\n")

        move_database(tmp_path / "aside", tmp_path)
        await watched.until("/readyz", 200, "ok")
    await stopped(process)


async def test_a_bot_that_stops_is_alive_and_not_ready(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote(
        "run",
        module="tests.gateway.slow_bot",
        SLOW_BOT_SECONDS="60",
        PULLQUOTE_METRICS=FREE,
    )
    async with site(process) as watched:
        await connected(process, server)
        await server.slash("ask", question=QUESTION).response()
        process.send_signal(signal.SIGTERM)
        await watched.until("/readyz", 503, "The bot is stopping.")
        assert (await watched.get("/healthz")) == (200, "ok\n")
    process.kill()
    await process.communicate()


async def test_an_address_that_is_taken_is_said_in_one_sentence(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    taken = server.api.removeprefix("http://").partition("/")[0]
    process = await pullquote("run", PULLQUOTE_METRICS=taken)
    async with asyncio.timeout(START):
        _, errors = await process.communicate()
    assert process.returncode == 2
    sentence = errors.decode().strip().splitlines()[-1]
    assert sentence.startswith(f"pullquote: PULLQUOTE_METRICS is “{taken}”, which cannot be ")


async def test_what_is_off_is_not_even_imported() -> None:
    code = "import bot.terminal.process, sys; print(*sys.modules)"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert not {"prometheus_client", "sentry_sdk"} & {*output.decode().split()}


async def test_a_log_in_json_has_a_reference_and_a_traceback(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote(
        "run", module="tests.gateway.failing_bot", PULLQUOTE_LOG_FORMAT="json"
    )
    await connected(process, server)
    told = shown_text(await server.slash("ask", question=UNTOLD).answer())
    log = await stopped(process)
    assert SECRET not in log
    lines = [json.loads(line) for line in log.splitlines()]

    reference = re.search(r"`([0-9a-f]{6})`", told)
    assert reference
    (failed,) = [line for line in lines if line.get("reference") == reference[1]]
    assert failed["level"] == "ERROR"
    assert failed["message"] == f"Unexpected error, reference {reference[1]}"
    assert "Traceback" in failed["exception"]
    assert all(line["time"].endswith("+00:00") and line["logger"] for line in lines)


class Collected:
    """A Sentry that keeps what it is sent."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[tuple[str, dict[str, Any]]] = asyncio.Queue()

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        raw = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        _, header, payload, *_ = raw.decode().split("\n")
        if json.loads(header)["type"] == "event":
            self.events.put_nowait((raw.decode(), json.loads(payload)))
        return web.json_response({})


@pytest.fixture
async def collected() -> AsyncIterator[tuple[Collected, str]]:
    """A Sentry, and the address to report to."""
    sentry = Collected()
    application = web.Application()
    application.router.add_post("/api/7/envelope/", sentry.take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield sentry, f"http://key@127.0.0.1:{runner.addresses[0][1]}/7"
    await runner.cleanup()


async def test_reports_of_errors_have_neither_questions_nor_tokens(
    server: LoopbackDiscord, pullquote: Pullquote, collected: tuple[Collected, str], tmp_path: Path
) -> None:
    sentry, dsn = collected
    (tmp_path / "dsn").write_text(f"{dsn}\n", encoding="utf-8")
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote(
        "run",
        module="tests.gateway.failing_bot",
        PULLQUOTE_SENTRY_DSN_FILE=str(tmp_path / "dsn"),
    )
    await connected(process, server)
    command = server.slash("ask", question=UNTOLD)
    told = shown_text(await command.answer())
    async with asyncio.timeout(START):
        raw, event = await sentry.events.get()
    log = await stopped(process)

    assert "KeyError" in log
    assert SECRET not in log
    assert SECRET not in raw
    assert TOKEN not in raw
    assert command.token not in raw
    assert str(tmp_path) not in raw
    assert event["message"] == "Unexpected error, reference …"
    assert event["tags"]["reference"] in told
    (error,) = event["exception"]["values"]
    assert error["type"] == "KeyError"
    assert "value" not in error
    assert error["stacktrace"]["frames"][-1]["function"] == "ask"
