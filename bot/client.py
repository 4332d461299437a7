"""The discord.py client: intents, commands, and what connects them to the library."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import aiohttp
import discord
from discord import app_commands, ui

from bot.asking.asking import Asking
from bot.asking.cooldown import Cooldown
from bot.commands.articles.group import ArticleGroup
from bot.commands.articles.message import message_command
from bot.commands.ask import ask_command
from bot.commands.mention import Mentions
from bot.commands.privacy import forget_command, privacy_command
from bot.commands.sources import sources_command
from bot.reading.downloads import bound
from bot.upkeep import Upkeep
from bot.views.ask import AskButton
from bot.views.context import ContextButton
from bot.views.delete import DeleteButton
from bot.views.forget import ForgetButton
from bot.views.form import take_lost_form
from bot.views.listing import PageButton, ShowButton, SourcesButton
from bot.views.look import LookButton
from bot.views.removal import RemoveButton, UndoButton
from bot.views.respond import respond_with_error

if TYPE_CHECKING:
    from bot.service import Service
    from bot.settings import Settings

log = logging.getLogger(__name__)

CONNECTIONS = 100
"""Connections to Discord at once; what comes on top waits. Some systems give 256 files in all."""

BUTTONS = (
    AskButton,
    ContextButton,
    DeleteButton,
    ForgetButton,
    LookButton,
    PageButton,
    RemoveButton,
    ShowButton,
    SourcesButton,
    UndoButton,
)


class PullquoteClient(discord.Client):
    """Pullquote on Discord.

    Needs no privileged intent: Discord delivers the content of messages that mention the bot, of
    replies to it, and of direct messages. Nothing that it sends can ping anybody.
    """

    connections = CONNECTIONS

    def __init__(
        self,
        *,
        service: Service,
        settings: Settings,
        guild_ready_timeout: float = 2.0,
        asking: Asking | None = None,
        upkeep: Upkeep | None = None,
        shard_id: int | None = None,
        shard_count: int | None = None,
    ) -> None:
        """Answer with a service; clients of several shards share its asking and its upkeep."""
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=guild_ready_timeout,
            shard_id=shard_id,
            shard_count=shard_count,
        )
        bound(self.http)
        self.service = service
        self.tree = Commands(
            self,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.asking = asking or asking_of(service, settings)
        self.underway = self.asking.underway
        self.forms: WeakValueDictionary[str, ui.Modal] = WeakValueDictionary()
        """The forms that people have open, by their ids."""
        self._mentions = Mentions(self.asking)
        self._upkeep = upkeep or Upkeep(service, lambda: [self])
        for command in (
            ask_command(self.asking),
            ArticleGroup(service),
            message_command(service),
            sources_command(),
            privacy_command(service),
            forget_command(service),
        ):
            self.tree.add_command(command)
        self.add_dynamic_items(*BUTTONS)

    async def login(self, token: str) -> None:
        """Log in, over a bounded number of connections: discord.py itself opens any number."""
        self.http.connector = aiohttp.TCPConnector(limit=self.connections)
        await super().login(token)

    async def on_ready(self) -> None:
        """Say in the log that the bot is there; begin what happens without anybody asking."""
        log.info("Ready as %s in %d servers", self.user, len(self.guilds))
        self._upkeep.ready()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Keep the articles of a server that the bot is in again."""
        await self._upkeep.joined(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Begin the days of grace of a server."""
        await self._upkeep.left(guild.id)

    async def on_interaction(self, interaction: discord.Interaction[discord.Client]) -> None:
        """Answer a form that was open while the bot was restarted; discord.py does the rest."""
        await take_lost_form(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Answer messages that are meant for the bot."""
        if self.user is not None:
            await self._mentions.on_message(message, self.user)

    async def close(self) -> None:
        """Leave Discord and stop the work."""
        self._upkeep.stop()
        self.service.close()
        await super().close()


class Commands(app_commands.CommandTree[PullquoteClient]):
    """The slash commands; what goes wrong in one reaches the person as one private sentence."""

    async def interaction_check(self, interaction: discord.Interaction[PullquoteClient], /) -> bool:
        """Count a command as a request; raise RestartingError while the bot is stopping."""
        underway = self.client.underway
        if underway.stopping and interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
            return False
        underway.enter()
        return True

    async def on_error(
        self,
        interaction: discord.Interaction[PullquoteClient],
        error: app_commands.AppCommandError,
        /,
    ) -> None:
        """Tell the person what went wrong."""
        await respond_with_error(interaction, error)


def asking_of(service: Service, settings: Settings) -> Asking:
    """Return what asking needs, as often as the settings allow it."""
    cooldown = Cooldown(
        user_questions=settings.user_questions, server_questions=settings.server_questions
    )
    return Asking(service, cooldown)


def use_server(settings: Settings) -> None:
    """Point discord.py at the server that the settings name, for the whole process."""
    if settings.discord_api:
        discord.http.Route.BASE = settings.discord_api
    if settings.discord_gateway:
        from discord.gateway import DiscordWebSocket  # noqa: PLC0415 - rarely needed
        from yarl import URL  # noqa: PLC0415 - as above

        DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway)
