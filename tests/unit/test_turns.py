"""Whose file is read when."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.reading.allowance import WINDOW, Allowance
from bot.reading.reading import Shares
from bot.reading.turns import MOST_OF_ALL, MOST_OF_PERSON, MOST_OF_SERVER, Giver, Turns, Wanted
from index.errors import LimitError

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

ADA, BOB, CAROL = Giver(1), Giver(2), Giver(3)


def file(giver: Giver, size: int = 1000) -> Wanted:
    return Wanted(giver, size, plain=False)


def text(giver: Giver, size: int = 1000) -> Wanted:
    return Wanted(giver, size, plain=True)


class Room:
    """People who come, and leave when they are told to; `inside` is in order of entering."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.refused: dict[str, str] = {}
        self._leave: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, name: str, turn: AbstractAsyncContextManager[None]) -> None:
        self._leave[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._stay(name, turn))
        await settled()

    async def leave(self, name: str) -> None:
        self._leave[name].set()
        await settled()

    async def give_up(self, name: str) -> None:
        self._tasks[name].cancel()
        await settled()

    async def _stay(self, name: str, turn: AbstractAsyncContextManager[None]) -> None:
        try:
            async with turn:
                self.inside.append(name)
                await self._leave[name].wait()
        except LimitError as error:
            self.refused[name] = str(error)


async def settled() -> None:
    """Let everything happen that can happen now."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_one_file_of_a_person_is_read_at_a_time_and_others_do_not_wait() -> None:
    turns, room = Turns(2), Room()
    for number in range(3):
        await room.come(f"ada {number}", turns.of(file(ADA)))
    await room.come("bob", turns.of(file(BOB)))
    assert room.inside == ["ada 0", "bob"]
    assert turns.has_to_wait(text(ADA))
    assert not turns.has_to_wait(text(CAROL))
    await room.leave("ada 0")
    assert room.inside == ["ada 0", "bob", "ada 1"]


async def test_plain_text_goes_first_and_short_before_long() -> None:
    turns, room = Turns(2), Room()
    await room.come("first", turns.of(file(ADA)))
    waiting = {"long file": file(ADA, 9), "file": file(ADA, 1), "long text": text(ADA, 9)}
    waiting["text"] = text(ADA, 2)
    for name, wanted in waiting.items():
        await room.come(name, turns.of(wanted))
    for name in ("first", "text", "long text", "file", "long file"):
        assert room.inside[-1] == name
        await room.leave(name)


async def test_who_gives_up_waiting_does_not_hold_up_the_next() -> None:
    turns, room = Turns(2), Room()
    for name in ("first", "second", "third"):
        await room.come(name, turns.of(file(ADA)))
    await room.give_up("second")
    await room.give_up("first")
    assert room.inside == ["first", "third"]
    await room.leave("third")
    assert not turns.has_to_wait(file(ADA))


@pytest.mark.parametrize(
    ("givers", "most", "says"),
    [
        ([ADA] * 200, MOST_OF_PERSON, "5 other files of yours wait to be read."),
        (
            [Giver(number % 5, server=7) for number in range(200)],
            MOST_OF_SERVER,
            "10 other files of this server wait to be read.",
        ),
        ([Giver(number % 60) for number in range(400)], MOST_OF_ALL, "Many files wait to be read"),
    ],
)
async def test_a_bounded_number_waits_and_more_are_told_when_to_come_again(
    givers: list[Giver], most: int, says: str
) -> None:
    turns, room = Turns(2), Room()
    for number, giver in enumerate(givers):
        await room.come(str(number), turns.of(file(giver, 1)))
    assert len(givers) - len(room.inside) - len(room.refused) == most
    assert {refusal.startswith(says) for refusal in room.refused.values()} == {True}
    assert all("again" in refusal for refusal in room.refused.values())
    await room.come("newcomer", turns.of(file(Giver(999), 1)))
    assert room.inside[-1] == "newcomer"


async def test_what_is_downloaded_and_not_yet_read_is_bounded() -> None:
    turns, room = Turns(2), Room()
    for number in range(20):
        await room.come(f"large {number}", turns.of(file(Giver(number), 10_000_000)))
    assert len(room.inside) == 6
    await room.come("small", turns.of(text(Giver(99), 25)))
    assert room.inside[-1] == "small"


async def test_files_never_have_the_reader_of_plain_text() -> None:
    turns, room = Turns(2), Room()
    for number in range(4):
        await room.come(f"file {number}", turns.reader(file(Giver(number))))
    for number in range(2):
        await room.come(f"text {number}", turns.reader(text(Giver(10 + number))))
    assert room.inside == ["file 0", "file 1", "text 0"]
    await room.leave("file 1")
    await room.leave("text 0")
    assert room.inside[3:] == ["file 2", "text 1"]


async def test_one_file_of_a_server_is_read_at_a_time_whoever_gives_it() -> None:
    turns, room = Turns(3), Room()
    for number in range(3):
        await room.come(f"file {number}", turns.reader(file(Giver(number, server=7))))
    await room.come("elsewhere", turns.reader(file(Giver(9, server=8))))
    await room.come("text", turns.reader(text(Giver(10, server=7))))
    assert room.inside == ["file 0", "elsewhere", "text"]


def test_who_has_used_the_allowance_is_told_when_to_try_again() -> None:
    allowance = Allowance(60)
    for now in (0.0, 100.0):
        allowance.check(1, now)
        allowance.record(1, 40, now)
    with pytest.raises(LimitError, match=r"Send this one again in 8 minutes\."):
        allowance.check(1, 120)
    with pytest.raises(LimitError, match=r"Send this one again in 1 minute\."):
        allowance.check(1, WINDOW - 1)
    allowance.check(2, 120)
    allowance.check(1, WINDOW)
    allowance.record(1, 60, WINDOW)
    with pytest.raises(LimitError, match="in 10 minutes"):
        allowance.check(1, WINDOW)


def test_the_allowance_forgets_people() -> None:
    allowance = Allowance(10)
    for person in (1, 2, 3):
        allowance.record(person, 60, float(person))
    allowance.forget(2)
    allowance.check(2, 10)
    allowance.expire(WINDOW + 1)
    assert list(allowance._spent) == [3]


def test_the_allowance_tracks_a_bounded_number_of_people() -> None:
    allowance = Allowance(10)
    for person in range(10_100):
        allowance.record(person, 60, 1.0)
    assert len(allowance._spent) == 10_000


@pytest.mark.parametrize("megabytes", [1024, 1100, 2048, 3000, 8192, 1_000_000])
def test_all_readers_together_have_no_more_than_the_memory_that_is_set(megabytes: int) -> None:
    memory = megabytes * 2**20
    shares = Shares.of(memory)
    assert shares.readers >= 1
    assert shares.text + shares.readers * shares.file <= memory
    assert shares.text >= 256 * 2**20
    assert shares.file >= 768 * 2**20


def test_by_default_two_files_are_read_at_once() -> None:
    assert Shares.of(2048 * 2**20) == Shares(512 * 2**20, 768 * 2**20, 2)
