"""A small Discord on loopback: what people do in it, and what can go wrong with it."""

import socket
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from tests.gateway.files import Files, Upload
from tests.gateway.gateway import Gateway
from tests.gateway.interactions import Interaction, Interactions
from tests.gateway.protocol import Close, InteractionKind, Payload
from tests.gateway.rest import API, Rest
from tests.gateway.routes import Routes
from tests.gateway.world import ALL_PERMISSIONS, PRIVATE, World, is_with_the_bot, snowflake
from tests.payload import SELECTS, component_of

TOKEN = "correct.horse.battery"
UPLOAD_LIMIT = 10 << 20  # bytes
OPTION_TYPES = {str: 3, int: 4, bool: 5, float: 10, Upload: 11}
SUBCOMMAND, SUBCOMMAND_GROUP = 1, 2
GUILD_CONTEXT, DIRECT_CONTEXT, PRIVATE_CONTEXT = 0, 1, 2


class LoopbackDiscord:
    """One world behind REST and gateway.

    What people do (`say`, `slash`, ...) is sent before the call returns, so that a test can
    put it between losing a connection and finding it again; what the bot does is awaited.
    """

    def __init__(self, port: int, token: str) -> None:
        self.api = f"http://127.0.0.1:{port}{API}"
        self.gateway_url = f"ws://127.0.0.1:{port}/gateway"
        self.world = World()
        self.interactions = Interactions(self.world)
        self.gateway = Gateway(self.world, token, self.gateway_url)
        self.rest = Rest(Routes(self.world, self.interactions, self.gateway), token)
        self.files = Files(f"http://127.0.0.1:{port}")
        self.world.emit = self.gateway.dispatch

    def application(self) -> web.Application:
        """Return both halves, ready to be served."""
        application = web.Application(client_max_size=UPLOAD_LIMIT + (1 << 20))  # and the form
        self.rest.mount(application)
        self.files.mount(application)
        application.router.add_get("/gateway", self.gateway.handle)
        return application

    def say(
        self,
        text: str,
        *,
        by: str = "ada",
        where: Payload | None = None,
        mention: bool = False,
        reply_to: Payload | None = None,
        files: Iterable[Upload] = (),
    ) -> Payload:
        """Send a person's message to a channel (the server's own unless given) and return it.

        As on Discord, a reply pings the author of an ordinary message, not of a command's response.
        """
        author = self.world.user(by)
        body: Payload = {"content": f"<@{self.world.bot['id']}> {text}" if mention else text}
        body["attachments"] = [upload.payload for upload in files]
        pinged: list[Payload] = [self.world.bot] if mention else []
        if reply_to:
            body["message_reference"] = {"message_id": reply_to["id"]}
            if "webhook_id" not in reply_to and reply_to["author"] not in pinged:
                pinged.append(reply_to["author"])
        return self.world.post(where or self.world.channel, author, body, mentions=pinged)

    def slash(
        self, command: str, *, by: str = "ada", where: Payload | None = None, **options: object
    ) -> Interaction:
        """Send a slash command; `command` may name a subcommand ("article show").

        An option may be a file (`files.upload`).
        """
        uploads = {value.id: value for value in options.values() if isinstance(value, Upload)}
        sent = [
            {
                "name": name,
                "type": OPTION_TYPES[type(value)],
                "value": value.id if isinstance(value, Upload) else value,
            }
            for name, value in options.items()
        ]
        data = self._command(command, sent)
        if uploads:
            attachments = {number: upload.payload for number, upload in uploads.items()}
            data["resolved"] = {"attachments": attachments}
        return self._interact(InteractionKind.COMMAND, data, by, where)

    def autocomplete(
        self,
        command: str,
        focused: str,
        typed: str,
        *,
        by: str = "ada",
        where: Payload | None = None,
        **options: str,
    ) -> Interaction:
        """Send a keystroke in an option of a slash command, with the options filled before."""
        sent: list[Payload] = [
            {"name": name, "type": OPTION_TYPES[str], "value": value}
            for name, value in options.items()
        ]
        sent.append({"name": focused, "type": OPTION_TYPES[str], "value": typed, "focused": True})
        return self._interact(InteractionKind.AUTOCOMPLETE, self._command(command, sent), by, where)

    def click(
        self, message: Payload, custom_id: str, *, by: str = "ada", values: list[str] | None = None
    ) -> Interaction:
        """Click a button of a message of the bot, or choose from a select (its first option)."""
        component: Payload = dict(component_of(message, custom_id))
        data: Payload = {"custom_id": custom_id, "component_type": component["type"]}
        if component["type"] in SELECTS:
            data["values"] = values or [component["options"][0]["value"]]
        where = self.world.channel_of(message["channel_id"])
        clicked = self.world.message_of(message["id"])
        return self._interact(InteractionKind.COMPONENT, data, by, where, clicked)

    def submit(self, opened: Interaction, values: Mapping[str, str]) -> Interaction:
        """Send the form that an interaction was answered with, its fields filled in."""
        form = opened.first.entries[0]["data"]
        fields: list[Payload] = []
        for label in form["components"]:
            field = label["component"]
            filled = {"type": field["type"], "id": 2, "custom_id": field["custom_id"]}
            value = {"value": values.get(field["custom_id"], "")}
            fields.append({"type": label["type"], "id": 1, "component": filled | value})
        data = {"custom_id": form["custom_id"], "components": fields}
        by = opened.user["username"]
        return self._interact(InteractionKind.MODAL, data, by, opened.channel)

    async def reply(self, message: Payload, *, nth: int = 1) -> Payload:
        """Wait for the nth message of the bot that answers a person's message, or edit of one."""
        return await self.world.shown.wait_for(lambda shown: _answers(shown, message), nth=nth)

    def _interact(
        self,
        kind: InteractionKind,
        data: Payload,
        by: str,
        where: Payload | None,
        clicked: Payload | None = None,
    ) -> Interaction:
        user, channel = self.world.user(by), where or self.world.channel
        interaction = Interaction(kind, channel, user, clicked)
        event: Payload = {
            "id": interaction.id,
            "application_id": self.world.bot["id"],
            "type": kind,
            "token": interaction.token,
            "version": 1,
            "data": data,
            "channel_id": channel["id"],
            "channel": channel,
            "app_permissions": ALL_PERMISSIONS,
            "locale": "en-GB",
            "entitlements": [],
            "attachment_size_limit": UPLOAD_LIMIT,
        }
        if is_with_the_bot(channel):
            event |= {"user": user, "context": DIRECT_CONTEXT}
            event["authorizing_integration_owners"] = {"0": "0"}
        elif channel["type"] in PRIVATE:  # where a person has the bot by an installation of theirs
            event |= {"user": user, "context": PRIVATE_CONTEXT}
            event["authorizing_integration_owners"] = {"1": user["id"]}
        else:
            event |= {"member": self.world.member(user), "context": GUILD_CONTEXT}
            event |= {"guild_id": channel["guild_id"], "guild_locale": "en-US"}
            event["authorizing_integration_owners"] = {"0": channel["guild_id"]}
        if clicked:
            event["message"] = clicked
        self.interactions.add(interaction)
        self.gateway.dispatch("INTERACTION_CREATE", event)
        return interaction

    def _command(self, command: str, options: list[Payload]) -> Payload:
        name, *path = command.split()
        for step in reversed(path):
            nested = any(option["type"] == SUBCOMMAND for option in options)
            kind = SUBCOMMAND_GROUP if nested else SUBCOMMAND
            options = [{"name": step, "type": kind, "options": options}]
        return {"id": snowflake(), "name": name, "type": 1, "options": options}


@asynccontextmanager
async def loopback_discord(token: str = TOKEN) -> AsyncIterator[LoopbackDiscord]:
    """Serve a new Discord on a free port of 127.0.0.1 until the end of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = LoopbackDiscord(listener.getsockname()[1], token)
    runner = web.AppRunner(server.application(), shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        yield server
    finally:
        server.gateway.close(Close.GOING_AWAY)
        await runner.cleanup()


def _answers(shown: Mapping[str, object], message: Payload) -> bool:
    reference = shown.get("message_reference")
    if isinstance(reference, Mapping):
        return bool(reference["message_id"] == message["id"])
    after = int(str(shown["id"])) > int(message["id"])
    return after and shown["channel_id"] == message["channel_id"]
