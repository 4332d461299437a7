"""An answer follows what becomes of its question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord.reading import response_of, text_of

if TYPE_CHECKING:
    from bot.client import PullquoteClient
    from tests.discord.conftest import World

TAJI = "known as Camp Taji, consisted of"


async def test_an_edited_question_is_answered_anew_in_the_same_place(world: World) -> None:
    message = await world.alice.send(world.channel, f"{world.me} who won the foobal cup?")
    first = world.last
    await world.alice.edit(message, f"{world.me} where is camp taji?")
    assert world.last.id == first.id
    assert TAJI in text_of(world.last)


async def test_an_edit_that_asks_the_same_changes_nothing(world: World) -> None:
    message = await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    await world.alice.edit(message, f"{world.me} where is  camp taji?")
    await world.alice.edit(message, f"{world.me} thanks")
    assert not [request for request in world.env.http_requests if request.method == "PATCH"]


async def test_an_edit_that_is_too_long_is_told_in_place_of_the_answer(world: World) -> None:
    message = await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    await world.alice.edit(message, f"{world.me} " + "why " * 400)
    assert text_of(world.last).startswith("The question has 1,599 characters")


async def test_the_answer_goes_when_the_question_is_deleted(world: World) -> None:
    message = await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    await world.alice.delete(message)
    assert world.channel.history() == []


async def test_an_answer_that_was_deleted_first_is_no_trouble(world: World) -> None:
    message = await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    await world.alice.click(world.last, label="Delete")
    await world.alice.edit(message, f"{world.me} who is Mark Milley?")
    await world.alice.delete(message)
    assert world.channel.history() == []
    assert world.env.errors == []


async def test_an_answer_does_not_follow_its_question_for_ever(
    world: World, simcord_bot: PullquoteClient
) -> None:
    message = await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    assert simcord_bot.asking.answered
    await world.env.advance_time(11 * 60)
    assert not simcord_bot.asking.answered
    await world.alice.delete(message)
    assert len(world.channel.history()) == 1
    text = response_of(await world.alice.slash(world.channel, "privacy"))
    assert "which of my messages answers which of yours, for eleven" in text


async def test_forgetting_a_person_forgets_which_messages_were_theirs(
    world: World, simcord_bot: PullquoteClient
) -> None:
    await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    simcord_bot.asking.forget(world.bob.id)
    assert simcord_bot.asking.answered
    simcord_bot.asking.forget(world.alice.id)
    assert not simcord_bot.asking.answered


async def test_who_writes_through_a_webhook_is_answered_when_they_mention_the_bot(
    world: World,
) -> None:
    hook = world.guild.create_webhook(world.channel, "Proxies")
    await hook.send("where is camp taji?", username="Ashley")
    assert len(world.channel.history()) == 1
    await hook.send(f"{world.me} where is camp taji?", username="Ashley")
    assert TAJI in text_of(world.last)


async def test_a_webhook_that_asks_nothing_gets_no_introduction(world: World) -> None:
    """Which it might send on, and the bot's name in it would ask for the next one."""
    hook = world.guild.create_webhook(world.channel, "Relay")
    await hook.send(f"{world.me}", username="Relay")
    assert len(world.channel.history()) == 1
