"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


def progress(work: Iterable[T], what: str, *, total: int | None = None) -> Iterator[T]:
    """Yield the pieces of some work, and show how far it has come, if it is known how many."""
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.progress import track  # noqa: PLC0415 - as above

    console = Console(stderr=True)
    hidden = not console.is_terminal
    yield from track(work, what, total=total, console=console, disable=hidden)
