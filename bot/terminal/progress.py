"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")


def progress(work: Sequence[T], what: str) -> Iterator[T]:
    """Yield the pieces of some work, and show how far it has come."""
    from rich.console import Console  # noqa: PLC0415 - slow to import
    from rich.progress import track  # noqa: PLC0415 - as above

    console = Console(stderr=True)
    yield from track(work, what, console=console, disable=not console.is_terminal)
