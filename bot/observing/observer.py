"""What the bot tells of what happens; nothing is kept of it unless somebody listens."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from index.model import Added, Answer, CollectionId, Record

T = TypeVar("T")


class Observer:
    """Is told what happens, how it ended and how many seconds it took; keeps nothing.

    What ended in an error is told with the error. Every method returns at once and may be called
    from any thread.
    """

    def asked(
        self, collection_id: CollectionId, result: Answer | BaseException, seconds: float
    ) -> None:
        """Be told of a question that was answered, or not."""

    def asked_too_soon(self, collection_id: CollectionId) -> None:
        """Be told of a question that was not taken, because there were too many."""

    def opened(self, passages: int, result: object, seconds: float) -> None:
        """Be told of an index of so many passages that was opened before it could be asked."""

    def read(self, kind: str, result: object, seconds: float) -> None:
        """Be told of something that was read: a file of some format, a page, a pasted text."""

    def changed(self, change: str, result: Added | Record | BaseException, seconds: float) -> None:
        """Be told of a change to the articles, by the name of the method that makes it."""

    def used_store(self, operation: str, result: object, seconds: float) -> None:
        """Be told of a call of the store, by the name of the method."""

    def sent(self, method: str, path: str, status: int | None, seconds: float) -> None:
        """Be told of a request to Discord's REST API; the status is None if nothing came back."""

    def identified(self) -> None:
        """Be told that a session with Discord's gateway is begun."""

    def resumed(self) -> None:
        """Be told that a session was gone on with over another connection."""

    def starts_left(self, count: int) -> None:
        """Be told how many sessions Discord lets begin until a day is over."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much is going on in a process at one moment."""

    indexes: int
    """Open ones."""
    index_bytes: int
    budget_bytes: int
    """What all indexes may take."""
    readers: int
    """Files that are being read."""
    waiting: int
    """Files that wait to be read."""
    questions_read: int = 0
    """Questions for which the reader read candidates, since the start."""
    questions_unread: int = 0
    """Questions that were answered without it, as it was busy."""


async def observed(work: Awaitable[T], tell: Callable[[T | BaseException, float], None]) -> T:
    """Return the result of some work; tell it, or the error, and how many seconds it took."""
    begun = perf_counter()
    try:
        result = await work
    except BaseException as error:
        tell(error, perf_counter() - begun)
        raise
    tell(result, perf_counter() - begun)
    return result
