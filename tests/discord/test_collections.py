"""Whose articles answer: the server's in a server, the person's own in direct messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.service import collection_at
from bot.views.context import ContextButton
from index.model import Article, CollectionId
from tests.discord.reading import response_of, text_of
from tests.store.articles import NOW

if TYPE_CHECKING:
    from index.library import Library
    from tests.discord.conftest import World

QUESTION = "What did the zebra eat on Sunday?"
ATE = "On Sunday the zebra ate a pumpkin."


def pumpkin(library: Library, collection_id: CollectionId, text: str = ATE) -> str:
    article = Article("", "Zebras", f"{text} It was ripe.", "The Zoo")
    return library.add(collection_id, article, by=1, now=NOW).record.id


def test_a_place_has_a_collection() -> None:
    assert collection_at(5, 7) == CollectionId("server", 5)
    assert collection_at(None, 7) == CollectionId("person", 7)


async def test_a_server_is_answered_from_its_own_articles(world: World, library: Library) -> None:
    pumpkin(library, CollectionId("server", world.guild.id))
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert f"> {ATE}" in response_of(result)
    await world.alice.send(world.channel, f"{world.me} {QUESTION}")
    assert f"> {ATE}" in text_of(world.last)
    await world.alice.send_dm(QUESTION)
    assert ATE not in str(world.env.http_requests[-1].json)
    other = world.env.create_guild()
    channel = other.create_text_channel("general")
    carol = other.add_member(world.env.create_user("carol"))
    result = await carol.slash(channel, "ask", question=QUESTION)
    assert ATE not in response_of(result)
    assert not await carol.autocomplete(channel, "ask", "article", "zebras", question="Who?")


async def test_a_direct_message_is_answered_from_the_persons_own_articles(
    world: World, library: Library
) -> None:
    pumpkin(library, CollectionId("person", world.alice.id))
    await world.alice.send_dm(QUESTION)
    assert ATE in str(world.env.http_requests[-1].json)
    await world.bob.send_dm(QUESTION)
    assert ATE not in str(world.env.http_requests[-1].json)
    result = await world.alice.slash(world.channel, "ask", question=QUESTION)
    assert ATE not in response_of(result)


async def test_titles_are_completed_with_mistakes(world: World, library: Library) -> None:
    name = pumpkin(library, CollectionId("server", world.guild.id))
    choices = await world.alice.autocomplete(
        world.channel, "ask", "article", "zebars", question="Who?"
    )
    assert [choice["value"] for choice in choices] == [name]


async def test_the_context_of_a_quote_is_found_after_an_update(
    world: World, library: Library
) -> None:
    server = CollectionId("server", world.guild.id)
    name = pumpkin(library, server)
    await world.alice.slash(world.channel, "ask", question=QUESTION)
    answer = world.last
    new = Article("", "Zebras", f"First came Saturday. {ATE} It was not ripe.", "The Zoo")
    library.update(server, name, new, by=1, now=NOW)
    result = await world.bob.click(answer, label="In context")
    assert f"First came Saturday. **{ATE}** It was not ripe." in response_of(result)
    library.update(server, name, Article("", "Z", "It is *gone*.", "The Zoo"), by=1, now=NOW)
    result = await world.bob.click(answer, label="In context")
    assert result.ephemeral
    assert f"no longer in it. It read: “{ATE}”" in response_of(result)


@pytest.mark.parametrize(
    ("custom_id", "state"),
    [
        ("context:iraq-strikes:2932", ("iraq-strikes", "2932", None, None)),
        ("context:a:1:2:0123abcd", ("a", "1", "2", "0123abcd")),
        ("context:" + "x" * 60 + ":999999999:999999999:0123abcd", None),
    ],
)
def test_ids_of_buttons_of_any_version_are_read(
    custom_id: str, state: tuple[str | None, ...] | None
) -> None:
    assert len(custom_id) <= 100
    match = ContextButton.__discord_ui_compiled_template__.fullmatch(custom_id)
    assert match is not None
    if state:
        assert match.groups() == state
    end = int(match["end"]) if match["end"] else None
    button = ContextButton(match["article"], int(match["start"]), end, match["revision"])
    assert button.custom_id == custom_id


async def test_an_error_shows_what_people_wrote_as_plain_characters(world: World) -> None:
    result = await world.alice.slash(
        world.channel, "ask", question="Who?", article="[x](http://evil.example) @everyone"
    )
    assert r"\[x\](http\://evil.example) \@everyone" in response_of(result)
    with pytest.raises(ExceptionGroup, match="1 error"):
        world.env.raise_errors()  # seen, and meant to be
