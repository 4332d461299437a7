import discord
import pytest

from tests.gateway.bot_under_test import running
from tests.gateway.conftest import ClientFactory
from tests.gateway.protocol import PRIVILEGED, Close, Intent
from tests.gateway.server import LoopbackDiscord


async def test_the_bot_logs_in_and_sees_its_server(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    assert bot.is_ready()
    assert [str(guild.id) for guild in bot.guilds] == [server.world.guild_id]
    assert len(server.gateway.identifies) == 1


async def test_no_privileged_intent_is_asked_for(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    asked = Intent(server.gateway.identifies[0].data["intents"])

    assert not asked & PRIVILEGED
    assert asked & Intent.GUILDS
    assert asked & Intent.GUILD_MESSAGES
    assert asked & Intent.DIRECT_MESSAGES


async def test_commands_are_not_published_at_every_start(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    assert not server.rest.requests.matching(lambda request: request.path.endswith("/commands"))


async def test_a_wrong_token_ends_the_login(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    with pytest.raises(discord.LoginFailure):
        async with running(client_factory(), token="wrong"):  # noqa: S106 - it is none
            pass

    assert [request.status for request in server.rest.requests.entries] == [401]
    assert not server.gateway.identifies


async def test_a_token_that_the_gateway_refuses_is_not_tried_again(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    server.gateway.refuse_next_identify(Close.AUTHENTICATION_FAILED)

    with pytest.raises((discord.LoginFailure, discord.ConnectionClosed)) as failure:
        async with running(client_factory()):
            pass

    if isinstance(failure.value, discord.ConnectionClosed):
        assert failure.value.code == Close.AUTHENTICATION_FAILED
    assert len(server.gateway.identifies) == 1


async def test_intents_that_discord_withholds_end_the_login(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    server.gateway.refuse_next_identify(Close.DISALLOWED_INTENTS)

    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(client_factory()):
            pass

    assert len(server.gateway.identifies) == 1


async def test_a_rate_limited_login_waits_and_succeeds(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    server.rest.rate_limit("GET", "/users/@me$", retry_after=0.05)

    async with running(client_factory()):
        pass

    logins = server.rest.requests.matching(lambda request: request.path == "/users/@me")
    assert [request.status for request in logins] == [429, 200]
