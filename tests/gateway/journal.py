"""A record of what happened that a test can wait on instead of sleeping."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Journal(Generic[T]):
    """Entries in order of arrival; the subject names them when a wait fails."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.entries: list[T] = []
        self._growth = asyncio.Event()

    def add(self, entry: T) -> None:
        """Append an entry and wake everyone who waits for one."""
        self.entries.append(entry)
        growth, self._growth = self._growth, asyncio.Event()
        growth.set()

    def matching(self, wanted: Callable[[T], bool]) -> list[T]:
        """Return the entries so far that are wanted."""
        return [entry for entry in self.entries if wanted(entry)]

    async def wait_for(
        self,
        wanted: Callable[[T], bool] = lambda _: True,
        *,
        nth: int = 1,
        within: float = 10.0,
    ) -> T:
        """Return the nth wanted entry, past ones too; AssertionError after `within` s."""
        try:
            async with asyncio.timeout(within):
                while len(found := self.matching(wanted)) < nth:
                    await self._growth.wait()
        except TimeoutError:
            raise AssertionError(
                f"waited {within} s for {self.subject} number {nth}; there were {self.entries!r}"
            ) from None
        return found[nth - 1]
