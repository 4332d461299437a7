"""How much work one person's files may make: seconds of a processor, in a window of time."""

from __future__ import annotations

import math
from collections import OrderedDict, deque

from bot.render.phrases import counted
from index.errors import LimitError

WINDOW = 600.0
"""Seconds for which work is remembered."""
_MOST_TRACKED = 10_000


class Allowance:
    """The work of each person's files in the last `WINDOW` seconds."""

    def __init__(self, most: float) -> None:
        """Allow everybody so many seconds of work."""
        self._most = most
        self._spent: OrderedDict[int, deque[tuple[float, float]]] = OrderedDict()

    def check(self, person: int, now: float) -> None:
        """Raise LimitError, which says when to try again, when a person has used what is theirs.

        ``now`` is in seconds. What they may use is not taken from what they begin before that.
        """
        spent = self._recent(person, now)
        left, until = sum(seconds for _, seconds in spent), now
        for at, seconds in spent:
            if left < self._most:
                break
            left, until = left - seconds, at + WINDOW
        if until > now:
            minutes = math.ceil((until - now) / 60)
            raise LimitError(
                "Your last files took me long to read, and others wait, too. "
                f"Send this one again in {counted(minutes, 'minute')}."
            )

    def record(self, person: int, seconds: float, now: float) -> None:
        """Count work for a person; those who gave nothing for long are forgotten."""
        self._recent(person, now)
        self._spent.setdefault(person, deque()).append((now, seconds))
        self._spent.move_to_end(person)
        if len(self._spent) > _MOST_TRACKED:
            self._spent.popitem(last=False)

    def expire(self, now: float) -> None:
        """Forget what is older than the window."""
        for person in list(self._spent):
            self._recent(person, now)

    def forget(self, person: int) -> None:
        """Forget the work of a person."""
        self._spent.pop(person, None)

    def _recent(self, person: int, now: float) -> deque[tuple[float, float]]:
        spent = self._spent.get(person, deque())
        while spent and spent[0][0] <= now - WINDOW:
            spent.popleft()
        if not spent:
            self._spent.pop(person, None)
        return spent
