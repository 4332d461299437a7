"""A bot over the shipped articles in a simulated Discord, with its commands published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
import pytest

from bot.client import PullquoteClient
from bot.service import Service
from bot.settings import load
from index.ingest import Limits, Overrides, article_from_text
from index.ingest.addresses import public_only
from index.library import Library
from index.model import CollectionId
from tests.discord.reading import mention_of, response_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import simcord
    from simcord.actors import MemberActor
    from simcord.builders import ChannelHandle, GuildHandle

    from index.ingest.addresses import Allow


READING = Limits(article_bytes=1_000_000)


@dataclass(frozen=True)
class World:
    """A server with a channel, two members and a moderator, and the bot."""

    env: simcord.Env
    library: Library
    guild: GuildHandle
    channel: ChannelHandle
    alice: MemberActor
    bob: MemberActor
    mod: MemberActor
    """May manage the server."""

    @property
    def last(self) -> discord.Message:
        """The last message of the channel."""
        message = self.channel.last_message
        assert message is not None
        return message

    async def add(self, text: str, title: str) -> str:
        """Add an article as a file that the moderator gave, at once; return its id."""
        article = article_from_text(text, overrides=Overrides(title=title, source=f"{title}.txt"))
        here = CollectionId("server", self.guild.id)
        return self.library.add(here, article, by=self.mod.id, now=self.env.now()).record.id

    async def answers(self, question: str) -> str:
        """Ask as a member does; return what the answer says."""
        return response_of(await self.alice.slash(self.channel, "ask", question=question))

    @property
    def me(self) -> str:
        """The mention of the bot."""
        return mention_of(self.env.bot)


@pytest.fixture
def library() -> Library:
    return Library.open()


@pytest.fixture
def allow() -> Allow | None:
    """From which addresses pages may be fetched."""
    return public_only


@pytest.fixture
def make_client(tmp_path: Path, allow: Allow | None) -> Callable[..., PullquoteClient]:
    def make(library: Library, **environment: str) -> PullquoteClient:
        settings = load({"PULLQUOTE_DATA": str(tmp_path), **environment})
        grace = timedelta(days=settings.grace_days)
        service = Service(library, workers=2, reading=READING, allow=allow, grace=grace)
        return PullquoteClient(service=service, settings=settings)

    return make


@pytest.fixture
def simcord_bot(
    library: Library, make_client: Callable[..., PullquoteClient], request: pytest.FixtureRequest
) -> PullquoteClient:
    """The bot; ``@pytest.mark.environment(...)`` sets variables of its environment."""
    marker = request.node.get_closest_marker("environment")
    return make_client(library, **(marker.kwargs if marker else {}))


@pytest.fixture
async def world(simcord_env: simcord.Env, simcord_bot: PullquoteClient, library: Library) -> World:
    await simcord_bot.tree.sync()
    guild = simcord_env.create_guild()
    moderators = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    return World(
        env=simcord_env,
        library=library,
        guild=guild,
        channel=guild.create_text_channel("general"),
        alice=guild.add_member(simcord_env.create_user("alice")),
        bob=guild.add_member(simcord_env.create_user("bob")),
        mod=guild.add_member(simcord_env.create_user("mod"), roles=[moderators]),
    )
