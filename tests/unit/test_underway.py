"""First responses go before work when there is a crowd; what is under way is finished or told."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import pytest

from bot.underway import PATIENCE, RestartingError, Underway

RESTARTING = "I am restarting; please ask again in a moment."


async def turns(number: int = 5) -> None:
    """Let everything that can go on do so."""
    for _ in range(number):
        await asyncio.sleep(0)


async def test_work_waits_while_many_are_told_that_it_takes_longer() -> None:
    underway, done = Underway(), asyncio.Event()

    async def work() -> None:
        done.set()

    with ExitStack() as telling:
        for _ in range(20):
            telling.enter_context(underway.deferring())
        task = underway.begin(work)
        await turns()
        assert not done.is_set()
    await task


async def test_work_does_not_wait_for_a_few() -> None:
    underway = Underway()

    async def work() -> str:
        return "done"

    with underway.deferring(), underway.deferring():
        assert await underway.begin(work) == "done"


async def test_a_crowd_is_told_at_once_that_it_takes_longer() -> None:
    underway, end = Underway(), asyncio.Event()

    async def request() -> None:
        underway.enter()
        await end.wait()

    assert underway.patience == PATIENCE
    requests = [asyncio.create_task(request()) for _ in range(50)]
    await turns()
    assert underway.patience == 0
    end.set()
    await asyncio.gather(*requests)
    await turns()
    assert underway.patience == PATIENCE


async def test_finishing_waits_for_what_is_under_way_and_for_nothing_else() -> None:
    underway, end, heard = Underway(), asyncio.Event(), []

    async def request(number: int) -> None:
        underway.enter()
        await end.wait()
        heard.append(number)

    requests = [asyncio.create_task(request(number)) for number in range(3)]
    await turns()
    finishing = asyncio.create_task(underway.finish(60))
    await turns()
    assert not finishing.done()
    end.set()
    await finishing
    assert heard == [0, 1, 2]
    assert all(each.done() for each in requests)


async def test_what_cannot_be_finished_is_canceled_so_that_it_can_be_told() -> None:
    underway, told = Underway(), []

    async def request() -> None:
        underway.enter()
        task = underway.begin(asyncio.Event().wait)
        await asyncio.wait({task})
        told.append(task.cancelled())

    waiting = asyncio.create_task(request())
    await turns()
    await underway.finish(0.1)
    await waiting
    assert told == [True]


async def test_work_that_begins_too_late_is_told_as_well() -> None:
    underway, late, told = Underway(), asyncio.Event(), []

    async def request() -> None:
        underway.enter()
        task = underway.begin(asyncio.Event().wait)
        await asyncio.wait({task})
        with pytest.raises(RestartingError) as caught:
            underway.begin(late.wait)
        told.append(str(caught.value))

    waiting = asyncio.create_task(request())
    await turns()
    await underway.finish(0.1)
    await waiting
    assert told == [RESTARTING]


async def test_what_does_not_even_take_that_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    underway = Underway()

    async def request() -> None:
        underway.enter()
        await asyncio.Event().wait()

    waiting = asyncio.create_task(request())
    await turns()
    await underway.finish(0.1)
    assert waiting.cancelled()
    assert "1 request left without an answer" in caplog.text


async def test_nothing_new_is_taken_while_finishing_but_to_say_so() -> None:
    underway, said = Underway(), []

    async def request() -> None:
        try:
            underway.enter()
        except RestartingError as error:
            await turns()
            said.append(str(error))

    await underway.finish(1)
    late = asyncio.create_task(request())
    await turns(1)
    await underway.finish(1)
    assert late.done()
    assert said == [RESTARTING]
