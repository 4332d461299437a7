"""Whose file is read when: one of a person at a time, plain and short ones before others."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection

MOST_OF_PERSON = 5
"""Files of one person that wait while another of theirs is read."""
MOST_OF_SERVER = 10
MOST_OF_ALL = 100
_MOST_HELD = 64_000_000
"""Bytes of files that are downloaded and not yet read."""


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives something to be read, and in which server, if it is in one."""

    person: int
    server: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that is to be read."""

    giver: Giver
    size: int
    """In bytes, at most."""
    plain: bool
    """Whether it is text that need not be taken apart."""

    @property
    def order(self) -> tuple[bool, int]:
        """What goes first has the least."""
        return not self.plain, self.size


class Line:
    """Those who wait for their turn, and those whose turn it is."""

    def __init__(self, fits: Callable[[Wanted, Collection[Wanted]], bool]) -> None:
        """Let begin whatever fits beside what is going on."""
        self._fits = fits
        self._waiting: list[_Ticket] = []
        self._going_on: list[Wanted] = []

    @property
    def waiting(self) -> list[Wanted]:
        """What waits, in order."""
        return [ticket.wanted for ticket in self._waiting]

    @property
    def going_on(self) -> int:
        """How many have their turn."""
        return len(self._going_on)

    def is_free_for(self, wanted: Wanted) -> bool:
        """Tell whether something would not have to wait."""
        return self._fits(wanted, self._going_on)

    @asynccontextmanager
    async def turn(self, wanted: Wanted) -> AsyncIterator[None]:
        """Wait for the turn of something; it lasts as long as the block."""
        ticket = _Ticket(wanted, asyncio.get_running_loop().create_future())
        self._waiting.append(ticket)
        self._waiting.sort(key=lambda waiting: waiting.wanted.order)  # stable: else as they came
        self._call()
        try:
            await ticket.called
            yield
        finally:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
            else:
                self._going_on.remove(wanted)
            self._call()

    def _call(self) -> None:
        for ticket in list(self._waiting):
            if self._fits(ticket.wanted, self._going_on):
                self._waiting.remove(ticket)
                self._going_on.append(ticket.wanted)
                if not ticket.called.done():
                    ticket.called.set_result(None)


@dataclass(slots=True, eq=False)
class _Ticket:
    wanted: Wanted
    called: asyncio.Future[None]


class Turns:
    """The two lines of what is to be read: of people for their turn, of files for a reader."""

    def __init__(self, readers: int) -> None:
        """Have so many readers of files, and one more of plain text."""
        self._readers = readers
        self._people = Line(_one_of_a_person)
        self._files = Line(self._has_reader)

    @property
    def load(self) -> tuple[int, int]:
        """How many readers are busy, and how many wait for their turn or for a reader."""
        return self._files.going_on, len(self._people.waiting) + len(self._files.waiting)

    @asynccontextmanager
    async def of(self, wanted: Wanted) -> AsyncIterator[None]:
        """Wait until nothing else of the same person is read; the block is their turn.

        Raise LimitError, which says when to try again, when too much waits already.
        """
        if self.has_to_wait(wanted):
            _check_waiting(wanted.giver, [waiting.giver for waiting in self._people.waiting])
        async with self._people.turn(wanted):
            yield

    def has_to_wait(self, wanted: Wanted) -> bool:
        """Tell whether something else of the same person is read."""
        return not self._people.is_free_for(wanted)

    @asynccontextmanager
    async def reader(self, wanted: Wanted) -> AsyncIterator[None]:
        """Wait for a reader; it is theirs in the block."""
        async with self._files.turn(wanted):
            yield

    def _has_reader(self, wanted: Wanted, going_on: Collection[Wanted]) -> bool:
        alike = [other for other in going_on if other.plain == wanted.plain]
        server = wanted.giver.server
        if server is not None and any(other.giver.server == server for other in alike):
            return False
        return len(alike) < (1 if wanted.plain else self._readers)


def _one_of_a_person(wanted: Wanted, going_on: Collection[Wanted]) -> bool:
    if any(other.giver.person == wanted.giver.person for other in going_on):
        return False
    held = sum(other.size for other in going_on)
    return held + wanted.size <= _MOST_HELD or not going_on


def _check_waiting(giver: Giver, waiting: Collection[Giver]) -> None:
    of_person = sum(other.person == giver.person for other in waiting)
    if of_person >= MOST_OF_PERSON:
        raise LimitError(
            f"{of_person} other files of yours wait to be read. Send this one again when they are "
            "done."
        )
    of_server = sum(other.server == giver.server for other in waiting if other.server is not None)
    if of_server >= MOST_OF_SERVER:
        raise LimitError(
            f"{of_server} other files of this server wait to be read. Send this one again when "
            "they are done."
        )
    if len(waiting) >= MOST_OF_ALL:
        raise LimitError("Many files wait to be read just now. Send this one again later.")
