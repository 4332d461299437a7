"""Remember for a while which message has which answer: in memory only, without their words."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

LASTS = 600.0
"""Seconds for which an answer follows what becomes of its question."""
_MOST_TRACKED = 10_000


@dataclass(frozen=True, slots=True)
class Known:
    """An answer to a message."""

    answer: int
    """The id of the message that has it."""
    asker: int
    question: int
    """The hash of what was asked: it tells another question, and not which."""
    at: float


class Answered:
    """The last answers to messages, by the ids of those."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Known] = OrderedDict()

    def note(self, message: int, question: str, answer: int, *, asker: int, now: float) -> None:
        """Note the answer to a message, at a time in seconds."""
        self._known.pop(message, None)
        self._known[message] = Known(answer, asker, hash(question), now)
        if len(self._known) > _MOST_TRACKED:
            self._known.popitem(last=False)

    def find(self, message: int, now: float) -> Known | None:
        """Return the answer to a message, if it is recent."""
        known = self._known.get(message)
        return known if known and now - known.at <= LASTS else None

    def take(self, message: int, now: float) -> Known | None:
        """Return the answer to a message, if it is recent, and forget it."""
        known = self.find(message, now)
        self._known.pop(message, None)
        return known

    def forget(self, person: int) -> None:
        """Forget the answers to a person's messages."""
        for message in [each for each, known in self._known.items() if known.asker == person]:
            del self._known[message]

    def __bool__(self) -> bool:
        """Return whether any answer is known."""
        return bool(self._known)

    def expire(self, now: float) -> None:
        """Forget the answers whose time is over."""
        for message in [each for each, known in self._known.items() if now - known.at > LASTS]:
            del self._known[message]
