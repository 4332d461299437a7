"""The discord.py client: intents, commands, and what connects them to the library."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import aiohttp
import discord
from discord import app_commands, ui

from bot.asking.asking import Asking
from bot.asking.cooldown import Cooldown
from bot.commands.articles.group import ArticleGroup
from bot.commands.articles.message import message_command
from bot.commands.ask import ask_command
from bot.commands.following import Follower
from bot.commands.mention import Mentions
from bot.commands.privacy import forget_command, privacy_command
from bot.commands.sources import sources_command
from bot.connecting import NotReachedError, survive, until_reached
from bot.reading.downloads import bound
from bot.upkeep import Upkeep
from bot.views.about import AboutButton
from bot.views.ask import AskButton
from bot.views.context import ContextButton
from bot.views.delete import DeleteButton
from bot.views.forget import ForgetButton
from bot.views.form import take_lost_form
from bot.views.in_time import keep_in_time
from bot.views.listing import PageButton, ShowButton, SourcesButton
from bot.views.look import LookButton
from bot.views.removal import RemoveButton, UndoButton
from bot.views.respond import ChangedError, answer_choices, respond_with_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.service import Service
    from bot.settings import Settings

log = logging.getLogger(__name__)

CONNECTIONS = 100
"""Connections to Discord at once; what comes on top waits. Some systems give 256 files in all."""

BUTTONS = (
    AboutButton,
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


_CHANGED = (
    app_commands.CommandNotFound,
    app_commands.CommandSignatureMismatch,
    app_commands.TransformerError,
)
"""What is raised for a command of an older or newer bot, which Discord still or already shows."""


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
        survive(self._connection.parsers)
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
        self._follower = Follower(self._mentions, self.asking)
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

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Log in and stay connected; a Discord that cannot be reached yet is waited for."""

        async def log_in() -> None:
            await self.http.close()  # what an attempt before has opened
            await self.login(token)

        await until_reached(log_in)
        await self.connect(reconnect=reconnect)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stay connected to the gateway, which discord.py has to have reached once."""

        async def attempt() -> None:
            try:
                await super(PullquoteClient, self).connect(reconnect=reconnect)
            except AttributeError as error:
                # discord.py wants to resume a connection that it never had.
                if self._has_connection or self.is_closed():
                    raise
                raise NotReachedError("its gateway does not answer") from error

        await until_reached(attempt) if reconnect else await attempt()

    @property
    def _has_connection(self) -> bool:
        socket: object = self.ws  # which is None before, whatever its type says
        return socket is not None

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for the moment to begin a session."""
        await super().before_identify_hook(shard_id, initial=initial)
        self.service.observer.identified()

    async def on_resumed(self) -> None:
        """Count a session that was gone on with."""
        self.service.observer.resumed()

    @property
    def lease(self) -> float | None:
        """For how many seconds the client may answer still; None where nobody else does."""
        return None

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

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer a question again that was edited soon after it was answered."""
        if self.user is not None:
            channel = self.get_partial_messageable(payload.channel_id)
            await self._follower.on_edit(channel, payload.message, self.user)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take back the answer to a question that is deleted."""
        channel = self.get_partial_messageable(payload.channel_id)
        await self._follower.on_delete(channel, payload.message_id)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Pass an event on, unless the client is closed."""
        # What discord.py begins when a connection opens is not ended when the client is closed:
        # moments later it says that it is ready, and fails, for it has no loop any more.
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

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
            await answer_choices(interaction, [])
            return False
        underway.enter()
        keep_in_time(interaction)
        if not _as_published(interaction):
            raise ChangedError
        return True

    async def on_error(
        self,
        interaction: discord.Interaction[PullquoteClient],
        error: app_commands.AppCommandError,
        /,
    ) -> None:
        """Tell the person what went wrong, unless they are still typing."""
        if interaction.type is discord.InteractionType.autocomplete:
            await answer_choices(interaction, [])
        elif isinstance(error, _CHANGED):
            log.info("A command that Discord shows is not this bot's: %s", type(error).__name__)
            await respond_with_error(interaction, ChangedError())
        else:
            await respond_with_error(interaction, error)


def _as_published(interaction: discord.Interaction[PullquoteClient]) -> bool:
    """Tell whether the options of a command are of the kinds that it has: discord.py takes any."""
    command = interaction.command
    if not isinstance(command, app_commands.Command):
        return True
    kinds = {parameter.name: parameter.type.value for parameter in command.parameters}
    return all(kinds.get(name, kind) == kind for name, kind in _options(interaction.data))


def _options(data: object) -> Iterator[tuple[str, object]]:
    """Yield the name and the kind of each option that was given, those of subcommands too."""
    options = data.get("options") if isinstance(data, Mapping) else None
    for option in options or ():
        yield str(option["name"]), option["type"]
        yield from _options(option)


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
