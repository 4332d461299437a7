"""Two hundred people at once, over fifty collections, while much is added and one is opened cold.

    python -m tests.benchmarks.load [--people 200] [--seconds 60] [--questions 50000]

The bot runs as a process of its own, with the real discord.py, against a Discord on loopback, which
takes part of the same processors. First all do something in the same moment; then, the indexes
being open, each does something every ten seconds. ``--questions`` asks so many in a row afterwards,
and compares what the bot holds with what it held after the first thousand.
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
from collections import defaultdict
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.library import Library
from index.model import Article, CollectionId
from index.store.sqlite import SqliteStore
from tests.gateway.bot_under_test import QUESTION, QUOTED, command_line, environment
from tests.gateway.protocol import MessageFlag
from tests.gateway.server import TOKEN, LoopbackDiscord, loopback_discord
from tests.payload import shown_text
from tests.processes import children, resident_memory

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

    from tests.gateway.protocol import Payload

COLLECTIONS = 50
PASSAGES = 100_000
"""Of the collection that is opened cold."""
_OF_ONE = 20_000
"""Passages of one of its articles."""
MODERATORS = 3
TEXT = 1_950_000
"""Bytes of an article that a moderator adds."""
EVERY = 10.0
"""Seconds from one thing that a person does to the next, on average."""
DEADLINE = 3.0
"""Seconds for which Discord waits for a first response."""
PATIENCE = 60.0
START = 60.0
FIRST, AT_ONCE = 1_000, 8
"""Questions after which what the bot holds is counted first, and of how many people at a time."""
ASKED = "Where does the heron sleep?"
HERON = "The heron sleeps in the reeds of Lindow. It eats eels. It wakes at noon."


@dataclass
class Seen:
    """Seconds until Discord or a person heard something; None where nothing came."""

    times: dict[str, list[float | None]] = field(default_factory=lambda: defaultdict(list))

    def rows(self, when: str) -> list[str]:
        """Return the lines of the table."""
        return [_row(when, what, times) for what, times in sorted(self.times.items())]

    @property
    def unanswered(self) -> int:
        """How often nothing came."""
        return sum(times.count(None) for times in self.times.values())


def _row(when: str, what: str, times: list[float | None]) -> str:
    came = sorted(each for each in times if each is not None)
    median = f"{statistics.median(came) * 1e3:,.0f}" if came else "-"
    worst = f"{came[-1] * 1e3:,.0f}" if came else "-"
    return f"| {when} | {what} | {len(times)} | {len(times) - len(came)} | {median} | {worst} |"


@dataclass
class Place:
    """A server with its collection, and a message of the bot there that has a button."""

    channel: Payload
    answer: Payload
    button: str


@dataclass
class Bot:
    """A bot that runs, and the Discord that it is connected to."""

    server: LoopbackDiscord
    process: asyncio.subprocess.Process
    places: list[Place]
    large: Payload
    """The channel of the server whose collection is opened cold."""


# What people do


async def by_command(bot: Bot, place: Place, person: str) -> bool:
    """Ask by command; return whether Discord heard of it in time."""
    asked = bot.server.slash("ask", question=ASKED, by=person, where=place.channel)
    return await _came(asked.first.wait_for(within=DEADLINE))


async def by_mention(bot: Bot, place: Place, person: str) -> bool:
    """Ask by mention; return whether an answer came."""
    asked = bot.server.say(ASKED, by=person, where=place.channel, mention=True)
    shown = bot.server.world.shown
    reply = shown.wait_for(
        lambda it: it.get("message_reference", {}).get("message_id") == asked["id"], within=PATIENCE
    )
    return await _came(reply)


async def by_button(bot: Bot, place: Place, person: str) -> bool:
    """Press "In context"; return whether Discord heard of it in time."""
    pressed = bot.server.click(place.answer, place.button, by=person)
    return await _came(pressed.first.wait_for(within=DEADLINE))


async def by_typing(bot: Bot, place: Place, person: str) -> bool:
    """Type the title of an article; return whether Discord heard of it in time."""
    typed = bot.server.autocomplete(
        "ask", "article", "hero", by=person, where=place.channel, question=ASKED
    )
    return await _came(typed.first.wait_for(within=DEADLINE))


WAYS: dict[str, Callable[[Bot, Place, str], Awaitable[bool]]] = {
    "question by command": by_command,
    "question by mention": by_mention,
    "button": by_button,
    "autocomplete": by_typing,
}


async def _came(waited: Awaitable[object]) -> bool:
    with suppress(AssertionError):
        await waited
        return True
    return False


async def _timed(seen: Seen, what: str, waited: Awaitable[object]) -> None:
    started = time.monotonic()
    came = await _came(waited)
    seen.times[what].append(time.monotonic() - started if came else None)


async def do(bot: Bot, number: int, seen: Seen, way: str) -> None:
    """Let a person do something, and note how long it took."""
    place = bot.places[number % len(bot.places)]
    started = time.monotonic()
    came = await WAYS[way](bot, place, f"reader {number}")
    seen.times[way].append(time.monotonic() - started if came else None)


# The run


async def at_once(bot: Bot, people: int) -> Seen:
    """Let all do something in the same moment, as the large collection is asked first."""
    seen = Seen()
    large = bot.server.slash("ask", question=ASKED, by="first reader", where=bot.large)
    ways = list(WAYS)
    await asyncio.gather(
        _timed(seen, "cold collection, acknowledged", large.first.wait_for(within=DEADLINE)),
        _timed(seen, "cold collection, answered", large.messages.wait_for(within=PATIENCE)),
        *(do(bot, n, seen, ways[n % len(ways)]) for n in range(people)),
    )
    return seen


async def for_a_while(bot: Bot, people: int, seconds: float) -> Seen:
    """Let each do something every ten seconds or so."""
    seen = Seen()
    chance = random.Random(1)
    doing = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        way = chance.choice(list(WAYS))
        doing.append(asyncio.create_task(do(bot, chance.randrange(people), seen, way)))
        await asyncio.sleep(chance.expovariate(people / EVERY))
    await asyncio.gather(*doing)
    return seen


async def added(bot: Bot, seen: Seen, size: int) -> None:
    """Let three moderators add a large article each."""

    async def add(number: int) -> None:
        text = f"Owl {number}. " + "The owl of barn {} waits for the mouse of barn {}. "
        words = "".join(text.format(n, n * number) for n in range(size // len(text)))[:size]
        file = bot.server.files.upload(f"owl-{number}.txt", words.encode())
        where = bot.places[number % len(bot.places)].channel
        given = bot.server.slash("article add", file=file, by=f"moderator {number}", where=where)
        done = given.messages.wait_for(lambda it: "Added" in shown_text(it), within=2 * PATIENCE)
        await _timed(seen, "large article, added", done)

    await asyncio.gather(*(add(number + 1) for number in range(MODERATORS)))


async def measured(
    people: int, seconds: float, *, passages: int, text: int
) -> list[tuple[str, Seen]]:
    """Return what was seen of a new bot: all at once, while others add; and then for a while."""
    async with running(passages) as bot:
        adding = Seen()
        moderators = asyncio.create_task(added(bot, adding, text))
        first = await at_once(bot, people)
        meanwhile = await for_a_while(bot, people, seconds / 2)
        await moderators
        warm = await for_a_while(bot, people, seconds / 2)
        return [
            ("all at once, cold", first),
            ("while articles are added", meanwhile),
            ("once warm", warm),
            ("", adding),
        ]


@asynccontextmanager
async def running(passages: int) -> AsyncIterator[Bot]:
    """Run a bot that has all the collections until the end of the block; it is killed then."""
    async with loopback_discord() as server:
        with tempfile.TemporaryDirectory() as home:
            channels = [server.world.open_guild() for _ in range(COLLECTIONS)]
            buttons = filled(Path(home), [each["guild_id"] for each in channels])
            fill_large(Path(home), server.world.guild_id, passages)
            places = [
                Place(channel, _with_button(server, channel, button), button)
                for channel, button in zip(channels, buttons, strict=True)
            ]
            server.gateway.heartbeat_interval = 1.0
            allowed = {"PULLQUOTE_USER_QUESTIONS": "600", "PULLQUOTE_SERVER_QUESTIONS": "6000"}
            process = await asyncio.create_subprocess_exec(
                *command_line("run", module="tests.benchmarks.counted"),
                env=os.environ | environment(server, Path(home), TOKEN) | allowed,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                await server.gateway.received.wait_for(
                    lambda message: message.op == 1 and message.data is not None, within=START
                )
                yield Bot(server, process, places, server.world.channel)
            finally:
                for pid in (process.pid, *children(process.pid)):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                await process.wait()


def filled(home: Path, guilds: Sequence[str]) -> list[str]:
    """Give each server an article, and return the buttons that show its beginning."""
    buttons = []
    with closing(_library(home)) as library:
        for guild in guilds:
            article = Article("", f"Herons of {guild}", HERON, "benchmark")
            record = library.add(_collection(guild), article, by=1, now=datetime.now(UTC)).record
            buttons.append(f"context:{record.id}:0")
    return buttons


def fill_large(home: Path, guild: str, passages: int) -> None:
    """Give a server so many passages."""
    chance = random.Random(2)
    syllables = [first + last for first in "bcdfglmnprst" for last in "aeiou"]
    words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(20_000)]
    with closing(_library(home)) as library:
        for number, start in enumerate(range(0, passages, _OF_ONE)):
            sentences = [
                " ".join(chance.choices(words, k=chance.randint(8, 14))).capitalize() + "."
                for _ in range(min(_OF_ONE, passages - start))
            ]
            article = Article("", f"Volume {number}", f"{HERON} {' '.join(sentences)}", "benchmark")
            library.add(_collection(guild), article, by=1, now=datetime.now(UTC))


def _library(home: Path) -> Library:
    return Library.open(SqliteStore(home / "pullquote.db"))


def _collection(guild: str) -> CollectionId:
    return CollectionId("server", int(guild))


def _with_button(server: LoopbackDiscord, channel: Payload, custom_id: str) -> Payload:
    button = {"type": 2, "style": 2, "label": "In context", "custom_id": custom_id}
    row = {"type": 1, "components": [button]}
    body = {"flags": MessageFlag.COMPONENTS_V2, "components": [row]}
    return server.world.post(channel, server.world.bot, body)


# Many questions in a row


@dataclass(frozen=True)
class Held:
    """What a process holds."""

    resident: int
    """Megabytes."""
    files: int
    threads: int
    tasks: int

    def row(self, when: str) -> str:
        """Return a line of the table."""
        return f"| {when} | {self.resident} | {self.files} | {self.threads} | {self.tasks} |"


async def in_a_row(questions: int, first: int = FIRST) -> tuple[Held, Held]:
    """Return what a bot holds after the first questions, and after all."""
    async with running(0) as bot:
        await _ask(bot, first)
        before = await held(bot.process)
        await _ask(bot, questions - first)
        return before, await held(bot.process)


async def _ask(bot: Bot, questions: int) -> None:
    left = questions
    while left > 0:
        batch = min(left, 500)
        left -= batch
        numbers = iter(range(batch))
        await asyncio.gather(*(_ask_one_after_another(bot, numbers) for _ in range(AT_ONCE)))
        forget(bot.server)


async def _ask_one_after_another(bot: Bot, numbers: Iterator[int]) -> None:
    for number in numbers:
        where = bot.places[number % len(bot.places)].channel
        asked = bot.server.slash("ask", question=QUESTION, by=f"reader {number}", where=where)
        answer = await asked.messages.wait_for(within=PATIENCE)
        assert QUOTED in shown_text(answer)


def forget(server: LoopbackDiscord) -> None:
    """Let the loopback Discord forget what was said: it is not what is measured."""
    for journal in (server.rest.requests, server.world.shown, server.gateway.received):
        journal.entries.clear()
    server.world.messages.clear()
    server.interactions._by_token.clear()
    for session in server.gateway._sessions.values():
        del session.events[:-1]


async def held(process: asyncio.subprocess.Process) -> Held:
    """Return what a process holds once it is at rest (Linux)."""
    await asyncio.sleep(2)
    assert process.stdout is not None
    process.send_signal(signal.SIGUSR1)
    tasks = int(await asyncio.wait_for(process.stdout.readline(), PATIENCE))
    folder = Path(f"/proc/{process.pid}")
    return Held(
        resident_memory(process.pid) // 2**20,
        len(list((folder / "fd").iterdir())),
        len(list((folder / "task").iterdir())),
        tasks,
    )


def main() -> int:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--questions", type=int, default=0, help="in a row, afterwards")
    options = parser.parse_args()
    print("| When | What | times | without | median, ms | worst, ms |\n|---|---|---|---|---|---|")
    found = asyncio.run(measured(options.people, options.seconds, passages=PASSAGES, text=TEXT))
    for when, seen in found:
        print("\n".join(seen.rows(when)), flush=True)
    if options.questions:
        before, after = asyncio.run(in_a_row(options.questions))
        print("\n| After | memory, MB | files | threads | tasks |\n|---|---|---|---|---|")
        print(before.row(f"{FIRST:,} questions"))
        print(after.row(f"{options.questions:,} questions"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
