"""What whoever runs the bot meets: publishing, a second process, and a Discord out of reach."""

import asyncio
import signal
import socket
from datetime import timedelta

import discord
import pytest

from bot.client import PullquoteClient
from index.errors import LockedError
from index.model import Article, CollectionId
from tests.gateway.bot_under_test import QUESTION, QUOTED, running
from tests.gateway.conftest import ClientFactory, Pullquote
from tests.gateway.protocol import Close, Payload
from tests.gateway.server import LoopbackDiscord
from tests.gateway.test_process import START, STOP, connected
from tests.payload import custom_ids, shown_text
from tests.store.articles import NOW

NOWHERE = "ws://127.0.0.1:{port}/gateway"


async def output(process: asyncio.subprocess.Process) -> str:
    async with asyncio.timeout(START):
        printed, errors = await process.communicate()
    assert b"Traceback" not in errors, errors.decode()
    return printed.decode() + errors.decode()


@pytest.mark.parametrize("first", ["all", "one"])
async def test_commands_published_to_one_server_and_to_all_are_shown_once(
    server: LoopbackDiscord, pullquote: Pullquote, first: str
) -> None:
    runs = [["sync", "--guild", server.world.guild_id], ["sync"]]
    if first == "all":
        runs.reverse()
    said = ""
    for arguments in runs:
        process = await pullquote(*arguments)
        said = await output(process)
        assert process.returncode == 0

    commands = [each["name"] for published in server.world.commands.values() for each in published]
    assert len(commands) == len(set(commands)) > 0
    expected = "would show each of them twice" if first == "all" else "Taken back from server"
    assert expected in said
    assert ("restart it" in said) == ("Published to" in said)


async def test_doctor_says_whether_discord_shows_the_commands_of_this_version(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    assert "FIX  commands: Add as article is not published" in await doctor(pullquote)
    await output(await pullquote("sync"))
    assert "ok   commands: Discord shows those that this version has" in await doctor(pullquote)

    (ask,) = (each for each in server.world.commands[""] if each["name"] == "ask")
    ask["options"] = ask["options"][:1]
    server.world.commands[""].append(_older(ask))
    said = await doctor(pullquote)
    assert "FIX  commands: search is of another version; ask was changed; run `pullquote" in said


def _older(command: Payload) -> Payload:
    return {**command, "id": "1", "name": "search"}


async def doctor(pullquote: Pullquote) -> str:
    return await output(await pullquote("doctor"))


async def test_a_bot_that_discord_wants_to_have_shards_says_so(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.refuse_next_identify(Close.SHARDING_REQUIRED)
    process = await pullquote("run")
    said = await output(process)
    assert process.returncode == 2
    assert "called shards" in said.splitlines()[-1]


async def test_a_second_process_of_the_same_bot_is_refused_until_the_first_has_ended(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    first = await pullquote("run")
    await connected(first, server)

    second = await pullquote("run")
    said = await output(second)
    assert second.returncode == 2
    assert "This bot is running already" in said.splitlines()[-1]
    assert len(server.gateway.identifies) == 1

    first.kill()
    await first.wait()
    third = await pullquote("run")
    await server.gateway.received.wait_for(
        lambda _: len(server.gateway.identifies) == 2, within=START
    )
    third.send_signal(signal.SIGTERM)
    await asyncio.wait_for(third.communicate(), STOP)


@pytest.mark.thorough
async def test_a_gateway_that_is_not_there_yet_is_waited_for(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    with socket.socket() as held:  # bound, and not listened on: nobody else gets the port
        held.bind(("127.0.0.1", 0))
        gateway = NOWHERE.format(port=held.getsockname()[1])
        process = await pullquote("run", PULLQUOTE_DISCORD_GATEWAY=gateway)
        assert process.stderr is not None
        lines: list[str] = []
        async with asyncio.timeout(START):
            while sum("cannot be reached" in line for line in lines) < 2:
                line = (await process.stderr.readline()).decode()
                assert line, lines
                lines.append(line)
    assert process.returncode is None
    assert not [line for line in lines if "Traceback" in line]
    process.send_signal(signal.SIGTERM)
    _, errors = await asyncio.wait_for(process.communicate(), STOP)
    assert process.returncode == 0, errors.decode()


async def test_a_discord_that_is_out_of_order_at_start_is_waited_for(
    server: LoopbackDiscord, client_factory: ClientFactory, caplog: pytest.LogCaptureFixture
) -> None:
    server.rest.fail("GET", "^/users/@me$", status=503, times=2)
    async with running(client_factory()):
        assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
    waited = [r for r in caplog.records if "cannot be reached" in r.getMessage()]
    assert [line.getMessage().partition(" in ")[2][:3] for line in waited] == ["1 s", "2 s"]
    assert not [line for line in waited if line.exc_info]


async def test_a_wrong_token_is_not_waited_for(client_factory: ClientFactory) -> None:
    client = client_factory()
    with pytest.raises(discord.LoginFailure):
        async with running(client, "mistyped"):
            pass


async def test_an_event_that_cannot_be_understood_is_logged_and_survived(
    server: LoopbackDiscord, bot: discord.Client, caplog: pytest.LogCaptureFixture
) -> None:
    half = {"channel_id": server.world.channel["id"], "author": server.world.bot, "mentions": []}
    server.gateway.dispatch("MESSAGE_CREATE", half)
    server.gateway.dispatch("INTERACTION_CREATE", {"secret": "xylophone"})

    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())

    said = [r.getMessage() for r in caplog.records if "was not understood" in r.getMessage()]
    assert [line.rpartition(" ")[2] for line in said] == ["MESSAGE_CREATE", "INTERACTION_CREATE"]
    assert len(server.gateway.identifies) == 1


async def test_a_server_that_cannot_be_noted_as_left_is_noted_in_the_next_round(
    server: LoopbackDiscord, client_factory: ClientFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_factory()
    assert isinstance(client, PullquoteClient)
    library = client.service._library
    here = CollectionId("server", int(server.world.guild_id))
    library.add(here, Article("", "Yaks", "The yak dances.", "The Zoo"), by=1, now=NOW)
    async with running(client):

        def locked(*_: object, **__: object) -> None:
            raise LockedError("The database is locked.")

        with monkeypatch.context() as broken:
            broken.setattr(type(library), "server_left", locked)
            await client._upkeep.left(here.number)
        assert library.servers_left() == {}
        server.gateway.dispatch("GUILD_DELETE", {"id": server.world.guild_id})
        await server.slash("privacy", where=server.world.direct(server.world.user("ada"))).answer()
        library.server_joined(here.number)

        await client._upkeep._purge_servers()
        assert set(library.servers_left()) == {here.number}


async def test_undoing_goes_by_the_clock_that_deletes(
    server: LoopbackDiscord, bot: discord.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord's clock, of which ids tell, may be minutes ahead of the machine's, or behind."""
    assert isinstance(bot, PullquoteClient)
    library = bot.service._library
    here = CollectionId("server", int(server.world.guild_id))
    library.add(here, Article("", "Yaks", "The yak dances.", "The Zoo"), by=1, now=NOW)
    shown = await server.slash("article remove", article="yaks").answer()
    ahead = discord.utils.utcnow() + timedelta(minutes=5)
    monkeypatch.setattr(discord.Interaction, "created_at", ahead)

    removed = await server.click(shown, only(shown, "article-remove:")).answer()
    await bot._upkeep._purge_removed()
    monkeypatch.setattr(discord.Interaction, "created_at", ahead + timedelta(minutes=5))

    restored = await server.click(removed, only(removed, "article-undo:")).answer()
    assert "too late" not in shown_text(restored)
    assert library.usage(here).articles == 1


def only(message: Payload, prefix: str) -> str:
    (found,) = (name for name in custom_ids(message) if name.startswith(prefix))
    return found
