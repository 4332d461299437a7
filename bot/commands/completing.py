"""Articles as the choices that Discord offers while somebody types."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from discord import app_commands

from bot.permission import check_may_manage
from bot.place import place_of
from bot.render.markdown import MOST_CHOICES, choice_name
from bot.views.in_time import WITHIN
from index.errors import PullquoteError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterable

    from bot.interaction import Interaction
    from bot.service import Service
    from index.model import Record

Choices = list[app_commands.Choice[str]]


def choices(records: Iterable[Record]) -> Choices:
    """Return the first articles as choices, each with its id; equal titles are shown with it."""
    shown = list(islice(records, MOST_CHOICES))
    names = Counter(choice_name(record.title).casefold() for record in shown)
    return [
        app_commands.Choice(
            name=choice_name(
                record.title, record.id if names[choice_name(record.title).casefold()] > 1 else ""
            ),
            value=record.id,
        )
        for record in shown
    ]


async def offered(work: Awaitable[Choices]) -> Choices:
    """Return the choices that some work finds; none when it fails or Discord would not wait."""
    try:
        return await asyncio.wait_for(work, WITHIN)
    except (TimeoutError, PullquoteError):
        return []


def completes(
    service: Service, fits: Callable[[Record], bool]
) -> Callable[[Interaction, str], Coroutine[Any, Any, Choices]]:
    """Return what completes titles of articles that fit, hidden or not, for those who may know."""

    async def found(interaction: Interaction, current: str) -> Choices:
        await check_may_manage(interaction, service)
        collection_id = place_of(interaction).collection_id
        records = await service.look(
            lambda library: library.suggest(collection_id, current, hidden=True)
        )
        return choices(record for record in records if fits(record))

    async def complete(interaction: Interaction, current: str) -> Choices:
        return await offered(found(interaction, current))

    return complete
