"""What the processes of one bot tell one another: a few short notices, changed one at a time.

Kept apart from the articles: what it says holds for seconds, and nobody waits for a disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

Facts = dict[str, str]
"""Every notice by its name."""


class Notices(Protocol):
    """Notices that all processes see. Any thread may use them."""

    def change(self, work: Callable[[Facts, float], T]) -> T:
        """Let some work look at all notices, and keep what it changes; nobody else does meanwhile.

        It gets the time, too, in seconds, by the one clock that all processes share here. It may be
        called again, and when it raises, nothing is kept. Raise StoreError when the notices cannot
        be reached; then it is not known whether anything was kept.
        """
        ...

    def close(self) -> None:
        """Let go of what is open; safe to call twice."""
        ...


def differences(before: Facts, after: Facts) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the notices that are new or say something else, and the names of those that went."""
    changed = [(name, text) for name, text in after.items() if before.get(name) != text]
    return changed, [name for name in before if name not in after]
