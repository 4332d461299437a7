"""Permission to answer: what arrives at the connection of a shard is let in, or not."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_HELD = 20_000
"""Events that a connection keeps until it is known who answers them; seconds of a busy shard."""


def awake() -> float:
    """Return a clock in seconds that goes on while the machine sleeps, where there is one."""
    boottime: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)


class Gate:
    """What a connection may answer: what has an id within bounds, while it is allowed to.

    Closed at first: what arrives is kept until the gate is opened, which says whose it was.
    """

    def __init__(self, clock: Callable[[], float] = awake) -> None:
        self._clock = clock
        self._until = 0.0
        self._begin: int | None = None
        self._end: int | None = None
        self._last = 0
        self._held: deque[tuple[int, Callable[[], None]]] = deque(maxlen=_HELD)

    @property
    def end(self) -> int | None:
        """The last id that is let in, once that is settled."""
        return self._end

    @property
    def left(self) -> float:
        """For how many seconds anything is let in still."""
        return max(0.0, self._until - self._clock())

    @property
    def is_open(self) -> bool:
        """Whether it was opened: what arrives is not kept any more."""
        return self._begin is not None

    def open(self, until: float, *, begin: int | None) -> None:
        """Let in what has a higher id than ``begin``, also of what has arrived, until a time.

        None: of what has arrived nothing, since somebody else may have answered it.
        """
        self._until = until
        self._begin = self._last if begin is None else begin
        while self._held:
            self.take(*self._held.popleft())

    def renew(self, until: float) -> None:
        """Go on as before until a time."""
        self._until = until

    def close(self) -> int:
        """Let in nothing with a higher id than has arrived; return that."""
        if self._end is None:
            self._end = max(self._last, self._begin or 0)
        return self._end

    def take(self, id_: int, let_in: Callable[[], None]) -> None:
        """Let an event with an id in if that is allowed; keep it while nobody knows."""
        self._last = max(self._last, id_)
        if self._begin is None:
            self._held.append((id_, let_in))
        elif (
            self._begin < id_
            and (self._end is None or id_ <= self._end)
            and self._clock() < self._until
        ):
            let_in()
