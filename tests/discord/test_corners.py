"""What people really write and press: small talk, names, limits, closed channels, lost forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest
from discord.utils import utcnow

from index.ingest import Overrides, article_from_text
from index.model import CollectionId
from tests.discord.reading import buttons_of, response_message, response_of, text_of
from tests.payload import check_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.client import PullquoteClient
    from index.library import Library
    from tests.discord.conftest import World

TAJI = "known as Camp Taji, consisted of"
YAK = "The yak dances in the green meadow."


async def said(world: World, text: str) -> str:
    """What the last message is after a member has mentioned the bot with a text."""
    await world.alice.send(world.channel, f"{world.me} {text}")
    return text_of(world.last)


def told_by_bot(world: World) -> list[str]:
    return [text_of(message) for message in world.channel.history() if message.author.bot]


class TestSmallTalk:
    @pytest.mark.parametrize("text", ["help", "commands", "what can you do?", "?"])
    async def test_who_asks_for_help_gets_it(self, world: World, text: str) -> None:
        told = await said(world, text)
        assert "`/ask`" in told
        assert "`/sources`" in told

    @pytest.mark.parametrize(
        ("text", "emoji"), [("hi", "👋"), ("Thanks!", "👍"), ("ok", "👍"), ("good bot", "👍")]
    )
    async def test_courtesy_gets_a_reaction_and_no_quote(
        self, world: World, text: str, emoji: str
    ) -> None:
        await said(world, text)
        assert told_by_bot(world) == []
        assert [str(reaction.emoji) for reaction in world.last.reactions] == [emoji]

    async def test_thanks_for_an_answer_are_no_question_either(self, world: World) -> None:
        await said(world, "where is camp taji?")
        await world.alice.send(world.channel, "thank you!", reply_to=world.last)
        assert len(told_by_bot(world)) == 1

    async def test_a_command_with_small_talk_explains_the_bot_to_the_one_who_used_it(
        self, world: World
    ) -> None:
        result = await world.alice.slash(world.channel, "ask", question="help")
        assert result.ephemeral
        assert "`/ask`" in response_of(result)


class TestWords:
    @pytest.mark.parametrize(
        "decoration",
        [
            "<t:1700000000:R>",
            "https://example.com/a?b=1#c",
            "<:hay:123456789012345678>",
            "`",
            "pls",
        ],
    )
    async def test_what_only_discord_shows_changes_no_answer(
        self, world: World, decoration: str
    ) -> None:
        plain = await said(world, "where is camp taji")
        assert await said(world, f"where is camp taji {decoration}") == plain

    async def test_a_command_shows_names_and_not_ids(self, world: World) -> None:
        question = f"where is camp taji, {world.bob.mention}, see {world.channel.mention}?"
        shown = await world.answers(question)
        assert shown.startswith(r"**where is camp taji, \@member, see \#general?**")

    async def test_names_stay_whole(self, world: World) -> None:
        fan = world.guild.add_member(world.env.create_user("TestBot fan"))
        told = await said(world, f"did {fan.mention} of support@TestBot.com see camp taji?")
        assert told.startswith(r"**did \@TestBot fan of support\@TestBot.com see camp taji?**")

    async def test_a_mention_in_reply_to_a_question_asks_that_question(self, world: World) -> None:
        asked = await world.bob.send(world.channel, f"{world.me} where is camp taji?")
        await world.alice.send(world.channel, world.me, reply_to=asked)
        assert [TAJI in told for told in told_by_bot(world)] == [True, True]


class TestLimits:
    @pytest.mark.environment(PULLQUOTE_USER_QUESTIONS="1")
    async def test_mentions_without_a_question_count(self, world: World) -> None:
        for _ in range(5):
            await world.alice.send(world.channel, world.me)
        assert len(told_by_bot(world)) == 1

    @pytest.mark.environment(PULLQUOTE_USER_QUESTIONS="1")
    @pytest.mark.parametrize(("status", "code"), [(400, 50007), (403, 50007), (429, 0), (500, 0)])
    async def test_a_notice_that_cannot_be_delivered_is_dropped(
        self, world: World, status: int, code: int
    ) -> None:
        world.env.inject_error("POST", "/users/@me/channels", status=status, code=code, times=None)
        for _ in range(3):
            await world.alice.send(world.channel, f"{world.me} where is camp taji?")
        assert len(told_by_bot(world)) == 1

    @pytest.mark.environment(PULLQUOTE_SERVER_QUESTIONS="2")
    async def test_it_is_said_whose_limit_it_is(self, world: World) -> None:
        for _ in range(2):
            await world.answers("where is camp taji?")
        told = await world.bob.slash(world.channel, "ask", question="where is camp taji?")
        assert response_of(told).startswith("This server has asked a lot")


class TestPlaces:
    async def test_who_may_not_write_in_a_channel_has_the_answer_alone(self, world: World) -> None:
        closed = discord.PermissionOverwrite(send_messages=False)
        rules = world.guild.create_text_channel(
            "rules", overwrites={world.guild.default_role: closed}
        )
        result = await world.alice.slash(rules, "ask", question="where is camp taji?")
        assert TAJI in response_of(result)
        assert result.ephemeral
        assert rules.history() == []

    async def test_members_are_not_told_of_commands_that_they_lack(self, world: World) -> None:
        await world.mod.slash(world.channel, "article hide", article="iraq-strikes")
        assert "/article" not in await world.answers("where is camp taji?")
        told = await world.mod.slash(world.channel, "ask", question="where is camp taji?")
        assert "`/article add`" in response_of(told)

    async def test_everybody_can_see_what_can_be_asked(self, world: World) -> None:
        for number in range(9):
            await world.add(f"{YAK} {number}", f"Yak {number}")
        await world.mod.slash(world.channel, "article hide", article="iraq-strikes")
        result = await world.alice.slash(world.channel, "sources")
        shown = response_of(result)
        assert result.ephemeral
        assert shown.startswith("**You can ask 9 articles here** · page 1 of 2")
        assert "**Yak 0**\n-# 2 passages · Yak 0.txt · added <t:" in shown
        assert "Iran" not in shown
        turned = await world.alice.click(response_message(result), label="Next")
        assert "**Yak 8**" in response_of(turned)
        assert turned.response is not None
        labels = [button["label"] for button in buttons_of(turned.response.components)]
        assert labels == ["Ask something", "Back"]

    async def test_equal_titles_are_told_apart_while_somebody_types(self, world: World) -> None:
        ids = {await world.add(YAK, "Minutes"), await world.add(f"{YAK} It sings.", "Minutes")}
        choices = await world.alice.autocomplete(
            world.channel, "ask", "article", "minutes", question="x"
        )
        assert {choice["name"] for choice in choices} == {f"Minutes · {each}" for each in ids}


class TestForms:
    async def test_an_edit_that_comes_after_another_is_not_saved_and_given_back(
        self, world: World, library: Library
    ) -> None:
        article = await world.add(YAK, "Yak")
        first = await world.mod.slash(world.channel, "article update", article="Yak")
        second = await world.mod.slash(world.channel, "article update", article="Yak")
        await world.mod.submit_modal(first, {"text": f"{YAK} It likes hay."})
        late = await world.mod.submit_modal(second, {"text": f"{YAK} It sleeps at noon."})
        assert late.ephemeral
        assert "was changed by somebody else while you edited it" in response_of(late)
        assert late.response is not None
        attached = late.response.attachments[0]
        assert attached.filename == "what-you-wrote.txt"
        assert await attached.read() == f"{YAK} It sleeps at noon.".encode()
        text = library.article(article, CollectionId("server", world.guild.id)).text
        assert text == f"{YAK} It likes hay."

    async def test_a_form_that_was_open_over_a_restart_is_given_back(
        self, world: World, library: Library, make_client: Callable[..., PullquoteClient]
    ) -> None:
        form = await world.mod.slash(world.channel, "article add")
        await world.env.restart_bot(make_client(library))
        result = await world.mod.submit_modal(form, {"text": YAK * 50})
        assert result.ephemeral
        assert response_of(result).startswith("I was restarted while this form was open")
        assert result.response is not None
        assert await result.response.attachments[0].read() == (YAK * 50).encode()

    async def test_a_form_of_this_process_is_not_given_back(self, world: World) -> None:
        form = await world.mod.slash(world.channel, "article add")
        result = await world.mod.submit_modal(form, {"text": YAK})
        assert "**Added: The yak dances" in response_of(result)


class TestMessages:
    async def test_a_forwarded_message_is_added(self, world: World) -> None:
        source = await world.bob.send(world.channel, YAK)
        forward = await world.bob.forward(source, world.channel)
        result = await world.mod.context_menu(world.channel, "Add as article", forward)
        assert "**Added: The yak dances" in response_of(result)

    async def test_what_stands_in_an_embed_is_added(self, world: World) -> None:
        hook = world.guild.create_webhook(world.channel, "News")
        embed = discord.Embed(title="Yaks of the valley", description=YAK)
        embed.add_field(name="Food", value="The yak eats hay at noon.")
        await hook.send(embeds=[embed])
        result = await world.mod.context_menu(world.channel, "Add as article", world.last)
        assert "**Added: Yaks of the valley**" in response_of(result)
        assert "eats hay at noon" in await world.answers("What does the yak eat at noon?")

    async def test_the_names_that_a_reader_saw_are_in_the_article(self, world: World) -> None:
        text = f"The yak of {world.bob.mention} eats hay in {world.channel.mention}."
        message = await world.mod.send(world.channel, text)
        await world.mod.context_menu(world.channel, "Add as article", message)
        assert r"The yak of \@bob eats hay in \#general." in await world.answers("Who eats hay?")


async def test_all_that_is_said_is_within_discords_limits(world: World, library: Library) -> None:
    here = CollectionId("server", world.guild.id)
    for number in range(8):
        overrides = Overrides(title="*" * 200 + str(number), source="<" * 300, author="|" * 300)
        article = article_from_text(f"{YAK} {number}", overrides=overrides)
        library.add(here, article, by=1, now=utcnow())
    await world.alice.slash(world.channel, "sources")
    callback = next(r.json for r in reversed(world.env.http_requests) if "callback" in r.path)
    assert isinstance(callback, dict)
    assert check_message(callback["data"]) == []
