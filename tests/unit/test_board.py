"""Who has which shard: whatever processes do and whenever they die, one answers, or nobody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.shards.board import (
    IDENTIFY_EVERY,
    LEASE,
    LayoutError,
    Member,
    Report,
    Turn,
    agree,
    agreed,
    leave,
    reserve,
    status,
    take_turn,
)

if TYPE_CHECKING:
    from index.store.notices import Facts

TOTAL = 4


def member(name: str, *, most: int = TOTAL, only: range = range(TOTAL)) -> Member:
    return Member(name, name, "1", TOTAL, only, most)


@pytest.fixture
def facts() -> Facts:
    made: Facts = {}
    agree(made, 0, TOTAL, firm=True)
    return made


def test_a_process_takes_what_is_free_up_to_its_most(facts: Facts) -> None:
    assert [*take_turn(facts, 1, member("a", most=3)).held] == [0, 1, 2]
    assert [*take_turn(facts, 1, member("b", most=3)).held] == [3]
    assert take_turn(facts, 1, member("c")).held == {}


def test_a_process_takes_only_shards_that_it_may_have(facts: Facts) -> None:
    assert [*take_turn(facts, 1, member("a", only=range(2, 4))).held] == [2, 3]
    assert [*take_turn(facts, 1, member("b", only=range(3))).held] == [0, 1]


def turns(facts: Facts, me: Member, first: float, last: float) -> Turn:
    """Let a process speak each second; return what it is told the last time."""
    now, told = first, take_turn(facts, first, me)
    while now < last:
        now = min(now + 1, last)
        told = take_turn(facts, now, me)
    return told


def test_what_a_process_had_is_free_when_it_has_said_nothing_for_the_length_of_a_lease(
    facts: Facts,
) -> None:
    take_turn(facts, 1, member("a"))
    assert turns(facts, member("b"), 1, 1 + LEASE - 0.1).held == {}
    assert len(take_turn(facts, 1 + LEASE, member("b")).held) == TOTAL
    assert take_turn(facts, 1 + LEASE, member("a")).held == {}


def test_after_a_time_in_which_nobody_could_speak_each_has_what_it_had(facts: Facts) -> None:
    before = turns(facts, member("a", most=2), 1, 3).held
    turns(facts, member("b"), 2, 3)
    assert [*turns(facts, member("b"), 100, 105).held] == [2, 3]
    assert take_turn(facts, 105, member("a", most=2)).held == before
    # Who says nothing then, either, is dead.
    assert len(turns(facts, member("b"), 106, 105 + LEASE).held) == TOTAL


def test_a_shard_that_others_had_meanwhile_has_another_term(facts: Facts) -> None:
    before = take_turn(facts, 1, member("a")).held[0]
    turns(facts, member("b"), 1, 12)
    leave(facts, 12, "b")
    after = take_turn(facts, 12, member("a")).held[0]
    assert after.term == before.term + 2


def test_a_shard_is_handed_over_in_steps(facts: Facts) -> None:
    old, new = replace(member("old", only=range(1)), leaving=True), member("new", only=range(1))
    take_turn(facts, 1, replace(old, leaving=False))
    take_turn(facts, 1, new)
    assert not take_turn(facts, 2, old).heirs
    assert take_turn(facts, 2, new).taking == {0}
    told = take_turn(facts, 3, old)
    assert told.heirs == {0}
    assert not told.awaited
    assert told.others
    take_turn(facts, 3, replace(new, ready=frozenset({0})))
    assert take_turn(facts, 4, old).awaited == {0}
    told = take_turn(facts, 5, replace(old, cuts={0: 77}))
    assert told.held[0].cut == 77
    assert not told.awaited
    assert take_turn(facts, 5, replace(new, ready=frozenset({0}))).held[0].begin == 77
    assert take_turn(facts, 6, old).held == {}


def test_who_takes_over_has_the_shard_at_once_when_the_one_before_dies(facts: Facts) -> None:
    old, new = replace(member("old", only=range(1)), leaving=True), member("new", only=range(1))
    take_turn(facts, 1, replace(old, leaving=False))
    take_turn(facts, 1, old)
    assert take_turn(facts, 2, new).taking == {0}
    assert turns(facts, new, 3, 11.5).held[0].begin == 0


def test_nobody_changes_the_number_of_shards_under_living_processes(facts: Facts) -> None:
    take_turn(facts, 1, member("a"))
    with pytest.raises(LayoutError, match=r"share 4 shards.*told 8"):
        agree(facts, 2, 8, firm=True)
    assert agree(facts, 2, 8, firm=False) == TOTAL
    assert agreed(facts, 2) == TOTAL
    assert agreed(facts, 20) is None
    assert agree(facts, 20, 8, firm=True) == 8
    with pytest.raises(LayoutError, match="share 8 shards now"):
        take_turn(facts, 21, member("a"))


def test_moments_to_identify_are_a_while_apart_for_each_bucket(facts: Facts) -> None:
    waits = [reserve(facts, 100, 0) for _ in range(3)]
    assert waits == pytest.approx([0, IDENTIFY_EVERY, 2 * IDENTIFY_EVERY])
    assert reserve(facts, 100, 1) == 0
    assert reserve(facts, 200, 0) == 0


def test_the_status_shows_what_living_processes_say(facts: Facts) -> None:
    report = Report(up=True, servers=7, latency=0.1)
    take_turn(facts, 1, replace(member("a", most=1), reports={0: report}))
    shown = status(facts, 2)
    assert shown.processes["a"].reports == {0: report}
    assert [shard.holder for shard in shown.shards.values()] == ["a", None, None, None]
    leave(facts, 2, "a")
    assert status(facts, 2).processes == {}
    assert {shard.holder for shard in status(facts, 2).shards.values()} == {None}


@dataclass
class Actor:
    """A process that does what it is told, whenever it comes to it."""

    me: Member
    told: Turn | None = None
    valid: float = 0.0
    cuts: dict[int, int] = field(default_factory=dict)

    def act(self, facts: Facts, now: float, newest: int) -> None:
        for number in self.told.awaited if self.told else ():
            self.cuts.setdefault(number, newest)
        ready = self.told.taking if self.told else frozenset()
        self.told = take_turn(facts, now, replace(self.me, ready=ready, cuts=self.cuts))
        self.valid = now + LEASE
        self.cuts = {n: cut for n, cut in self.cuts.items() if n in self.told.held}

    def answers(self, number: int, id_: int, now: float) -> bool:
        shard = self.told.held.get(number) if self.told else None
        if shard is None or now >= self.valid:
            return False
        return shard.begin < id_ <= self.cuts.get(number, id_)


steps = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["act", "leave", "freeze"]), st.floats(0, 6)),
    max_size=60,
)


@given(steps)
def test_no_id_is_answered_twice_whatever_happens_when(
    plan: list[tuple[str, str, float]],
) -> None:
    facts: Facts = {}
    agree(facts, 0, TOTAL, firm=True)
    actors = {name: Actor(member(name, most=3)) for name in "abc"}
    now = 0.0
    for newest, (name, what, wait) in enumerate(plan, 1):
        now += wait + 0.001
        for number in range(TOTAL):
            assert sum(each.answers(number, newest, now) for each in actors.values()) <= 1
        if what == "leave":
            actors[name].me = replace(actors[name].me, leaving=True)
        if what != "freeze":
            actors[name].act(facts, now, newest)


@given(st.integers(1, 4), st.integers(1, 4))
def test_a_process_that_leaves_hands_over_as_much_as_there_is_room_for(had: int, room: int) -> None:
    facts: Facts = {}
    agree(facts, 0, TOTAL, firm=True)
    old, new = Actor(member("old", most=had)), Actor(member("new", most=room, only=range(had)))
    old.act(facts, 1, 1)
    new.act(facts, 1, 1)
    old.me = replace(old.me, leaving=True)
    for second in range(2, 9):
        old.act(facts, second, second)
        new.act(facts, second, second)
    assert new.told
    assert old.told
    assert len(new.told.held) == min(had, room)
    assert len(old.told.held) == had - min(had, room)
