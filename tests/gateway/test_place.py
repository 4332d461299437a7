"""Where others read, nothing of what is somebody's own is quoted, listed or remembered."""

from collections.abc import AsyncIterator

import discord
import pytest

from bot.client import PullquoteClient
from index.model import Article, CollectionId
from tests.gateway.bot_under_test import QUESTION, QUOTED, running
from tests.gateway.conftest import ClientFactory
from tests.gateway.protocol import MessageFlag, Payload
from tests.gateway.server import LoopbackDiscord
from tests.payload import shown_text
from tests.store.articles import NOW

ASKED = "Where did the secret zebra sleep?"
SECRET = "The secret zebra slept in the attic."
DIARY = Article("", "Diary", SECRET, "Ada")


@pytest.fixture
async def bot(
    client_factory: ClientFactory, server: LoopbackDiscord
) -> AsyncIterator[discord.Client]:
    """A bot to which Ada has given an article of her own."""
    client = client_factory()
    assert isinstance(client, PullquoteClient)
    ada = CollectionId("person", int(server.world.user("ada")["id"]))
    client.service._library.add(ada, DIARY, by=ada.number, now=NOW)
    async with running(client):
        yield client


def forget_the_server(server: LoopbackDiscord) -> None:
    """Let the bot know nothing of the server any more, from which it still gets messages."""
    server.gateway.dispatch("GUILD_DELETE", {"id": server.world.guild_id})


def place(server: LoopbackDiscord, name: str) -> Payload:
    """Return a channel of Ada's in which others read."""
    world = server.world
    ada, grace, alan = world.user("ada"), world.user("grace"), world.user("alan")
    match name:
        case "channel":
            return world.channel
        case "thread":
            return world.thread
        case "new thread":  # of which no event has told
            return world.open_thread("untold", world.channel)
        case "direct messages of two people":
            return world.between(ada, grace)
        case _:
            return world.between(ada, grace, alan)


SERVER_PLACES = ("channel", "thread", "new thread")
PRIVATE_PLACES = ("direct messages of two people", "group")


@pytest.mark.usefixtures("bot")
async def test_in_direct_messages_ones_own_articles_are_quoted(server: LoopbackDiscord) -> None:
    direct = server.world.direct(server.world.user("ada"))

    said = server.say(ASKED, where=direct)
    commanded = server.slash("ask", question=ASKED, where=direct)

    assert SECRET in shown_text(await server.reply(said))
    assert SECRET in shown_text(await commanded.answer())


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("name", SERVER_PLACES)
@pytest.mark.parametrize("known", [True, False])
async def test_a_message_in_a_server_is_none_in_private_whether_the_server_is_known_or_not(
    server: LoopbackDiscord, name: str, *, known: bool
) -> None:
    where = place(server, name)
    if not known:
        forget_the_server(server)

    chatter = server.say("Hello everyone, lovely weather.", where=where)
    private = server.say(ASKED, mention=True, where=where)
    public = server.say(QUESTION, mention=True, where=where)

    assert SECRET not in shown_text(await server.reply(private))
    answer = shown_text(await server.reply(public))
    assert QUOTED in answer
    assert f"**{QUESTION}**" in answer  # without the bot's name
    asked = {shown["message_reference"]["message_id"] for shown in server.world.shown.entries}
    assert chatter["id"] not in asked


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("name", [*SERVER_PLACES, *PRIVATE_PLACES])
async def test_a_command_where_others_read_quotes_and_completes_nothing_of_ones_own(
    server: LoopbackDiscord, name: str
) -> None:
    where = place(server, name)
    forget_the_server(server)

    private = server.slash("ask", question=ASKED, where=where)
    named = server.slash("ask", question=ASKED, article="Diary", where=where)
    public = server.slash("ask", question=QUESTION, where=where)
    typing = server.autocomplete("ask", "article", "Diary", question=ASKED, where=where)

    assert SECRET not in shown_text(await private.answer())
    assert "There is no article “Diary” here" in shown_text(await named.answer())
    assert QUOTED in shown_text(await public.answer())
    assert (await typing.response())["data"]["choices"] == []


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("name", PRIVATE_PLACES)
@pytest.mark.parametrize("command", ["article list", "article add", "article allow"])
async def test_ones_own_articles_are_not_managed_where_others_read(
    server: LoopbackDiscord, name: str, command: str
) -> None:
    refused = await server.slash(command, where=place(server, name)).answer()

    assert "Open a direct message with me" in shown_text(refused)
    assert refused["flags"] & MessageFlag.EPHEMERAL


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("name", PRIVATE_PLACES)
async def test_privacy_counts_ones_own_articles_for_oneself_alone(
    server: LoopbackDiscord, name: str
) -> None:
    told = await server.slash("privacy", where=place(server, name)).answer()

    assert "1 article of yours" in shown_text(told)
    assert told["flags"] & MessageFlag.EPHEMERAL
