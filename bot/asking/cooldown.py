"""Who may ask how often: a rate for each person and one for each server."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass

from index.limits import OwnLimits

WINDOW = 60.0
"""Seconds in which questions are counted."""
_MOST_TRACKED = 10_000
_LEAST = 0.001
_NO_OWN = OwnLimits()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question that comes too soon."""

    retry_after: float
    """Seconds until the next question is taken."""
    until: float
    """When that is, in seconds since the epoch."""
    first: bool
    """Whether nobody has been told yet in this window."""
    of_server: bool = False
    """Whether it is the server that has asked so much, and not the person."""


class Rate:
    """At most so many events in `WINDOW` seconds for each key (a sliding log)."""

    def __init__(self) -> None:
        self._times: OrderedDict[int, deque[float]] = OrderedDict()

    def wait(self, key: int, now: float, most: int) -> float:
        """Return the seconds until a key may act, 0 when it may now. ``now`` is in seconds.

        ``most`` is how many events it may have, and may be another number each time.
        """
        times = self._times.get(key)
        if times is None:
            return 0.0
        while times and times[0] <= now - WINDOW:
            times.popleft()
        if len(times) < most:
            return 0.0
        # Rounding could make the difference 0 where the comparison above still saw one.
        return max(times[-most] + WINDOW - now, _LEAST)

    def record(self, key: int, now: float) -> None:
        """Count an event of a key; keys that were not seen for long are forgotten."""
        self._times.setdefault(key, deque()).append(now)
        self._times.move_to_end(key)
        if len(self._times) > _MOST_TRACKED:
            self._times.popitem(last=False)

    def __bool__(self) -> bool:
        """Return whether any key is kept."""
        return bool(self._times)

    def expire(self, now: float) -> None:
        """Forget the keys that had no event in the last `WINDOW` seconds."""
        for key in [each for each, at in self._times.items() if not at or at[-1] <= now - WINDOW]:
            del self._times[key]


class Cooldown:
    """The rates of people and servers together."""

    def __init__(self, *, user_questions: int, server_questions: int) -> None:
        self.user_questions = user_questions
        self.server_questions = server_questions
        self._users = Rate()
        self._servers = Rate()
        self._told: dict[int, float] = {}

    def check(
        self, user_id: int, server_id: int | None, now: float, own: OwnLimits = _NO_OWN
    ) -> Refusal | None:
        """Count a question at a time in seconds, or return why it is not taken.

        ``own`` are the limits of the place. What a person asked elsewhere counts as well.
        """
        persons = self._users.wait(user_id, now, own.user_questions or self.user_questions)
        servers = 0.0
        if server_id is not None:
            most = own.server_questions or self.server_questions
            servers = self._servers.wait(server_id, now, most)
        wait = max(persons, servers)
        if not wait:
            self._users.record(user_id, now)
            if server_id is not None:
                self._servers.record(server_id, now)
            return None
        first = self._told.get(user_id, now) <= now
        if first:
            self._told[user_id] = now + wait
        return Refusal(wait, now + wait, first, of_server=servers > persons)

    def __bool__(self) -> bool:
        """Return whether anything is kept of anybody."""
        return bool(self._users or self._servers or self._told)

    def expire(self, now: float) -> None:
        """Forget who has not asked in the last `WINDOW` seconds."""
        self._users.expire(now)
        self._servers.expire(now)
        self._told = {user: until for user, until in self._told.items() if until > now}
