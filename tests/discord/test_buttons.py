"""The buttons of an answer, before and after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from tests.discord.reading import response_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.client import PullquoteClient
    from index.library import Library
    from tests.discord.conftest import World

QUESTION = "What did Iraqi security forces find?"
QUOTE = "Iraqi security forces said they found a rocket-rigged truck a few miles from the base."


async def test_context_shows_the_neighbouring_sentences_to_the_one_who_asks(world: World) -> None:
    await world.alice.slash(world.channel, "ask", question=QUESTION)
    result = await world.bob.click(world.last, label="In context")
    text = response_of(result)
    assert result.ephemeral
    assert f"**{QUOTE}**" in text
    assert "The latest incident threatens to provoke another dangerous escalation." in text
    assert "General Mark Milley, the top US military officer" in text


async def test_the_asker_can_delete_the_answer(world: World) -> None:
    await world.alice.slash(world.channel, "ask", question=QUESTION)
    await world.alice.click(world.last, label="Delete")
    assert world.channel.history() == []


async def test_the_asker_of_a_mention_can_delete_the_answer(world: World) -> None:
    await world.alice.send(world.channel, f"{world.me} {QUESTION}")
    await world.alice.click(world.last, label="Delete")
    assert len(world.channel.history()) == 1


async def test_another_member_cannot_delete_the_answer_but_a_moderator_can(world: World) -> None:
    await world.alice.slash(world.channel, "ask", question=QUESTION)
    refused = await world.bob.click(world.last, label="Delete")
    assert refused.ephemeral
    assert "Only the person who asked" in response_of(refused)
    role = world.guild.create_role(
        "Moderators", permissions=discord.Permissions(manage_messages=True, view_channel=True)
    )
    moderator = world.guild.add_member(world.env.create_user("mod"), roles=[role])
    await moderator.click(world.last, label="Delete")
    assert world.channel.history() == []


async def test_a_private_answer_has_no_delete_button(world: World) -> None:
    result = await world.alice.slash(world.channel, "ask", question=QUESTION, private=True)
    assert result.response is not None
    assert "Delete" not in str(result.response.components)
    assert "In context" in str(result.response.components)


async def test_buttons_work_after_a_restart(
    world: World, make_client: Callable[..., PullquoteClient], library: Library
) -> None:
    await world.alice.slash(world.channel, "ask", question=QUESTION)
    answer = world.last
    assert QUOTE in text_of(answer)
    await world.env.restart_bot(make_client(library))
    result = await world.alice.click(answer, label="In context")
    assert f"**{QUOTE}**" in response_of(result)


async def test_context_of_an_article_that_is_gone_is_one_private_sentence(
    world: World, make_client: Callable[..., PullquoteClient], library: Library
) -> None:
    await world.alice.slash(world.channel, "ask", question=QUESTION)
    answer = world.last
    await world.env.restart_bot(make_client(type(library)()))
    result = await world.alice.click(answer, label="In context")
    assert result.ephemeral
    assert response_of(result).startswith("There is no article “iraq-strikes” here.")
