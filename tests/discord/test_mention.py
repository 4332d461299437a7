"""Questions in messages, as people write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest
import simcord

from tests.discord.reading import mention_of, text_of
from tests.payload import check_command, check_message

if TYPE_CHECKING:
    from tests.discord.conftest import World

TAJI = "> The attack on Wednesday on the base north of Baghdad, known as Camp Taji, consisted of"


async def test_a_mention_with_a_question_is_answered_as_a_reply_without_a_ping(
    world: World,
) -> None:
    asked = await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    answer = world.last
    assert TAJI in text_of(answer)
    assert "**where is camp taji?**" in text_of(answer)
    assert answer.reference is not None
    assert answer.reference.message_id == asked.id
    assert answer.mentions == []
    sent = world.env.http_requests[-1].json
    assert isinstance(sent, dict)
    assert sent["allowed_mentions"] == {"parse": []}
    assert check_message(sent) == []


async def test_the_mention_may_stand_anywhere_and_other_names_are_readable(world: World) -> None:
    await world.alice.send(
        world.channel, f"did {world.bob.mention} see where camp taji is {world.me} ?"
    )
    text = text_of(world.last)
    assert r"**did \@bob see where camp taji is ?**" in text


async def test_a_mention_without_a_question_explains_itself_in_two_lines(world: World) -> None:
    await world.alice.send(world.channel, f"{world.me} ")
    text = text_of(world.last)
    assert text.count("\n") == 1
    assert "`/ask`" in text


async def test_a_direct_message_needs_no_mention(world: World) -> None:
    await world.alice.send_dm("where is camp taji?")
    sent = world.env.http_requests[-1].json
    assert isinstance(sent, dict)
    assert TAJI in str(sent["components"])


async def test_a_reply_to_the_bot_is_a_question(world: World) -> None:
    await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    answer = world.last
    await world.bob.send(world.channel, "who is the top US military officer?", reply_to=answer)
    assert "General Mark Milley" in text_of(world.last)


async def test_a_thread_is_a_channel_like_any_other(world: World) -> None:
    start = await world.alice.send(world.channel, "let us talk")
    client = world.env.bot
    channel = client.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.fetch_message(start.id)
    await message.create_thread(name="talk")
    thread = world.channel.threads[0]
    await world.alice.send(thread, f"{world.me} where is camp taji?")
    assert TAJI in text_of(thread.last_message)


@pytest.mark.parametrize("text", ["@everyone where is camp taji?", "@here where?", "where is it?"])
async def test_messages_for_everyone_or_for_others_are_left_alone(world: World, text: str) -> None:
    await world.alice.send(world.channel, text)
    assert len(world.channel.history()) == 1


async def test_a_role_mention_is_left_alone(world: World) -> None:
    role = world.guild.create_role("Pullquote fans")
    await world.alice.send(world.channel, f"<@&{role.id}> where is camp taji?")
    assert len(world.channel.history()) == 1


async def test_other_bots_are_left_alone(world: World) -> None:
    robot = world.guild.add_member(world.env.create_user("robot", bot=True))
    await robot.send(world.channel, f"{world.me} where is camp taji?")
    assert len(world.channel.history()) == 1


@pytest.mark.environment(PULLQUOTE_USER_QUESTIONS="1")
async def test_asking_too_often_is_told_once_and_not_in_the_channel(world: World) -> None:
    for _ in range(4):
        await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    in_channel = [m for m in world.channel.history() if m.author.bot]
    assert len(in_channel) == 1
    told = [r for r in world.env.http_requests if "Please ask again" in str(r.json)]
    assert len(told) == 1


async def test_a_mistake_in_a_message_is_one_sentence(world: World) -> None:
    await world.alice.send(world.channel, f"{world.me} " + "why " * 400)
    assert text_of(world.last).startswith("The question has 1,599 characters")


async def test_a_channel_that_is_closed_to_the_bot_is_no_error(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=403)
    await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    assert len(world.channel.history()) == 1
    assert world.env.errors == []


async def test_a_question_that_was_deleted_at_once_is_answered_all_the_same(world: World) -> None:
    request = None
    await world.alice.send(world.channel, f"{world.me} where is camp taji?")
    request = world.env.http_requests[-1].json
    assert isinstance(request, dict)
    assert request["message_reference"]["fail_if_not_exists"] is False


async def test_only_intents_that_need_no_approval_are_asked_for(world: World) -> None:
    intents = world.env.bot.intents
    assert not intents.members
    assert not intents.presences
    assert not intents.message_content
    assert simcord.Env is type(world.env)
    assert mention_of(world.env.bot) == world.me


async def test_the_commands_can_be_used_in_servers_and_by_people_anywhere(world: World) -> None:
    published = next(r.json for r in world.env.http_requests if r.method == "PUT")
    assert isinstance(published, list)
    for command in published:
        assert set(command["integration_types"]) == {0, 1}
        assert set(command["contexts"]) == {0, 1, 2}
        assert check_command(command) == []
