"""Who has which shard: the rules, as functions of notices that all processes see.

A process is alive for as long as it says so again in time, and what it had is free when it is not.
It hands a shard over in steps. It offers it; another takes it and opens a connection of its own,
on which it answers nothing yet. When that is ready, the first says up to which id (of messages and
interactions, which only grow) it answers, and the other answers what comes after. Both compare the
same ids with the same number, so it needs no clocks to have everything answered once.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, TypeVar

from index.errors import PullquoteError

if TYPE_CHECKING:
    from collections.abc import Mapping, Set

    from index.store.notices import Facts

T = TypeVar("T")

LEASE = 10.0
"""Seconds for which a process is alive after it has said so."""
IDENTIFY_EVERY = 5.2
"""Seconds from one IDENTIFY of a bucket to the next; Discord wants five."""
QUIET = 4.0
"""Seconds after which, when nobody has said anything, it is taken that nobody could."""
_TOTAL = "total"
_SPOKEN, _PATIENT = "spoken", "patient"


class LayoutError(PullquoteError):
    """Processes that run now were told another number of shards."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Who has a shard."""

    holder: str | None = None
    """The id of the process that answers."""
    term: int = 0
    """How often the holder has changed."""
    begin: int = 0
    """The holder answers what has a higher id than this."""
    offered: bool = False
    taker: str | None = None
    """The process that will have it next."""
    ready: bool = False
    """Whether that has a connection."""
    cut: int | None = None
    """The id up to which the holder answers, once it has said so."""


@dataclass(frozen=True, slots=True)
class Report:
    """How the connection of a shard is."""

    up: bool
    servers: int
    latency: float | None
    """Seconds from a heartbeat to its acknowledgment; None before the first."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process that has shards, or would take some."""

    name: str
    version: str
    until: float
    """The time at which it is dead unless it says something before."""
    leaving: bool = False
    reports: Mapping[int, Report] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """What a process says each time."""

    id: str
    name: str
    version: str
    total: int
    only: range
    """The shards that it may have."""
    most: int
    """How many of them."""
    lease: float = LEASE
    leaving: bool = False
    ready: Set[int] = frozenset()
    """Those that it has taken for which it is connected."""
    cuts: Mapping[int, int] = field(default_factory=dict)
    """Those that it hands over, and up to which id it answers."""
    released: Set[int] = frozenset()
    """Those that it gives up, whether anybody wants them or not."""
    reports: Mapping[int, Report] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a process is told each time."""

    held: Mapping[int, Shard]
    """The shards that it has."""
    taking: frozenset[int]
    """Those that others hand over to it: it connects, and answers nothing yet."""
    awaited: frozenset[int]
    """Those of its own for which another is ready, and waits to be told the cut."""
    heirs: frozenset[int]
    """Those of its own that another has taken, ready or not."""
    others: bool
    """Whether there are other processes that may take what it offers."""


@dataclass(frozen=True, slots=True)
class Status:
    """All shards and all living processes."""

    shards: Mapping[int, Shard]
    processes: Mapping[str, Process]
    now: float


def agree(facts: Facts, now: float, total: int, *, firm: bool) -> int:
    """Return how many shards there are: so many, unless living processes have agreed on others.

    Raise LayoutError when they have, and ``firm`` says that it has to be this many.
    """
    agreed = int(facts.get(_TOTAL, "0"))
    if agreed == total:
        return total
    if agreed and any(process.until > now for process in _processes(facts).values()):
        if firm:
            raise LayoutError(
                f"Processes that run now share {agreed} shards, and this one was told {total}. "
                "Stop all of them before you change the number."
            )
        return agreed
    for name in [name for name in facts if name.startswith("shard:")]:
        del facts[name]
    facts[_TOTAL] = str(total)
    return total


def agreed(facts: Facts, now: float) -> int | None:
    """Return the number of shards that living processes share; None if there are none."""
    alive = any(process.until > now for process in _processes(facts).values())
    return int(facts[_TOTAL]) if alive and _TOTAL in facts else None


def take_turn(facts: Facts, now: float, me: Member) -> Turn:
    """Say that a process is alive, and what it has done; return what it has to do.

    Raise LayoutError when the others have agreed on another number of shards meanwhile.
    """
    if int(facts.get(_TOTAL, "0")) != me.total:
        raise LayoutError(
            f"Other processes share {facts.get(_TOTAL)} shards now, and this one {me.total}."
        )
    alive = _alive(facts, now, me)
    shards = {
        number: _moved(_freed(shard, alive), number, me)
        for number, shard in _shards(facts, me.total).items()
    }
    if not me.leaving:
        _claim(shards, me)
    for number, shard in shards.items():
        _write(facts, f"shard:{number}", shard)
    mine = {number: shard for number, shard in shards.items() if shard.holder == me.id}
    return Turn(
        held=mine,
        taking=frozenset(n for n, shard in shards.items() if shard.taker == me.id),
        awaited=frozenset(n for n, shard in mine.items() if shard.ready and shard.cut is None),
        heirs=frozenset(n for n, shard in mine.items() if shard.taker is not None),
        others=any(not alive[other].leaving for other in alive if other != me.id),
    )


def leave(facts: Facts, _now: float, me: str) -> None:
    """Give up all that a process has or has taken, and forget it."""
    for number, shard in _shards(facts, int(facts.get(_TOTAL, "0"))).items():
        alive = {other for other in (shard.holder, shard.taker) if other not in (None, me)}
        _write(facts, f"shard:{number}", _freed(shard, alive))
    facts.pop(f"process:{me}", None)


def reserve(facts: Facts, now: float, bucket: int, every: float = IDENTIFY_EVERY) -> float:
    """Reserve the next moment at which a shard of a bucket may identify; return the wait for it."""
    name = f"slot:{bucket}"
    at = max(float(facts.get(name, "-inf")) + every, now)
    facts[name] = repr(at)
    return at - now


def status(facts: Facts, now: float) -> Status:
    """Return who has what."""
    living = {id_: each for id_, each in _processes(facts).items() if each.until > now}
    shards = _shards(facts, int(facts.get(_TOTAL, "0")))
    return Status({n: _freed(shard, living) for n, shard in shards.items()}, living, now)


def _alive(facts: Facts, now: float, me: Member) -> dict[str, Process]:
    """Return the processes that are alive, this one among them, and forget the others.

    After a time in which nobody could say anything, all have as long as a lease to say something:
    else the first would take the shards of all others, whose connections have been there all along.
    """
    if now - float(facts.get(_SPOKEN, now)) > QUIET:
        facts[_PATIENT] = repr(now + me.lease)
    facts[_SPOKEN] = repr(now)
    since = float("-inf") if now < float(facts.get(_PATIENT, "-inf")) else now
    found = _processes(facts)
    found[me.id] = Process(me.name, me.version, now + me.lease, me.leaving, me.reports)
    for id_, process in found.items():
        if process.until <= since:
            facts.pop(f"process:{id_}")
    _write(facts, f"process:{me.id}", found[me.id])
    return {id_: process for id_, process in found.items() if process.until > since}


def _freed(shard: Shard, alive: Set[str] | Mapping[str, object]) -> Shard:
    """Return a shard without those who are dead."""
    if shard.taker is not None and shard.taker not in alive:
        shard = replace(shard, taker=None, ready=False)
    if shard.holder is not None and shard.holder not in alive:
        # Who has taken it has it, and if the holder has said nothing, from now on.
        shard = replace(shard, holder=None, offered=False)
    return shard


def _moved(shard: Shard, number: int, me: Member) -> Shard:
    """Return a shard after what a process says of it."""
    if shard.holder == me.id:
        shard = replace(shard, offered=me.leaving)
        if number in me.cuts:
            shard = replace(shard, cut=me.cuts[number])
        if number in me.released:
            shard = replace(shard, holder=None, offered=False)
    elif shard.taker == me.id:
        if me.leaving:
            return replace(shard, taker=None, ready=False)
        shard = replace(shard, ready=number in me.ready)
        if (shard.ready and shard.cut is not None) or shard.holder is None:
            return _given(shard, me)
    return shard


def _given(shard: Shard, me: Member) -> Shard:
    """Return a shard that a process has from now on; what others have answered, they have said."""
    return Shard(holder=me.id, term=shard.term + 1, begin=shard.cut or 0)


def _claim(shards: dict[int, Shard], me: Member) -> None:
    """Take what is free, and then what is offered, as far as there is room."""
    room = me.most - sum(me.id in (shard.holder, shard.taker) for shard in shards.values())
    for number in me.only:
        shard = shards[number]
        if room > 0 and shard.holder is None and shard.taker is None:
            shards[number] = _given(shard, me)
            room -= 1
    for number in me.only:
        shard = shards[number]
        if room > 0 and shard.offered and shard.holder != me.id and shard.taker is None:
            shards[number] = replace(shard, taker=me.id, ready=False)
            room -= 1


def _shards(facts: Facts, total: int) -> dict[int, Shard]:
    return {number: _shard(facts.get(f"shard:{number}", "{}")) for number in range(total)}


def _shard(text: str) -> Shard:
    return Shard(**_known(json.loads(text), Shard))


def _processes(facts: Facts) -> dict[str, Process]:
    return {
        name.removeprefix("process:"): _process(text)
        for name, text in facts.items()
        if name.startswith("process:")
    }


def _process(text: str) -> Process:
    said = json.loads(text)
    reports = {
        int(number): Report(**_known(report, Report))
        for number, report in said.pop("reports", {}).items()
    }
    return Process(**_known(said, Process), reports=reports)


def _known(said: dict[str, T], kind: type) -> dict[str, T]:
    """Return the fields that this version knows: a later one may say more."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in said.items() if name in names}


def _write(facts: Facts, name: str, value: Shard | Process) -> None:
    facts[name] = json.dumps(asdict(value))
