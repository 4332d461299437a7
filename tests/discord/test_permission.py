"""Who may change the articles of a server: checked by the bot, whatever Discord's client hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
import pytest

from bot.render.articles import confirm_layout
from bot.views.components import text_view
from bot.views.removal import RemoveButton
from tests.discord.reading import response_message, response_of

if TYPE_CHECKING:
    from index.library import Library
    from index.model import CollectionId
    from tests.discord.conftest import World

YAK = "The yak dances in the green meadow."
ONLY = "Only people with the Manage Server permission"


async def show_to_all(world: World) -> None:
    """Let Discord show the commands about articles to everybody."""
    for command in await world.env.bot.tree.fetch_commands():  # type: ignore[attr-defined]  # a client with a tree
        if command.name in ("article", "Add as article"):
            world.guild.set_command_permissions(command, {world.guild.default_role: True})


async def test_discord_shows_the_commands_to_those_who_may_manage_the_server(
    world: World,
) -> None:
    assert "article add" not in world.alice.available_commands(world.channel)
    assert "article add" in world.mod.available_commands(world.channel)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("article add", {"file": ("yak.txt", YAK.encode())}),
        ("article add", {}),
        ("article list", {}),
        ("article show", {"article": "iraq-strikes"}),
        ("article update", {"article": "iraq-strikes"}),
        ("article rename", {"article": "iraq-strikes", "title": "Mine"}),
        ("article remove", {"article": "iraq-strikes"}),
        ("article hide", {"article": "iraq-strikes"}),
        ("article unhide", {"article": "iraq-strikes"}),
        ("article allow", {}),
    ],
)
async def test_the_bot_refuses_what_discord_would_let_pass(
    world: World, library: Library, name: str, options: dict[str, object]
) -> None:
    await show_to_all(world)
    result = await world.alice.slash(world.channel, name, **options)
    assert result.ephemeral
    assert result.modal is None
    assert response_of(result).startswith(ONLY)
    assert library.collections() == []
    world.env.errors.clear()


async def test_the_menu_of_a_message_is_refused_too(world: World, library: Library) -> None:
    await show_to_all(world)
    message = await world.bob.send(world.channel, YAK)
    result = await world.alice.context_menu(world.channel, "Add as article", message)
    assert response_of(result).startswith(ONLY)
    assert library.collections() == []
    world.env.errors.clear()


async def test_titles_are_not_completed_for_those_who_may_not_change_them(world: World) -> None:
    await show_to_all(world)
    assert not await world.alice.autocomplete(world.channel, "article show", "article", "")


async def test_somebody_elses_confirmation_is_refused_when_pressed(
    world: World, library: Library
) -> None:
    article_id = await world.add(YAK, "On yaks")
    channel = world.env.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    (record,) = [r for r in library.articles(collection_of(library)) if r.id == article_id]
    await channel.send(view=text_view(confirm_layout(record), RemoveButton(article_id)))
    refused = await world.bob.click(world.last, label="Remove")
    assert refused.ephemeral
    assert response_of(refused).startswith(ONLY)
    assert "The yak dances" in await world.answers("Where does the yak dance?")


async def test_who_loses_the_permission_cannot_send_the_form_that_is_open(
    world: World, library: Library
) -> None:
    role = world.guild.create_role("Editors")
    editor = world.guild.add_member(world.env.create_user("ed"), roles=[role])
    await show_to_all(world)
    await world.mod.slash(world.channel, "article allow", role=role)
    form = await editor.slash(world.channel, "article add")
    listed = await editor.slash(world.channel, "article list")
    await world.mod.slash(world.channel, "article allow")
    result = await editor.submit_modal(form, {"text": YAK})
    assert response_of(result).startswith(ONLY)
    pressed = await editor.click(response_message(listed), label="Show")
    assert response_of(pressed).startswith(ONLY)
    assert library.usage(collection_of(library)).articles == 0


async def test_a_role_can_be_allowed_and_the_answer_says_what_else_to_do(world: World) -> None:
    role = world.guild.create_role("Editors")
    editor = world.guild.add_member(world.env.create_user("ed"), roles=[role])
    await show_to_all(world)
    result = await world.mod.slash(world.channel, "article allow", role=role)
    assert result.ephemeral
    assert f"People with <@&{role.id}> can now change the articles" in response_of(result)
    assert "Server Settings, Integrations" in response_of(result)
    added = await editor.slash(world.channel, "article add", file=("yak.txt", YAK.encode()))
    assert "**Added: The yak" in response_of(added)
    refused = await editor.slash(world.channel, "article allow", role=role)
    assert response_of(refused) == "Only people with the Manage Server permission can do this."
    world.env.errors.clear()


async def test_everybody_is_not_a_role_that_can_be_allowed(world: World) -> None:
    result = await world.mod.slash(world.channel, "article allow", role=world.guild.default_role)
    assert response_of(result).startswith("That is everyone.")
    world.env.errors.clear()


async def test_in_direct_messages_nobody_else_can_be_allowed(world: World) -> None:
    result = await world.alice.user.slash("article allow")
    assert response_of(result).startswith("These articles are yours")
    world.env.errors.clear()


def collection_of(library: Library) -> CollectionId:
    """The only collection that is kept."""
    (collection,) = library.collections()
    return collection
