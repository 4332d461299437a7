"""Articles once they are there: list, show, update, rename, remove, hide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.discord.reading import asked_by, buttons_of, response_message, response_of
from tests.payload import check_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from simcord.results import InteractionResult

    from bot.client import PullquoteClient
    from index.library import Library
    from tests.discord.conftest import World

ZEBRA = "On zebras\n\nThe zebra sleeps in the blue barn.\n"
YAK = "The yak dances in the green meadow."
SHIPPED = "US strikes Iranian-backed forces in Iraq"


async def removed(world: World, article_id: str) -> InteractionResult:
    """Remove an article as the moderator does."""
    asked = await world.mod.slash(world.channel, "article remove", article=article_id)
    return await world.mod.click(response_message(asked), label="Remove")


# list and show


async def test_the_list_has_all_that_can_be_asked_and_marks_what_is_shared_or_hidden(
    world: World,
) -> None:
    await world.add(ZEBRA, "On zebras")
    await world.mod.slash(world.channel, "article hide", article="iraq-strikes")
    result = await world.mod.slash(world.channel, "article list")
    text = response_of(result)
    assert result.ephemeral
    assert text.startswith("**2 articles in this server**")
    assert "**On zebras**\n-# 1 passage · added <t:" in text
    assert f"**{SHIPPED}**\n-# 29 passages · came with Pullquote · **hidden here**" in text


@pytest.mark.environment(PULLQUOTE_USER_QUESTIONS="600")
async def test_the_list_is_turned_page_by_page_also_after_a_restart(
    world: World, make_client: Callable[..., PullquoteClient], library: Library
) -> None:
    for number in range(20):
        await world.add(f"{YAK} {number}", f"Yak {number:02}")
    result = await world.mod.slash(world.channel, "article list")
    assert "**21 articles in this server** · page 1 of 3" in response_of(result)
    pages = [response_of(result)]
    message = response_message(result)
    await world.env.restart_bot(make_client(library))
    pages += [response_of(await world.mod.click(message, label="Next")) for _ in range(2)]
    shown = [line for page in pages for line in page.split("\n") if line.startswith("**Yak")]
    assert shown == [f"**Yak {number:02}**" for number in range(20)]
    assert "page 2 of 3" in response_of(await world.mod.click(message, label="Back"))
    callbacks = [r.json for r in world.env.http_requests if "callback" in r.path]
    for payload in callbacks:
        assert isinstance(payload, dict)
        assert check_message(payload["data"]) == []


async def test_a_page_that_is_no_longer_there_is_the_last_one(world: World) -> None:
    ids = [await world.add(f"{YAK} {number}", f"Yak {number}") for number in range(8)]
    result = await world.mod.slash(world.channel, "article list")
    for article_id in ids:
        await removed(world, article_id)
    turned = await world.mod.click(response_message(result), label="Next")
    assert response_of(turned).startswith("**1 article in this server**")


async def test_a_list_in_direct_messages_is_ones_own(world: World) -> None:
    await world.add(ZEBRA, "On zebras")
    result = await world.alice.user.slash("article list")
    assert response_of(result).startswith("**1 article that you can ask here**")


async def test_show_says_what_an_article_is_and_offers_to_ask_it(world: World) -> None:
    article_id = await world.add(ZEBRA, "On zebras")
    result = await world.mod.slash(world.channel, "article show", article="zebras")
    text = response_of(result)
    assert result.ephemeral
    assert text.startswith("**On zebras**\nOn zebras.txt")
    assert "> The zebra sleeps in the blue barn." in text
    assert "46 characters · 1 passage · language en" in text
    assert f"by <@{world.mod.id}>" in text
    assert f"id {article_id} · revision {article_id}" in text
    assert result.response is not None
    labels = [button["label"] for button in buttons_of(result.response.components)]
    assert labels == ["Ask something"]


async def test_show_is_one_press_away_from_the_list(world: World) -> None:
    listed = await world.mod.slash(world.channel, "article list")
    result = await world.mod.click(response_message(listed), label="Show")
    assert f"**{SHIPPED}" in response_of(result)
    assert "Came with Pullquote" in response_of(result)


# update and rename


async def test_an_update_is_what_is_asked_next_and_old_answers_say_how_it_read(
    world: World,
) -> None:
    article_id = await world.add(ZEBRA, "On zebras")
    await world.answers("Where does the zebra sleep?")
    answer = world.last
    result = await world.mod.slash(
        world.channel,
        "article update",
        article=article_id,
        file=("new.txt", b"The zebra sleeps in the red house."),
    )
    assert "**Updated: On zebras**" in response_of(result)
    assert "red house" in await world.answers("Where does the zebra sleep?")
    context = await world.bob.click(answer, label="In context")
    assert "no longer in it. It read: “The zebra sleeps in the blue barn.”" in response_of(context)
    shown = await world.mod.slash(world.channel, "article show", article=article_id)
    assert "changed <t:" in response_of(shown)


async def test_an_update_without_a_file_is_a_form_with_the_text_that_is_there(
    world: World,
) -> None:
    article_id = await world.add(ZEBRA, "On zebras")
    form = await world.mod.slash(world.channel, "article update", article=article_id)
    assert form.modal is not None
    fields = [part["component"] for part in form.modal["components"]]
    assert [field["value"] for field in fields] == ["On zebras", ZEBRA]
    result = await world.mod.submit_modal(form, {"title": "On yaks", "text": YAK})
    assert "**Updated: On yaks**" in response_of(result)
    assert "The yak dances" in await world.answers("Where does the yak dance?")


async def test_an_update_keeps_what_the_new_file_does_not_say(world: World) -> None:
    page = (
        "<html lang=de><head><title>Zebras</title><meta property=og:site_name "
        "content='Lindow Gazette'></head><body><article><p>Das Zebra schläft in der blauen "
        "Scheune, und der Hof gehört einem Müller.</p></article></body></html>"
    )
    result = await world.mod.slash(
        world.channel, "article add", file=("zebras.html", page.encode())
    )
    article_id = asked_by(result)
    await world.mod.slash(
        world.channel,
        "article update",
        article=article_id,
        file=("v2-final(3).txt", ZEBRA.encode()),
    )
    shown = response_of(await world.mod.slash(world.channel, "article show", article=article_id))
    assert "Lindow Gazette" in shown
    assert "v2" not in shown
    assert "language de" in shown


async def test_a_title_that_two_articles_share_is_refused_with_both_ids(world: World) -> None:
    ids = [await world.add(text, "Minutes") for text in (ZEBRA, YAK)]
    for name, more in (
        ("article remove", {}),
        ("article show", {}),
        ("article rename", {"title": "Hours"}),
        ("ask", {"question": "Who sleeps?"}),
    ):
        result = await world.mod.slash(world.channel, name, article="Minutes", **more)
        said = response_of(result)
        assert "2 articles are called “Minutes”. Use the id of one:" in said
        assert all(article_id in said for article_id in ids)
    world.env.errors.clear()


async def test_the_same_text_again_is_told_so(world: World) -> None:
    article_id = await world.add(ZEBRA, "On zebras")
    result = await world.mod.slash(
        world.channel, "article update", article=article_id, file=("same.txt", ZEBRA.encode())
    )
    assert "**The text of On zebras is the same as before**" in response_of(result)


async def test_a_renamed_article_is_cited_by_its_new_title(world: World) -> None:
    article_id = await world.add(ZEBRA, "On zebras")
    result = await world.mod.slash(
        world.channel, "article rename", article=article_id, title="All about zebras"
    )
    assert "**Renamed:** On zebras is now **All about zebras**." in response_of(result)
    assert "-# All about zebras" in await world.answers("Where does the zebra sleep?")


# remove


async def test_removing_asks_first_and_can_be_undone_for_a_minute(world: World) -> None:
    article_id = await world.add(ZEBRA, "On zebras")
    asked = await world.mod.slash(world.channel, "article remove", article=article_id)
    assert asked.ephemeral
    assert "**Remove “On zebras”?**" in response_of(asked)
    assert "blue barn" in await world.answers("Where does the zebra sleep?")
    gone = await world.mod.click(response_message(asked), label="Remove")
    assert "**Removed: On zebras**\nYou can undo this until <t:" in response_of(gone)
    assert "blue barn" not in await world.answers("Where does the zebra sleep?")
    await world.env.advance_time(50)
    back = await world.mod.click(response_message(asked), label="Undo")
    assert "**On zebras is back.**" in response_of(back)
    assert "blue barn" in await world.answers("Where does the zebra sleep?")


async def test_after_a_minute_it_is_too_late_to_undo(world: World) -> None:
    gone = await removed(world, await world.add(ZEBRA, "On zebras"))
    await world.env.advance_time(61)
    late = await world.mod.click(response_message(gone), label="Undo")
    assert late.ephemeral
    assert "It is too late to undo this" in response_of(late)
    assert "blue barn" not in await world.answers("Where does the zebra sleep?")


async def test_undo_works_after_a_restart(
    world: World, make_client: Callable[..., PullquoteClient], library: Library
) -> None:
    gone = await removed(world, await world.add(ZEBRA, "On zebras"))
    await world.env.restart_bot(make_client(library))
    back = await world.mod.click(response_message(gone), label="Undo")
    assert "is back" in response_of(back)


async def test_what_is_removed_meanwhile_is_told_so(world: World) -> None:
    article_id = await world.add(ZEBRA, "On zebras")
    asked = await world.mod.slash(world.channel, "article remove", article=article_id)
    await removed(world, article_id)
    again = await world.mod.click(response_message(asked), label="Remove")
    assert again.ephemeral
    assert "There is no article" in response_of(again)


# hide


async def test_a_shipped_article_is_hidden_and_shown_again_not_removed(world: World) -> None:
    refused = await world.mod.slash(world.channel, "article remove", article="iraq-strikes")
    assert "is shared with everybody. /article hide hides it here." in response_of(refused)
    world.env.errors.clear()
    hidden = await world.mod.slash(world.channel, "article hide", article="iraq-strikes")
    assert f"**Hidden here: {SHIPPED}**" in response_of(hidden)
    assert "There are no articles here yet." in await world.answers("Where is Camp Taji?")
    assert not await world.alice.autocomplete(world.channel, "ask", "article", "iran", question="x")
    choices = await world.mod.autocomplete(world.channel, "article unhide", "article", "iran")
    assert [choice["value"] for choice in choices] == ["iraq-strikes"]
    shown = await world.mod.slash(world.channel, "article unhide", article="iraq-strikes")
    assert f"**Shown again: {SHIPPED}**" in response_of(shown)
    assert "Camp Taji" in await world.answers("Where is the base known as Camp Taji?")


async def test_only_what_a_command_can_act_on_is_completed(world: World) -> None:
    article_id = await world.add(ZEBRA, "On zebras")
    for name, expected in {
        "article show": [article_id, "iraq-strikes"],
        "article update": [article_id],
        "article rename": [article_id],
        "article remove": [article_id],
        "article hide": ["iraq-strikes"],
        "article unhide": [],
    }.items():
        filled = {"title": "x"} if name == "article rename" else {}
        choices = await world.mod.autocomplete(world.channel, name, "article", "", **filled)
        assert [choice["value"] for choice in choices] == expected


@pytest.mark.environment(PULLQUOTE_USER_QUESTIONS="600")
async def test_at_most_25_titles_are_completed_each_within_100_characters(world: World) -> None:
    for number in range(30):
        await world.add(f"{YAK} {number}", f"Yak {number} " + "y" * 100)
    choices = await world.alice.autocomplete(world.channel, "ask", "article", "yak", question="x")
    assert len(choices) == 25
    assert max(len(choice["name"]) for choice in choices) == 100
