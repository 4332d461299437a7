"""Articles that are written to stop the bot: it answers from them, and everybody else meanwhile."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.discord.reading import response_of
from tests.payload import check_callback

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.discord.conftest import World

BARN, HAY = "The yak of Orla lives in a barn.", "It eats hay from Lindow on Tuesdays."
QUESTION = "What does it eat on Tuesdays from Lindow?"


@asynccontextmanager
async def without_a_pause(seconds: float) -> AsyncIterator[None]:
    """Fail if the event loop does nothing else for as long as this, meanwhile."""
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.005)
            longest = max(longest, time.monotonic() - before)

    beating = asyncio.create_task(beat())
    yield
    await asyncio.sleep(0.01)
    beating.cancel()
    assert longest < seconds


@pytest.mark.parametrize("breaks", [20_000, 900_000])
async def test_a_text_of_blank_lines_is_answered_from_like_any_other(
    world: World, breaks: int
) -> None:
    await world.add(f"{BARN}{chr(10) * breaks}{HAY}", "Yaks")
    async with without_a_pause(2):
        answer = await world.answers(QUESTION)
    assert f"> {BARN}\n> \n> {HAY}" in answer
    async with without_a_pause(2):
        context = response_of(await world.alice.click(world.last, label="In context"))
    assert f"> {BARN}\n> \n> **{HAY}**" in context
    async with without_a_pause(2):
        shown = response_of(await world.mod.slash(world.channel, "article show", article="Yaks"))
    assert f"> {BARN}" in shown


@pytest.mark.parametrize("unit", ["a|b*c_d` ", "|~", "x = y*[z] + <w>#"])
async def test_a_sentence_of_signs_is_shown_in_context_with_what_fits(
    world: World, unit: str
) -> None:
    sentences = [f"Yak {number} {(unit * 600)[:580]}." for number in range(5)]
    await world.add("\n\n".join(sentences), "Signs")
    await world.alice.slash(world.channel, "ask", question="What about yak 2?", article="Signs")
    result = await world.alice.click(world.last, label="In context")
    sent = world.env.http_requests[-1].json
    assert isinstance(sent, dict)
    assert check_callback(sent) == []
    assert "Yak 2" in response_of(result)
