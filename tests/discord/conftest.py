"""A bot over the shipped articles in a simulated Discord, with its commands published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.client import PullquoteClient
from bot.service import Service
from bot.settings import load
from index.library import Library
from tests.discord.reading import mention_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import discord
    import simcord
    from simcord.actors import MemberActor
    from simcord.builders import ChannelHandle, GuildHandle


@dataclass(frozen=True)
class World:
    """A server with a channel and two members, and the bot."""

    env: simcord.Env
    guild: GuildHandle
    channel: ChannelHandle
    alice: MemberActor
    bob: MemberActor

    @property
    def last(self) -> discord.Message:
        """The last message of the channel."""
        message = self.channel.last_message
        assert message is not None
        return message

    @property
    def me(self) -> str:
        """The mention of the bot."""
        return mention_of(self.env.bot)


@pytest.fixture
def library() -> Library:
    return Library.open()


@pytest.fixture
def make_client(tmp_path: Path) -> Callable[..., PullquoteClient]:
    def make(library: Library, **environment: str) -> PullquoteClient:
        settings = load({"PULLQUOTE_DATA": str(tmp_path), **environment})
        return PullquoteClient(service=Service(library, workers=2), settings=settings)

    return make


@pytest.fixture
def simcord_bot(
    library: Library, make_client: Callable[..., PullquoteClient], request: pytest.FixtureRequest
) -> PullquoteClient:
    """The bot; ``@pytest.mark.environment(...)`` sets variables of its environment."""
    marker = request.node.get_closest_marker("environment")
    return make_client(library, **(marker.kwargs if marker else {}))


@pytest.fixture
async def world(simcord_env: simcord.Env, simcord_bot: PullquoteClient) -> World:
    await simcord_bot.tree.sync()
    guild = simcord_env.create_guild()
    return World(
        env=simcord_env,
        guild=guild,
        channel=guild.create_text_channel("general"),
        alice=guild.add_member(simcord_env.create_user("alice")),
        bob=guild.add_member(simcord_env.create_user("bob")),
    )
