"""Turn files, pages and texts into articles, one by one, and report the outcome of each."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.reading.turns import Wanted
from bot.render.articles import AddOutcome, reading, waiting
from bot.views.errors import explain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from bot.reading.turns import Giver
    from bot.service import Service
    from bot.views.respond import Tell
    from index.model import Added, Article


@dataclass(frozen=True, slots=True)
class Source:
    """Something that may become an article."""

    name: str
    """What people call it: the name of a file, an address."""
    read: Callable[[Giver], Awaitable[Article]]
    """Raises a PullquoteError when it is no article."""
    size: int
    """How many bytes it has, at most."""
    plain: bool
    """Whether it looks like plain text, which goes first."""

    def wanted(self, giver: Giver) -> Wanted:
        """Return it as something that somebody wants to be read."""
        return Wanted(giver, self.size, self.plain)


async def take_in(
    service: Service,
    giver: Giver,
    sources: Sequence[Source],
    add: Callable[[Article], Awaitable[Added]],
    tell: Tell,
) -> tuple[AddOutcome, ...]:
    """Read and add sources in order; one that is refused does not keep the next from being added.

    ``tell`` is called before each.
    """
    outcomes = []
    for number, source in enumerate(sources, 1):
        doing = reading(source.name, number, len(sources))
        try:
            async with in_turn(service, giver, source, doing, tell):
                added = await add(await source.read(giver))
        except Exception as error:  # noqa: BLE001 - the boundary to the person who gave it
            outcomes.append(AddOutcome(source.name, reason=explain(error)))
        else:
            outcomes.append(AddOutcome(source.name, added.record, created=added.created))
    return tuple(outcomes)


@asynccontextmanager
async def in_turn(
    service: Service, giver: Giver, source: Source, doing: str, tell: Tell
) -> AsyncIterator[None]:
    """Wait for the turn of a source, and tell that, or else what is being done."""
    wanted = source.wanted(giver)
    tell(waiting(source.name) if service.has_to_wait(wanted) else doing)
    async with service.turn(wanted):
        tell(doing)
        yield
