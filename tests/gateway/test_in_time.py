"""What Discord wants to hear of within three seconds, whatever the handler waits for."""

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from bot.client import PullquoteClient
from index.errors import LockedError
from tests.gateway.bot_under_test import QUESTION, QUOTED, running
from tests.gateway.conftest import ClientFactory
from tests.gateway.protocol import Callback, MessageFlag, Payload
from tests.gateway.server import LoopbackDiscord
from tests.payload import custom_ids, shown_text

LANES = 3  # more work than a lane for short work has threads


@pytest.fixture
async def bot(client_factory: ClientFactory) -> AsyncIterator[PullquoteClient]:
    client = client_factory()
    assert isinstance(client, PullquoteClient)
    async with running(client):
        yield client


def busy(bot: PullquoteClient, gate: threading.Event) -> list[asyncio.Task[bool]]:
    """Keep every thread for short looks busy until the gate is set."""
    return [asyncio.create_task(bot.service.look(lambda _: gate.wait(20))) for _ in range(LANES)]


@pytest.fixture
async def gate(bot: PullquoteClient) -> AsyncIterator[threading.Event]:
    """Keeps every thread for short looks busy until it is set."""
    gate = threading.Event()
    waiting = busy(bot, gate)
    yield gate
    gate.set()
    await asyncio.gather(*waiting)


@pytest.mark.parametrize("command", ["privacy", "forget-me", "sources", "article list"])
async def test_a_command_is_acknowledged_privately_while_all_threads_are_busy(
    server: LoopbackDiscord, gate: threading.Event, command: str
) -> None:
    used = server.slash(command)

    first = await used.response()
    assert first["type"] == Callback.DEFERRED_MESSAGE
    assert first["data"]["flags"] & MessageFlag.EPHEMERAL
    gate.set()

    assert shown_text(await used.answer())


async def test_typing_is_offered_nothing_while_all_threads_are_busy(
    server: LoopbackDiscord, gate: threading.Event
) -> None:
    typed = server.autocomplete("ask", "article", "iraq", question="x")
    assert await typed.response() == {"type": Callback.CHOICES, "data": {"choices": []}}


async def test_typing_is_offered_nothing_while_the_store_fails(
    server: LoopbackDiscord,
    bot: PullquoteClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise LockedError("The database is locked.")

    monkeypatch.setattr(type(bot.service._library), "suggest", locked)
    typed = server.autocomplete("ask", "article", "iraq", question="x")
    assert await typed.response() == {"type": Callback.CHOICES, "data": {"choices": []}}
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_button_that_turns_a_page_is_acknowledged_and_turns_it_later(
    server: LoopbackDiscord, bot: PullquoteClient
) -> None:
    shown = with_button(server, "sources:0")
    gate = threading.Event()
    waiting = busy(bot, gate)
    pressed = server.click(shown, "sources:0")

    assert (await pressed.response())["type"] == Callback.DEFERRED_UPDATE
    gate.set()

    changed = await pressed.answer()
    assert changed["id"] == shown["id"]
    await asyncio.gather(*waiting)


def with_button(server: LoopbackDiscord, custom_id: str) -> Payload:
    """Return a message of the bot with a button."""
    button = {"type": 2, "style": 2, "label": "Press", "custom_id": custom_id}
    rows = [{"type": 10, "content": "A list"}, {"type": 1, "components": [button]}]
    body = {"flags": MessageFlag.COMPONENTS_V2, "components": rows}
    return server.world.post(server.world.channel, server.world.bot, body)


async def test_what_is_shown_of_a_context_is_private_when_it_took_long(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    gate = threading.Event()
    gate.set()
    async with running(client_factory(gate=gate)):
        answer = await server.slash("ask", question=QUESTION).answer()
        gate.clear()
        for number in range(2):
            server.slash("ask", question=QUESTION, by=f"reader {number}")
        await asyncio.sleep(0.2)
        pressed = server.click(answer, context_of(answer), by="bob")
        assert (await pressed.response())["type"] == Callback.DEFERRED_UPDATE
        gate.set()

        shown = await pressed.answer()
        assert QUOTED in shown_text(shown).replace("*", "")
        assert shown["flags"] & MessageFlag.EPHEMERAL
        assert QUOTED in shown_text(server.world.message_of(answer["id"]))


async def test_a_form_that_cannot_be_opened_in_time_is_told_of(
    server: LoopbackDiscord, bot: PullquoteClient
) -> None:
    answer = with_button(server, "ask:iraq-strikes")
    gate = threading.Event()
    waiting = busy(bot, gate)
    pressed = server.click(answer, "ask:iraq-strikes")
    await pressed.response()
    gate.set()

    told = await pressed.answer()
    assert "too busy to open the form" in shown_text(told)
    assert told["flags"] & MessageFlag.EPHEMERAL
    await asyncio.gather(*waiting)


async def test_what_goes_wrong_with_a_question_that_took_long_is_told_to_the_asker_alone(
    server: LoopbackDiscord, client_factory: ClientFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    client = client_factory(gate=gate)
    assert isinstance(client, PullquoteClient)
    answered = type(client.service._library).ask

    def broken(self: object, *arguments: object, **options: object) -> None:
        answered(self, *arguments, **options)  # type: ignore[arg-type]
        raise OSError("Input/output error")

    monkeypatch.setattr(type(client.service._library), "ask", broken)
    async with running(client):
        question = server.slash("ask", question=QUESTION)
        first = await question.response()
        assert not (first.get("data") or {}).get("flags")
        gate.set()

        told = await question.answer()
        assert "Something went wrong" in shown_text(told)
        assert told["flags"] & MessageFlag.EPHEMERAL
        assert server.world.history(question.channel["id"]) == []


def context_of(answer: Payload) -> str:
    return next(name for name in custom_ids(answer) if name.startswith("context:"))
