"""What other people notice while one stranger tries to keep the bot busy.

    python -m tests.benchmarks.stranger [--code FOLDER] [--only NAME...] [--seconds 40]

The bot runs as a process of its own, with the real discord.py, against a Discord on loopback; other
people ask it questions all the while, and a moderator adds a file of 25 bytes. What is reported
depends on the machine; the ratios to the quiet bot much less. ``--code`` runs the bot of another
checkout, such as that of an older commit, in the same environment.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.gateway.bot_under_test import QUESTION, QUOTED, command_line, environment
from tests.gateway.server import TOKEN, LoopbackDiscord, loopback_discord
from tests.hostile import slow_pdf
from tests.payload import shown_text
from tests.processes import children, peak_memory

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator, Awaitable, Callable

    from tests.gateway.interactions import Interaction

HERE = Path(__file__).resolve().parents[2]
EVERY = 0.2
"""Seconds from one question of other people to the next."""
FILES = 3
"""Small files that are added, one each 8 seconds."""
PATIENCE = 60.0
"""Seconds after which a question counts as not answered, and a file as not added."""
START = 30.0
SMALL = b"The yak sleeps in barn 12."
"""The moderator's file; numbered, so that each is another article."""


@dataclass
class Seen:
    """What other people saw: seconds, None where nothing came."""

    answers: list[float | None] = field(default_factory=list)
    added: list[float | None] = field(default_factory=list)
    peak: int = 0
    """Most memory that the bot had resident, in MB, its readers apart."""

    def row(self, name: str) -> str:
        """Return a line of the table."""
        came = sorted(answer for answer in self.answers if answer is not None)
        lost = len(self.answers) - len(came)
        median = f"{statistics.median(came) * 1e3:,.0f}" if came else "-"
        worst = f"{came[-1] * 1e3:,.0f}" if came else "-"
        files = ", ".join("never" if took is None else f"{took:.1f}" for took in self.added)
        return f"| {name} | {len(came)} | {lost} | {median} | {worst} | {files} | {self.peak:,} |"


@dataclass
class Bot:
    """A bot that runs, and the Discord that it is connected to."""

    server: LoopbackDiscord
    pid: int
    _asked: int = 0

    async def ask(self) -> float | None:
        """Ask as one of many people; return how many seconds the answer took."""
        self._asked += 1
        started = time.monotonic()
        asked = self.server.slash("ask", question=QUESTION, by=f"reader {self._asked}")
        return await _seconds(asked, started, lambda text: QUOTED in text)

    async def add(self, number: int) -> float | None:
        """Add a small file as a moderator; return how many seconds that took."""
        text = SMALL.replace(b"12", str(number).encode())
        started = time.monotonic()
        upload = self.server.files.upload(f"yak {number}.txt".replace(" ", "-"), text)
        added = self.server.slash("article add", file=upload, by=f"moderator {number}")
        return await _seconds(added, started, lambda text: "Added" in text)

    def give(self, **options: object) -> Interaction:
        """Let the stranger add files to their own articles."""
        where = self.server.world.direct(self.server.world.user("stranger"))
        return self.server.slash("article add", by="stranger", where=where, **options)

    def say(self, text: str) -> None:
        """Let the stranger say something in direct messages."""
        where = self.server.world.direct(self.server.world.user("stranger"))
        self.server.say(text, by="stranger", where=where)


async def _seconds(
    interaction: Interaction, started: float, wanted: Callable[[str], bool]
) -> float | None:
    with suppress(AssertionError):
        await interaction.messages.wait_for(
            lambda message: wanted(shown_text(message)), within=PATIENCE
        )
        return time.monotonic() - started
    return None


# What the stranger does


async def quiet(_bot: Bot) -> None:
    """Do nothing."""


async def line_breaks(bot: Bot) -> None:
    """Add a text that is nearly all line breaks, and ask about it."""
    text = "The yak of Orla lives in a barn." + "\n" * 1_500_000
    text += "It eats hay from Lindow on Tuesdays."
    given = bot.give(file=bot.server.files.upload("yak.txt", text.encode()))
    with suppress(AssertionError):
        await given.messages.wait_for(lambda found: "Added" in shown_text(found), within=PATIENCE)
    bot.say("What does the yak of Orla eat?")


async def large_texts(bot: Bot) -> None:
    """Add texts of ten million bytes, twelve in half a minute, of shapes that are slow to read."""
    shapes = ("—" * 200 + " ", "?! ", "—" * 200 + "\n", "a\u0301\u0316 ")
    for number in range(12):
        shape = shapes[number % len(shapes)].encode()
        raw = f"{number} ".encode() + shape * (9_900_000 // len(shape))
        bot.give(file=bot.server.files.upload(f"large-{number}.txt", raw))
        await asyncio.sleep(2.5)


async def allowed_texts(bot: Bot) -> None:
    """Add texts as long as articles may be, which have to be analyzed."""
    sentence = "The heron number {} stood still in the shallow water of the river, and it waited. "
    for number in range(6):
        text = "".join(sentence.format(f"{number}{n}") for n in range(22_000))
        bot.give(file=bot.server.files.upload(f"herons-{number}.txt", text.encode()))
        await asyncio.sleep(1)


async def slow_pdfs(bot: Bot) -> None:
    """Add six PDFs that take a quarter of a minute each."""
    pdfs = [bot.server.files.upload(f"slow-{number}.pdf", slow_pdf(number)) for number in range(6)]
    bot.give(file=pdfs[0], file2=pdfs[1], file3=pdfs[2])
    bot.give(file=pdfs[3], file2=pdfs[4], file3=pdfs[5])


async def slow_pdfs_one_by_one(bot: Bot) -> None:
    """Add six PDFs that take a quarter of a minute each, each in a command of its own."""
    for number in range(6):
        raw = slow_pdf(number)
        bot.give(file=bot.server.files.upload(f"slow-{number}.pdf", raw))


async def more_than_announced(bot: Bot) -> None:
    """Add files of 30 bytes of which 270 MB come."""

    async def endless() -> AsyncIterator[bytes]:
        piece = b"The zebra sleeps in the barn. " * 34_952
        for _ in range(270):
            yield piece

    for number in range(4):
        bot.give(file=bot.server.files.upload(f"zebra-{number}.txt", endless, size=30))
        await asyncio.sleep(0.5)


async def hanging(bot: Bot) -> None:
    """Add files that never come."""

    async def never() -> AsyncIterator[bytes]:
        yield b"The zebra "
        await asyncio.sleep(2 * PATIENCE)

    for number in range(6):
        bot.give(file=bot.server.files.upload(f"zebra-{number}.txt", never, size=30))
        await asyncio.sleep(0.5)


ATTACKS: dict[str, Callable[[Bot], Awaitable[None]]] = {
    "quiet": quiet,
    "1,500,000 line breaks": line_breaks,
    "10 MB texts": large_texts,
    "1.9 MB texts": allowed_texts,
    "six PDFs in two commands": slow_pdfs,
    "six PDFs in six commands": slow_pdfs_one_by_one,
    "270 MB for 30 bytes": more_than_announced,
    "downloads that hang": hanging,
}


# The run


async def tried(
    attack: Callable[[Bot], Awaitable[None]], code: Path, seconds: float, files: int = FILES
) -> Seen:
    """Return what other people see in so many seconds of an attack on a new bot.

    They ask all the while, and add so many small files.
    """
    seen = Seen()
    async with running(code) as bot:
        for _ in range(5):
            await bot.ask()  # what is imported late is imported
        await bot.add(1)
        attacking = asyncio.ensure_future(attack(bot))
        await asyncio.sleep(1)
        adding = [asyncio.create_task(_later(2.0 + 8 * n, bot, n + 2)) for n in range(files)]
        asking = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            asking.append(asyncio.create_task(bot.ask()))
            await asyncio.sleep(EVERY)
        late = time.monotonic() + PATIENCE - seconds
        await asyncio.wait([*asking, *adding], timeout=max(0.0, late - time.monotonic()) + 1)
        seen.answers = [_result(task) for task in asking]
        seen.added = [_result(task) for task in adding]
        with suppress(OSError):
            seen.peak = peak_memory(bot.pid) // 2**20
        for task in (attacking, *asking, *adding):
            task.cancel()
        await asyncio.gather(attacking, *asking, *adding, return_exceptions=True)
    return seen


def _result(task: asyncio.Task[float | None]) -> float | None:
    return task.result() if task.done() else None


async def _later(delay: float, bot: Bot, number: int) -> float | None:
    await asyncio.sleep(delay)
    return await bot.add(number)


@asynccontextmanager
async def running(code: Path) -> AsyncIterator[Bot]:
    """Run the bot of a checkout until the end of the block; it is killed then."""
    async with loopback_discord() as server:
        server.gateway.heartbeat_interval = 1.0
        with tempfile.TemporaryDirectory() as home, _log(Path(home) / "log") as log:
            allowed = {"PULLQUOTE_USER_QUESTIONS": "12", "PULLQUOTE_SERVER_QUESTIONS": "6000"}
            process = await asyncio.create_subprocess_exec(
                *command_line("run"),
                cwd=code,
                env=os.environ | environment(server, Path(home), TOKEN) | allowed,
                stdout=log,
                stderr=log,
            )
            try:
                async with asyncio.timeout(START):
                    await server.gateway.received.wait_for(
                        lambda message: message.op == 1 and message.data is not None, within=START
                    )
                yield Bot(server, process.pid)
            finally:
                readers = children(process.pid)
                for pid in (process.pid, *readers):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                await process.wait()


def _log(path: Path) -> io.BufferedWriter:
    return path.open("wb")


def main() -> int:
    """Try all, and print the table."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.stranger",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--code", type=Path, default=HERE, help="the checkout whose bot runs")
    parser.add_argument("--only", nargs="+", choices=ATTACKS, default=list(ATTACKS))
    parser.add_argument("--seconds", type=float, default=40, help="of questions in each attack")
    options = parser.parse_args()
    print(
        "| The stranger does | answered | not answered | median, ms | worst, ms "
        "| a small file is added after, s | the bot's memory at most, MB |"
    )
    print("|---|---|---|---|---|---|---|", flush=True)
    for name in options.only:
        seen = asyncio.run(tried(ATTACKS[name], options.code.resolve(), options.seconds))
        print(seen.row(name), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
