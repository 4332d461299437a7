"""`/ask`, as people use it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
import simcord

from index.library import Library
from tests.discord.reading import response_of
from tests.payload import check_message

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.client import PullquoteClient
    from index.model import Answer
    from tests.discord.conftest import World

TAJI = "> The attack on Wednesday on the base north of Baghdad, known as Camp Taji, consisted of"


async def test_a_question_is_answered_with_a_cited_quote(world: World) -> None:
    result = await world.alice.slash(world.channel, "ask", question="Where is Camp Taji?")
    text = response_of(result)
    assert not result.ephemeral
    assert "**Where is Camp Taji?**" in text
    assert TAJI in text
    assert (
        "Financial Times · after May 2019 · paragraph 14 · characters 2932–3169 · revision" in text
    )
    assert "%)" in text


async def test_a_private_answer_is_for_the_asker_only(world: World) -> None:
    result = await world.alice.slash(
        world.channel, "ask", question="Where is Camp Taji?", private=True
    )
    assert result.ephemeral
    assert TAJI in response_of(result)
    assert world.channel.history() == []


async def test_the_article_does_not_say(world: World) -> None:
    result = await world.alice.slash(
        world.channel, "ask", question="Who won the football World Cup?"
    )
    text = response_of(result)
    assert "**The article does not say.**" in text
    assert "“football”" in text


async def test_articles_are_completed_by_their_titles(world: World) -> None:
    choices = await world.alice.autocomplete(
        world.channel, "ask", "article", "iranian us", question="Who?"
    )
    assert [choice["value"] for choice in choices] == ["iraq-strikes"]
    assert not await world.alice.autocomplete(
        world.channel, "ask", "article", "gardening", question="Who?"
    )


@pytest.mark.parametrize("named", ["iraq-strikes", "US strikes Iranian-backed forces in Iraq"])
async def test_an_article_is_named_by_its_id_or_its_title(world: World, named: str) -> None:
    result = await world.alice.slash(
        world.channel, "ask", question="Where is Camp Taji?", article=named
    )
    assert TAJI in response_of(result)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"question": "Where?", "article": "no-such"}, "There is no article “no-such” here."),
    ],
)
async def test_a_mistake_is_one_private_sentence(
    world: World, options: dict[str, str], sentence: str
) -> None:
    result = await world.alice.slash(world.channel, "ask", **options)
    assert result.ephemeral
    assert response_of(result).startswith(sentence)
    with pytest.raises(ExceptionGroup, match="1 error"):
        world.env.raise_errors()  # seen, and meant to be


@pytest.mark.environment(PULLQUOTE_USER_QUESTIONS="2")
async def test_asking_too_often_is_told_in_private_and_passes(world: World) -> None:
    question = "Where is Camp Taji?"
    for _ in range(2):
        result = await world.alice.slash(world.channel, "ask", question=question)
        assert not result.ephemeral
    third = await world.alice.slash(world.channel, "ask", question=question)
    assert third.ephemeral
    assert "Please ask again <t:" in response_of(third)
    other = await world.bob.slash(world.channel, "ask", question=question)
    assert not other.ephemeral
    await world.env.advance_time(61)
    later = await world.alice.slash(world.channel, "ask", question=question)
    assert TAJI in response_of(later)


class Broken(Library):
    """A library whose disk has died."""

    def ask(self, question: str, **_: object) -> Answer:
        raise OSError("Input/output error")


async def test_an_unexpected_error_is_a_sentence_with_a_reference_that_the_log_has_too(
    make_client: Callable[..., PullquoteClient], caplog: pytest.LogCaptureFixture
) -> None:
    client = make_client(Broken())
    async with simcord.run(client, check_errors=False) as env:
        await client.tree.sync()
        guild = env.create_guild()
        alice = guild.add_member(env.create_user("alice"))
        channel = guild.create_text_channel("general")
        with caplog.at_level(logging.ERROR):
            result = await alice.slash(channel, "ask", question="A secret question?")
    text = response_of(result)
    assert result.ephemeral
    reference = text.split("`")[1]
    record = next(r for r in caplog.records if reference in r.getMessage())
    assert record.exc_info is not None
    assert "Input/output error" not in text
    assert "secret question" not in caplog.text


HOSTILE = "@everyone <@123> ``` [x](http://evil.example) ||spoiler|| # big **bold** <t:0:R> :smile:"


async def test_markdown_in_an_article_and_a_question_arrives_as_plain_characters(
    make_client: Callable[..., PullquoteClient], tmp_path: Path
) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text(f"The zebra wrote {HOSTILE}.\n", encoding="utf-8")
    client = make_client(Library.of_file(path))
    async with simcord.run(client) as env:
        await client.tree.sync()
        guild = env.create_guild()
        alice = guild.add_member(env.create_user("alice"))
        channel = guild.create_text_channel("general")
        result = await alice.slash(channel, "ask", question=f"What did the zebra write? {HOSTILE}")
        asked = response_of(result).split("\n")[0]
        assert (
            asked
            == r"**What did the zebra write? \@everyone \@member x spoiler \# big bold :smile:**"
        )
        escaped = (
            r"\@everyone \<\@123\> \`\`\` \[x\](http\://evil.example) \|\|spoiler\|\| \# big "
            r"\*\*bold\*\* \<t:0:R\> :smile:"
        )
        assert response_of(result).count(escaped) == 1
        sent = [r.json for r in env.http_requests if "callback" in r.path]
        assert isinstance(sent[-1], dict)
        assert sent[-1]["data"]["allowed_mentions"] == {"parse": []}
        assert check_message(sent[-1]["data"]) == []
