"""What is kept, and how it is forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.render.privacy import forget_layout
from bot.views.components import text_view
from bot.views.forget import ForgetButton
from index.model import CollectionId
from tests.discord.reading import response_message, response_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.client import PullquoteClient
    from index.library import Library
    from tests.discord.conftest import World

YAK = "The yak dances in the green meadow."
ZEBRA = "The zebra sleeps in the blue barn."


async def test_privacy_says_what_is_kept_of_a_server_with_numbers(world: World) -> None:
    article_id = await world.add(YAK, "On yaks")
    await world.mod.slash(
        world.channel, "article update", article=article_id, file=("new.txt", ZEBRA.encode())
    )
    result = await world.alice.slash(world.channel, "privacy")
    text = response_of(result)
    assert result.ephemeral
    assert "1 article of this server with 1 passage, 34 characters in all" in text
    assert "1 earlier text" in text
    assert "its articles are deleted 30 days later" in text
    assert "**Not kept:** questions, answers, messages, names." in text


async def test_privacy_in_direct_messages_is_about_ones_own(world: World) -> None:
    await world.add(YAK, "On yaks")
    text = response_of(await world.alice.user.slash("privacy"))
    assert "0 articles of yours" in text
    assert "days later" not in text


async def test_forget_me_deletes_ones_own_articles_and_the_id_on_others(
    world: World, library: Library
) -> None:
    article_id = await world.add(ZEBRA, "On zebras")
    mod = world.mod.user
    await mod.slash("article add", file=("yak.txt", YAK.encode()))
    asked = await world.mod.slash(world.channel, "forget-me")
    assert asked.ephemeral
    assert "This deletes your 1 article in direct messages for good" in response_of(asked)
    done = await world.mod.click(response_message(asked), label="Forget me")
    assert "1 article of yours deleted, your id taken off 1 article of servers" in response_of(done)
    assert library.usage(CollectionId("person", mod.id)).articles == 0
    here = CollectionId("server", world.guild.id)
    assert library.find(here, article_id).added_by is None
    assert "blue barn" in await world.answers("Where does the zebra sleep?")


async def test_nobody_can_forget_somebody_else(world: World, library: Library) -> None:
    await world.alice.user.slash("article add", file=("yak.txt", YAK.encode()))
    channel = world.env.bot.get_channel(world.channel.id)
    alices = CollectionId("person", world.alice.id)
    view = text_view(forget_layout(library.usage(alices)), ForgetButton(world.alice.id))
    await channel.send(view=view)  # type: ignore[union-attr]  # it is a text channel
    refused = await world.bob.click(world.last, label="Forget me")
    assert response_of(refused) == "Only the person who asked for this can do it."
    assert library.usage(alices).articles == 1


@pytest.mark.environment(PULLQUOTE_USER_QUESTIONS="1")
async def test_forget_me_is_no_way_round_the_limits(world: World) -> None:
    await world.answers("Where is Camp Taji?")
    asked = await world.alice.slash(world.channel, "forget-me")
    await world.alice.click(response_message(asked), label="Forget me")
    assert "That was a lot" in await world.answers("Where is Camp Taji?")


async def leave(world: World) -> None:
    """Remove the bot from the server."""
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    await guild.leave()
    await world.env.settle()


async def hours_pass(world: World, hours: int) -> None:
    """Let hours pass one by one: many purges at once may take longer than simcord waits."""
    for _ in range(hours):
        await world.env.advance_time(timedelta(hours=1).total_seconds())


@pytest.mark.environment(PULLQUOTE_GRACE_DAYS="2")
async def test_a_server_that_was_left_is_deleted_after_the_days_of_grace(
    world: World, library: Library
) -> None:
    await world.add(YAK, "On yaks")
    await leave(world)
    here = CollectionId("server", world.guild.id)
    assert library.usage(here).articles == 1
    await hours_pass(world, 47)
    assert library.usage(here).articles == 1
    await hours_pass(world, 2)
    assert here not in library.collections()


async def test_a_server_that_is_out_of_order_was_not_left(world: World, library: Library) -> None:
    await world.add(YAK, "On yaks")
    world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id), "unavailable": True})
    await world.env.settle()
    assert library.servers_left() == {}


@pytest.mark.environment(PULLQUOTE_GRACE_DAYS="1")
class TestSeenTwice:
    """A server that the bot seems to have left longer ago is looked for once more."""

    @pytest.fixture
    async def here(self, world: World) -> CollectionId:
        await world.add(YAK, "On yaks")
        world.env.backend.emit("GUILD_DELETE", {"id": str(world.guild.id)})
        await world.env.settle()
        return CollectionId("server", world.guild.id)

    async def test_it_stays_when_discord_says_that_the_bot_is_in_it(
        self, world: World, library: Library, here: CollectionId
    ) -> None:
        assert list(library.servers_left()) == [world.guild.id]
        await hours_pass(world, 26)
        assert library.usage(here).articles == 1
        assert library.servers_left() == {}

    async def test_it_stays_while_discord_cannot_tell(
        self, world: World, library: Library, here: CollectionId
    ) -> None:
        world.env.inject_error("GET", "/guilds/*", status=503, times=None)
        await hours_pass(world, 26)
        assert library.usage(here).articles == 1
        world.env.backend.faults.clear()
        world.env.inject_error("GET", "/guilds/*", status=404, code=10004, times=None)
        await hours_pass(world, 2)
        assert here not in library.collections()


async def test_a_server_that_came_back_while_the_bot_was_away_keeps_its_articles(
    world: World, library: Library, make_client: Callable[..., PullquoteClient]
) -> None:
    await world.add(YAK, "On yaks")
    library.server_left(world.guild.id, now=world.env.now() - timedelta(days=31))
    await world.env.restart_bot(make_client(library))
    await world.env.settle()
    assert library.usage(CollectionId("server", world.guild.id)).articles == 1
    assert library.servers_left() == {}
    assert "The yak dances" in await world.answers("Where does the yak dance?")


async def test_servers_that_were_left_while_the_bot_was_away_are_noticed(
    world: World, library: Library, make_client: Callable[..., PullquoteClient]
) -> None:
    now = world.env.now()
    await world.add(YAK, "On yaks")
    gone, here = CollectionId("server", 1), CollectionId("server", world.guild.id)
    library.hide(gone, "iraq-strikes")
    library.server_left(world.guild.id, now=now)
    await world.env.restart_bot(make_client(library))
    await world.env.settle()
    library.purge(now=world.env.now() + timedelta(seconds=1), grace=timedelta(0))
    assert library.collections() == [here]


async def test_when_and_what_somebody_asked_is_forgotten_without_anybody_asking(
    world: World, simcord_bot: PullquoteClient
) -> None:
    asking = simcord_bot.asking
    await world.answers("Where is Camp Taji?")
    await world.bob.user.send_dm("Where is Camp Taji?")
    assert asking.cooldown
    assert asking.conversations
    await world.env.advance_time(121)
    assert not asking.cooldown
    assert asking.conversations
    await world.env.advance_time(9 * 60)
    assert not asking.conversations
    text = response_of(await world.alice.slash(world.channel, "privacy"))
    assert "for eleven minutes at most; how often you ask, for two; how long" in text
