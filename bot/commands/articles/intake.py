"""What people give, one thing after another, to articles; and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.render.articles import reading
from bot.views.errors import explain

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.views.respond import Tell
    from index.model import Added, Article, Record


@dataclass(frozen=True, slots=True)
class Source:
    """Something that may become an article."""

    name: str
    """What people call it: the name of a file, an address."""
    read: Callable[[], Awaitable[Article]]
    """Raises a PullquoteError when it is no article."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a source: an article, or a reason why not."""

    name: str
    record: Record | None = None
    created: bool = False
    """False when the very text was there already."""
    reason: str = ""
    """In Markdown."""


async def take_in(
    sources: Sequence[Source], add: Callable[[Article], Awaitable[Added]], tell: Tell
) -> tuple[Outcome, ...]:
    """Read and add sources in order; one that is refused does not keep the next from being added.

    ``tell`` is called before each.
    """
    outcomes = []
    for number, source in enumerate(sources, 1):
        tell(reading(source.name, number, len(sources)))
        try:
            added = await add(await source.read())
        except Exception as error:  # noqa: BLE001 - the boundary to the person who gave it
            outcomes.append(Outcome(source.name, reason=explain(error)))
        else:
            outcomes.append(Outcome(source.name, added.record, created=added.created))
    return tuple(outcomes)
