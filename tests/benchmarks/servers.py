"""Ten thousand servers over four processes on PostgreSQL; one is killed, and one is replaced.

    python -m tests.benchmarks.servers [--servers 10000] [--seconds 60] [--rate 30]

The processes are `pullquote run` as it is, with real leases, against a Discord on loopback that
lets one shard identify in five seconds, and a PostgreSQL of our own; all share the processors. Of
the servers some are asked far more often than others: the n-th one in n as often as the first.
After a time of messages that are not for the bot, and one of questions as well, a process is killed
and started again ten seconds later, as a service manager does; then one more is started and another
one told to stop, as in an upgrade. Who asked is answered once, twice, or not.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import psycopg
from prometheus_client.parser import text_string_to_metric_families

from index.limits import CollectionLimits
from index.model import CollectionId
from index.store.postgres import PostgresStore
from tests.benchmarks.corpus import Gibberish
from tests.gateway.bot_under_test import command_line, environment
from tests.gateway.server import TOKEN, LoopbackDiscord, loopback_discord
from tests.gateway.sharing import answers, asked_at, replies, until
from tests.processes import children, cpu_seconds, peak_memory, resident_memory
from tests.store.articles import draft
from tests.store.server import Server, free_port, programs, server_at

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from tests.gateway.protocol import Payload

PROCESSES = 4
SHARDS = 16
MOST = 5
"""Shards that one process takes: with one of the others away, there is room for nearly all."""
ARTICLES, SENTENCES = 5, 40
CHANNELS, ROLES = 40, 25
"""What Discord tells of each server."""
MEMORY = 64
"""MB for the indexes of a process: less than all servers that are asked would need."""
PEOPLE = 300
RESTARTED_AFTER = 10.0
_CLONE = """
INSERT INTO collection (name, change)
    SELECT 'server:' || id, (SELECT change FROM collection WHERE key = %(from)s)
    FROM unnest(%(servers)s::bigint[]) AS id;
INSERT INTO article (collection, id, change, title, source, language, revision, characters,
        passages, left_out, added_at, added_by)
    SELECT c.key, a.id, a.change, title, source, language, revision, characters,
        passages, left_out, added_at, added_by
    FROM article AS a, collection AS c WHERE a.collection = %(from)s AND c.key <> %(from)s;
INSERT INTO content (article, text, analysis_version, analysis, outline)
    SELECT ours.key, text, analysis_version, analysis, outline
    FROM article AS a JOIN content ON article = a.key JOIN article AS ours ON ours.id = a.id
    WHERE a.collection = %(from)s AND ours.collection <> %(from)s;
"""


@dataclass
class Process:
    """A process of the bot."""

    name: str
    process: asyncio.subprocess.Process
    port: int
    opens: float = 0.0
    """How often it has read a collection, as it last said."""
    index_bytes: float = 0.0
    peak: int = 0
    cpu: float = 0.0
    shards: int = 0

    def learn(self, metrics: str) -> None:
        """Take over what it says of itself."""
        self.shards = 0
        for family in text_string_to_metric_families(metrics):
            for sample in family.samples:
                match sample.name, sample.labels:
                    case "pullquote_index_bytes", _:
                        self.index_bytes = sample.value
                    case "pullquote_shard_up", _:
                        self.shards += 1
                    case "pullquote_store_seconds_count", {"operation": "snapshot"}:
                        self.opens = sample.value

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process.returncode is None


@dataclass
class Phase:
    """What was asked in a while, and what that took."""

    name: str
    asked: list[Payload] = field(default_factory=list)
    chatter: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    """Seconds of the processor that the processes of the bot took."""
    database_cpu: float = 0.0
    opens: float = 0.0


@dataclass
class Run:
    """The bot, its Discord and its database."""

    server: LoopbackDiscord
    database: Server
    home: Path
    channels: list[Payload]
    words: list[str]
    shards: int
    rate: float = 0.0
    chatter: float = 0.0
    processes: list[Process] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(14))
    _weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self.channels) + 1)))

    async def start(self) -> Process:
        """Start one more process."""
        port = free_port()
        number = len(self.processes) + 1
        variables = environment(self.server, self.home, TOKEN) | {
            "PULLQUOTE_DATABASE": self.database.address(),
            "PULLQUOTE_SHARDS": str(self.shards),
            "PULLQUOTE_SHARDS_PER_PROCESS": str(-(-self.shards * MOST // SHARDS)),
            "PULLQUOTE_METRICS": f"127.0.0.1:{port}",
            "PULLQUOTE_MEMORY": str(MEMORY),
            "PULLQUOTE_USER_QUESTIONS": "600",
            "PULLQUOTE_SERVER_QUESTIONS": "6000",
        }
        with (self.home / f"log-{number}").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *command_line("run"), env=os.environ | variables, stderr=log
            )
        started = Process(f"process {number}", process, port)
        self.processes.append(started)
        return started

    async def phase(
        self, name: str, seconds: float, happens: Callable[[], Awaitable[None]] | None = None
    ) -> Phase:
        """Let people talk, and ask unless the rate is 0, while something happens."""
        phase = Phase(name)
        cpu, database, opens = self.cpu(), self.database_cpu(), self.opens()
        event = asyncio.ensure_future(happens()) if happens else None
        end = time.monotonic() + seconds
        await asyncio.gather(
            self._ask(phase, end), self._talk(phase, end), self._look_on(phase, end)
        )
        if event:
            await event
        await asyncio.sleep(2)
        await self.look()
        phase.cpu, phase.database_cpu = self.cpu() - cpu, self.database_cpu() - database
        phase.opens = self.opens() - opens
        self.phases.append(phase)
        return phase

    async def _ask(self, phase: Phase, end: float) -> None:
        while self.rate and time.monotonic() < end:
            question = f"Where is {' '.join(self.chance.sample(self.words, 4))}?"
            phase.asked.append(self._say(question, mention=True))
            await asyncio.sleep(self.chance.expovariate(self.rate))

    async def _talk(self, phase: Phase, end: float) -> None:
        while self.chatter and time.monotonic() < end:
            self._say("hello everyone, lovely weather", mention=False)
            phase.chatter += 1
            await asyncio.sleep(self.chance.expovariate(self.chatter))

    async def _look_on(self, phase: Phase, end: float) -> None:
        phase.seconds = end - time.monotonic()
        while time.monotonic() < end:
            await self.look()
            self.cpu()  # of one that is killed as it was last seen
            await asyncio.sleep(2)

    def _say(self, text: str, *, mention: bool) -> Payload:
        (where,) = self.chance.choices(self.channels, cum_weights=self._weights)
        by = f"reader {self.chance.randrange(PEOPLE)}"
        return self.server.say(text, by=by, where=where, mention=mention)

    async def look(self) -> None:
        """Ask each process how much it has done."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(3)) as session:
            for each in self.processes:
                with suppress(aiohttp.ClientError, TimeoutError, OSError):
                    each.peak = max(each.peak, peak_memory(each.process.pid))
                    async with session.get(f"http://127.0.0.1:{each.port}/metrics") as response:
                        each.learn(await response.text())

    def opens(self) -> float:
        """Return how often all processes together have read a collection."""
        return sum(each.opens for each in self.processes)

    def cpu(self) -> float:
        """Return the seconds of the processor that all of them have taken."""
        for each in self.processes:
            each.cpu = max(each.cpu, cpu_seconds(each.process.pid) if each.is_running else 0.0)
        return sum(each.cpu for each in self.processes)

    def database_cpu(self) -> float:
        """Return the same of the database."""
        pids = [self.database.pid, *children(self.database.pid)]
        return sum(map(cpu_seconds, pids))

    def answers(self, phase: Phase) -> Counter[int]:
        """Return how many of its questions were answered how often."""
        return answers(self.server, phase.asked)

    def times(self, phase: Phase) -> list[float]:
        """Return the seconds from each question to its answer, where one came."""
        found = replies(self.server)
        return sorted(
            asked_at(found[question["id"]][0]) - asked_at(question)
            for question in phase.asked
            if question["id"] in found
        )

    def silences(self, phase: Phase) -> list[float]:
        """Return for how many seconds each shard left questions unanswered, if any."""
        found = replies(self.server)
        unanswered: dict[int, list[float]] = {}
        for question in phase.asked:
            if question["id"] not in found:
                guild = self.server.world.channels[question["channel_id"]]["guild_id"]
                shard = (int(guild) >> 22) % self.shards
                unanswered.setdefault(shard, []).append(asked_at(question))
        return sorted(max(times) - min(times) for times in unanswered.values())


def filled(address: str, guilds: Sequence[str]) -> list[str]:
    """Give each server the same articles; return words to ask with."""
    gibberish = Gibberish(10)
    with closing(PostgresStore(address)) as store:
        for number in range(ARTICLES):
            one = draft(gibberish.text(SENTENCES), f"volume-{number}")
            store.add(CollectionId("server", int(guilds[0])), one, limits=CollectionLimits())
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT key FROM collection").fetchone()
        named = {"from": row[0] if row else 0, "servers": [int(each) for each in guilds[1:]]}
        for statement in _CLONE.split(";\n"):
            if statement.strip():
                connection.execute(statement, named)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return gibberish.words[:500]


@dataclass(frozen=True)
class Options:
    """What the command line has."""

    servers: int
    shards: int
    seconds: float
    """Of each part."""
    rate: float
    """Questions a second."""
    chatter: float
    """Other messages a second."""
    every: float
    """Seconds from one IDENTIFY to the next."""


async def run(options: Options) -> Report:
    """Let everything happen; return what was seen."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = await stack.enter_async_context(loopback_discord())
        for database in server_at(programs(), fast=False):
            server.gateway.identify_every = options.every
            world = server.world
            world.quiet_channels, world.quiet_roles = CHANNELS, ROLES
            channels = [world.channel, *(world.open_guild() for _ in range(options.servers - 1))]
            words = await asyncio.to_thread(
                filled, database.address(), [each["guild_id"] for each in channels]
            )
            it = Run(server, database, folder, channels, words, options.shards)
            try:
                return await _happen(it, options)
            finally:
                for each in it.processes:
                    if each.is_running:
                        each.process.kill()
                        await each.process.wait()
    raise AssertionError("there is no database")


async def _happen(it: Run, options: Options) -> Report:
    seconds = options.seconds
    began = time.monotonic()
    for _ in range(PROCESSES):
        await it.start()
    shards = set(range(it.shards))
    wait = 60 + 10 * it.shards
    await until(lambda: it.server.gateway.connected() == shards, "all are connected", wait)
    up = time.monotonic() - began
    await asyncio.sleep(8)  # until all have learned of their servers
    await it.look()
    resident = [resident_memory(each.process.pid) for each in it.processes]
    await it.phase("nothing", seconds / 2)
    it.chatter = options.chatter
    await it.phase("messages that are not for the bot", seconds / 2)
    it.rate = options.rate
    await it.phase("questions as well", seconds)
    # Those that have the most to lose.
    doomed, leaving, *_ = sorted(it.processes, key=lambda each: -each.shards)

    async def kill() -> None:
        await asyncio.sleep(2)
        doomed.process.kill()
        await doomed.process.wait()
        await asyncio.sleep(RESTARTED_AFTER)
        await it.start()

    await it.phase("a process is killed", seconds, kill)

    async def upgrade() -> None:
        await asyncio.sleep(2)
        await it.start()
        await asyncio.sleep(5)
        leaving.process.send_signal(signal.SIGTERM)

    await it.phase("a process is replaced", seconds, upgrade)
    with suppress(TimeoutError):
        await asyncio.wait_for(leaving.process.wait(), 120)
    await asyncio.sleep(2)
    assert leaving.process.returncode == 0
    logs = "".join(path.read_text(encoding="utf-8") for path in it.home.glob("log-*"))
    assert "Traceback" not in logs, logs[-3000:]
    size, connections = it.database.execute(
        "SELECT pg_database_size('postgres') / 1000000, count(*) FROM pg_stat_activity"
        " WHERE application_name = 'pullquote'"
    )[0]
    return Report(it, up, resident, size, connections)


@dataclass
class Report:
    """What was seen."""

    run: Run
    up: float
    """Seconds until all shards were connected."""
    resident: list[int]
    """Bytes of each process when it had learned of its servers."""
    database_megabytes: int
    connections: int

    def lines(self) -> Iterable[str]:
        """Yield the lines of what is printed."""
        it = self.run
        yield f"{len(it.channels):,} servers, {it.shards} shards, {PROCESSES} processes"
        yield f"all shards connected after {self.up:.0f} s"
        known = ", ".join(f"{each / 1e6:.0f}" for each in self.resident)
        yield f"memory with all servers known: {known} MB"
        peaks = ", ".join(f"{each.peak / 1e6:.0f}" for each in it.processes)
        yield f"memory at the peak: {peaks} MB"
        indexes = ", ".join(f"{each.index_bytes / 1e6:.0f}" for each in it.processes)
        yield f"of it indexes at the end: {indexes} MB"
        yield f"database: {self.database_megabytes} MB, {self.connections} connections"
        yield ""
        yield (
            "| | asked | once | twice | not | median | 99 % | worst | opened | CPU of the bot"
            " | of the database |"
        )
        yield "|---|---|---|---|---|---|---|---|---|---|---|"
        for phase in it.phases:
            yield self._row(phase)
        for phase in it.phases:
            if silences := it.silences(phase):
                shown = ", ".join(f"{each:.0f}" for each in silences)
                yield f"{phase.name}: shards were silent for {shown} s"
        yield from self._rates()

    def _row(self, phase: Phase) -> str:
        found, times = self.run.answers(phase), self.run.times(phase)
        more = sum(count for times, count in found.items() if times > 1)
        cells = [phase.name, len(phase.asked), found[1], more, found[0]]
        if times:
            points = (statistics.median(times), times[int(len(times) * 0.99)], times[-1])
            cells += [f"{1e3 * each:,.0f} ms" for each in points]
        else:
            cells += ["", "", ""]
        cells += [f"{phase.opens:.0f}", f"{phase.cpu:.1f} s", f"{phase.database_cpu:.1f} s"]
        return f"| {' | '.join(map(str, cells))} |"

    def _rates(self) -> Iterable[str]:
        idle, talking, asking = self.run.phases[:3]
        still = idle.cpu / idle.seconds
        message = (talking.cpu - still * talking.seconds) / max(1, talking.chatter)
        rest = still * asking.seconds + message * asking.chatter
        question = (asking.cpu - rest) / max(1, len(asking.asked))
        database = asking.database_cpu / max(1, len(asking.asked))
        yield f"nothing: {1e3 * still:.0f} ms of CPU a second, of all processes together"
        yield f"a message that is not for the bot: {1e6 * message:.0f} µs of CPU"
        yield f"a question: {1e3 * question:.1f} ms of CPU, {1e3 * database:.1f} ms of the database"
        yield f"questions that open an index: {asking.opens / max(1, len(asking.asked)):.0%}"


def main() -> int:
    """Run it, and print what was seen."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.servers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--servers", type=int, default=10_000)
    parser.add_argument("--shards", type=int, default=SHARDS)
    parser.add_argument("--seconds", type=float, default=60, help="of each part")
    parser.add_argument("--rate", type=float, default=30, help="questions a second")
    parser.add_argument("--chatter", type=float, default=400, help="other messages a second")
    parser.add_argument("--every", type=float, default=5, help="seconds between two IDENTIFYs")
    options = parser.parse_args()
    found = asyncio.run(run(Options(**vars(options))))
    print(*found.lines(), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
