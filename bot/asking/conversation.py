"""Remember the last question of each person, in memory and in direct messages only."""

from __future__ import annotations

from collections import OrderedDict

LASTS = 600.0
"""Seconds after which a question is no longer the one before."""
_MOST_TRACKED = 10_000


class Conversations:
    """The last question of each person in direct messages. Never stored."""

    def __init__(self) -> None:
        self._last: OrderedDict[int, tuple[str, float]] = OrderedDict()

    def follow(self, person: int, question: str, now: float) -> str | None:
        """Note a question at a time in seconds; return the one before it, if it is recent."""
        before = self._last.pop(person, None)
        self._last[person] = (question, now)
        if len(self._last) > _MOST_TRACKED:
            self._last.popitem(last=False)
        return before[0] if before and now - before[1] <= LASTS else None

    def forget(self, person: int) -> None:
        """Forget a person's last question."""
        self._last.pop(person, None)

    def __bool__(self) -> bool:
        """Return whether any question is kept."""
        return bool(self._last)

    def expire(self, now: float) -> None:
        """Forget the questions whose time is over."""
        for person in [each for each, (_, at) in self._last.items() if now - at > LASTS]:
            del self._last[person]
