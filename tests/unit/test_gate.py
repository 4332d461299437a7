"""What a connection may answer, by ids and by time."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot.shards.gate import Gate
from bot.shards.layout import Layout, read_layout
from bot.shards.slots import Slots, pause_for
from index.errors import PullquoteError


class Watched:
    """A gate with a clock that stands still, and what it lets in."""

    def __init__(self) -> None:
        self.now = 0.0
        self.gate = Gate(lambda: self.now)
        self.let_in: list[int] = []

    def take(self, *ids: int) -> list[int]:
        for id_ in ids:
            self.gate.take(id_, partial(self.let_in.append, id_))
        return self.let_in


def test_what_arrives_before_it_is_known_who_answers_is_answered_from_the_cut_on() -> None:
    watched = Watched()
    assert watched.take(5, 6, 7) == []
    watched.gate.open(10, begin=5)
    assert watched.take(4, 8) == [6, 7, 8]


def test_without_a_cut_what_has_arrived_is_left_to_the_one_before() -> None:
    watched = Watched()
    watched.take(5, 6)
    watched.gate.open(10, begin=None)
    assert watched.take(6, 7) == [7]


def test_after_the_cut_only_what_is_late_is_let_in() -> None:
    watched = Watched()
    watched.gate.open(10, begin=0)
    watched.take(5, 9)
    assert watched.gate.close() == 9
    assert watched.take(8, 10) == [5, 9, 8]
    assert watched.gate.close() == 9


def test_the_cut_of_a_connection_on_which_nothing_came_is_where_it_began() -> None:
    watched = Watched()
    watched.gate.open(10, begin=3)
    assert watched.gate.close() == 3


def test_two_connections_share_what_comes_at_a_cut_whatever_the_order() -> None:
    old, new = Watched(), Watched()
    old.gate.open(10, begin=0)
    old.take(1, 2, 4)
    new.take(2, 3, 1)
    new.gate.open(10, begin=old.gate.close())
    old.take(3, 5, 6)
    new.take(4, 6, 5)
    assert sorted(old.let_in + new.let_in) == [1, 2, 3, 4, 5, 6]


def test_nothing_is_let_in_after_its_time_unless_that_is_renewed() -> None:
    watched = Watched()
    watched.gate.open(10, begin=0)
    watched.now = 10
    assert watched.take(1) == []
    watched.gate.renew(20)
    assert watched.take(2) == [2]


def test_what_is_kept_is_bounded() -> None:
    watched = Watched()
    watched.take(*range(1, 100_001))
    watched.gate.open(10, begin=0)
    assert len(watched.let_in) < 50_000
    assert watched.let_in[-1] == 100_000


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("0-3/16", Layout(16, range(4), 7)),
        ("15/16", Layout(16, range(15, 16), 7)),
        (" 0-0/1 ", Layout(1, range(1), 7)),
    ],
)
def test_a_share_of_shards_is_read(text: str, layout: Layout) -> None:
    assert read_layout(text, most=7) == layout


@pytest.mark.parametrize("text", ["", "4", "3-0/16", "0-16/16", "0-3/0", "0-3/999999", "٣/16x"])
def test_what_is_no_share_of_shards_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(PullquoteError, match="0-3/16"):
        read_layout(text)


@pytest.mark.parametrize(
    ("remaining", "pause"), [(1000, 0), (101, 0), (100, 60), (1, 60), (0, 3600)]
)
def test_when_few_session_starts_are_left_each_waits(remaining: int, pause: float) -> None:
    limit = {"total": 1000, "remaining": remaining, "reset_after": 3_600_000, "max_concurrency": 1}
    assert pause_for(limit) == pause  # type: ignore[arg-type]  # a dict, as it comes


class _Http:
    """Discord's answer about its gateway, as discord.py gives it."""

    async def get_bot_gateway(self) -> tuple[int, str, dict[str, int]]:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 1, "max_concurrency": 2}
        return 4, "wss://", limit


async def test_a_moment_that_was_reserved_is_remembered_by_who_was_cut_off_while_it_waited() -> (
    None
):
    reserved: list[int] = []

    async def reserve(bucket: int) -> float:
        reserved.append(bucket)
        return 0.3

    slots = Slots(3, reserve)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(slots.wait(_Http()), 0.1)  # type: ignore[arg-type]
    await slots.wait(_Http())  # type: ignore[arg-type]
    assert reserved == [1]
    await slots.wait(_Http())  # type: ignore[arg-type]
    assert reserved == [1, 1]
