"""The board of `bot.shards.board`, asked off the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.service import Lane
from bot.shards import board

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.shards.board import Member, Turn
    from index.store.notices import Facts, Notices

T = TypeVar("T")


class Leases:
    """What the processes of the bot agree on. Methods raise StoreError when it is out of reach."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self._lane = Lane("leases", 1)

    async def agreed(self) -> int | None:
        """Return the number of shards that living processes share; None if there are none."""
        return await self._do(board.agreed)

    async def agree(self, total: int, *, firm: bool) -> int:
        """Return the number of shards; raise LayoutError if it has to be another than others'."""
        return await self._do(lambda facts, now: board.agree(facts, now, total, firm=firm))

    async def turn(self, me: Member) -> Turn:
        """Say that a process is alive, and what it has done; return what it has to do."""
        return await self._do(lambda facts, now: board.take_turn(facts, now, me))

    async def reserve(self, bucket: int) -> float:
        """Reserve the next moment to identify in a bucket; return how many seconds it is away."""
        return await self._do(lambda facts, now: board.reserve(facts, now, bucket))

    async def leave(self, me: str) -> None:
        """Give up all that a process has."""
        await self._do(lambda facts, now: board.leave(facts, now, me))

    def close(self) -> None:
        """Take no more work."""
        self._lane.close()

    async def _do(self, work: Callable[[Facts, float], T]) -> T:
        return await self._lane.do(lambda: self._notices.change(work))
