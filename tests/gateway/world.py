"""What exists on the loopback Discord: people, servers, their channels, and every message."""

import copy
import re
import time
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

from tests.gateway.journal import Journal
from tests.gateway.protocol import MessageFlag, Payload, Refusal, refuse_violations
from tests.payload import check_message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DISCORD_EPOCH = 1420070400000  # milliseconds
ALL_PERMISSIONS = str((1 << 50) - 1)
TEXT_CHANNEL, DIRECT_MESSAGES, GROUP, PUBLIC_THREAD = 0, 1, 3, 11
PRIVATE = (DIRECT_MESSAGES, GROUP)
DEFAULT_MESSAGE, REPLY, COMMAND_RESPONSE = 0, 19, 20
SUBSTANCE = ("content", "embeds", "components", "attachments")
EDITABLE = ("content", "embeds", "components", "attachments", "flags")

_serial = count(1)


def snowflake() -> str:
    """Return a new id whose time is now: discord.py reads ages from ids."""
    return str(((int(time.time() * 1000) - DISCORD_EPOCH) << 22) | (next(_serial) % (1 << 22)))


class World:
    """The state behind REST and gateway; `emit` receives each event (name, data) it causes."""

    def __init__(self) -> None:
        self.emit: Callable[[str, Payload], None] = lambda _event, _data: None
        self.bot = _user("pullquote", bot=True)
        self.people: dict[str, Payload] = {}
        self.channels: dict[str, Payload] = {}
        self.messages: dict[str, Payload] = {}
        self.commands: dict[str, list[Payload]] = {}
        # Each message of the bot as it stood when it was sent and after each edit.
        self.shown: Journal[Payload] = Journal("a message of the bot")
        # What servers have besides the channel and the roles that are used here.
        self.quiet_channels = self.quiet_roles = 0
        self._in_guild: dict[str, list[Payload]] = {}
        self.guild_id = snowflake()
        self.guild_ids = [self.guild_id]
        # The role that Discord makes for a bot, of the bot's name.
        self.role: Payload = {
            "id": snowflake(),
            "name": "Pullquote",
            "position": 1,
            "managed": True,
            "tags": {"bot_id": self.bot["id"]},
        }
        self.channel = self._add_channel(TEXT_CHANNEL, "general")
        self.thread = self.open_thread("reading circle", self.channel)

    def user(self, name: str) -> Payload:
        """Return the person of that name, who joins when first named."""
        return self.people.setdefault(name, _user(name))

    def member(self, user: Payload, *, with_user: bool = True) -> Payload:
        """Return the person as a member of the server, with every permission."""
        joined = {"joined_at": _now(), "roles": [], "flags": 0, "permissions": ALL_PERMISSIONS}
        return {**joined, "deaf": False, "mute": False, **({"user": user} if with_user else {})}

    def direct(self, user: Payload) -> Payload:
        """Return the DM channel of that person and the bot."""
        for channel in self.channels.values():
            if is_with_the_bot(channel) and channel["recipients"][0]["id"] == user["id"]:
                return channel
        return self._add_private(DIRECT_MESSAGES, [user])

    def between(self, *people: Payload) -> Payload:
        """Return a new channel of people without the bot: of two their DMs, of more a group."""
        return self._add_private(DIRECT_MESSAGES if len(people) == 2 else GROUP, list(people))

    def open_thread(self, name: str, parent: Payload) -> Payload:
        """Open a thread under a channel."""
        thread = self._add_channel(PUBLIC_THREAD, name, parent["guild_id"])
        thread |= {
            "parent_id": parent["id"],
            "owner_id": self.bot["id"],
            "member_count": 2,
            "message_count": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": _now(),
                "locked": False,
            },
        }
        return thread

    def open_guild(self) -> Payload:
        """Open another server, of the shard after that of the last one; return its channel."""
        guild_id = str((1 << 40) + ((len(self.guild_ids) - 1) << 22))
        self.guild_ids.append(guild_id)
        return self._add_channel(TEXT_CHANNEL, "general", guild_id)

    def guild(self, guild_id: str) -> Payload:
        """Return a server as GUILD_CREATE tells it."""
        in_guild = self._in_guild.get(guild_id, [])
        everyone = {
            "id": guild_id,
            "name": "@everyone",
            "permissions": ALL_PERMISSIONS,
            "position": 0,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        return {
            "id": guild_id,
            "name": "Reading room",
            "owner_id": self.user("owner")["id"],
            "unavailable": False,
            "member_count": 2,
            "roles": [everyone, {**everyone, **self.role}, *self._quiet(guild_id, everyone)],
            "channels": [
                *(channel for channel in in_guild if channel["type"] == TEXT_CHANNEL),
                *(
                    _text_channel(str(int(guild_id) + number + 1), guild_id, f"room {number}")
                    for number in range(self.quiet_channels)
                ),
            ],
            "threads": [channel for channel in in_guild if channel["type"] == PUBLIC_THREAD],
            "members": [self.member(self.bot), self.member(self.user("owner"))],
            "preferred_locale": "en-US",
        }

    def _quiet(self, guild_id: str, role: Payload) -> "Iterator[Payload]":
        for number in range(self.quiet_roles):
            named = {"id": str(int(guild_id) + 1_000 + number), "name": f"circle {number}"}
            yield {**role, **named, "position": number + 2}

    def channel_of(self, channel_id: str) -> Payload:
        """Return the channel; Refusal when there is none."""
        try:
            return self.channels[channel_id]
        except KeyError:
            raise Refusal(404, 10003, "Unknown Channel") from None

    def message_of(self, message_id: str) -> Payload:
        """Return the stored message; Refusal when there is none."""
        try:
            return self.messages[message_id]
        except KeyError:
            raise Refusal(404, 10008, "Unknown Message") from None

    def history(self, channel_id: str) -> list[Payload]:
        """Return the channel's messages that everyone sees, newest first."""
        return [
            message
            for message in reversed(self.messages.values())
            if message["channel_id"] == channel_id and not is_ephemeral(message)
        ]

    def post(self, channel: Payload, author: Payload, body: Payload, **extra: object) -> Payload:
        """Store a message and emit it; an ephemeral one is emitted to nobody.

        Refusal when it is empty, unless it is still loading, or beyond a limit.
        """
        refuse_violations(check_message(body))
        loading = (body.get("flags") or 0) & MessageFlag.LOADING
        if not loading and not any(body.get(key) for key in SUBSTANCE):
            raise Refusal(400, 50006, "Cannot send an empty message")
        message: Payload = {
            "id": snowflake(),
            "channel_id": channel["id"],
            "author": author,
            "type": DEFAULT_MESSAGE,
            "content": body.get("content") or "",
            "embeds": body.get("embeds") or [],
            "components": _numbered(body.get("components") or []),
            "attachments": body.get("attachments") or [],
            "flags": body.get("flags") or 0,
            "timestamp": _now(),
            "edited_timestamp": None,
            "tts": False,
            "pinned": False,
            "mention_everyone": False,
            "mention_roles": re.findall(r"<@&(\d+)>", body.get("content") or ""),
            "mentions": self._mentioned(body.get("content") or ""),
            **extra,
        }
        if "message_reference" in body:
            message |= self._reply(body["message_reference"])
        self.messages[message["id"]] = message
        self._announce("MESSAGE_CREATE", message)
        return message

    def edit(self, message: Payload, body: Payload) -> Payload:
        """Change a message and emit it; Refusal when the result is beyond a limit."""
        changes = {key: body[key] or type(message[key])() for key in EDITABLE if key in body}
        # The flags that a message was sent with stay, but it loads only until it has something.
        kept = message["flags"] & ~MessageFlag.LOADING
        changes["flags"] = kept | changes.get("flags", 0)
        refuse_violations(check_message({**message, **changes}))
        message |= changes | {"edited_timestamp": _now()}
        message["components"] = _numbered(message["components"])
        self._announce("MESSAGE_UPDATE", message)
        return message

    def delete(self, message: Payload) -> None:
        """Remove a message and emit that."""
        del self.messages[message["id"]]
        if not is_ephemeral(message):
            self.emit("MESSAGE_DELETE", {key: message[key] for key in ("id", "channel_id")})

    def _announce(self, event: str, message: Payload) -> None:
        if message["author"] is self.bot and not message["flags"] & MessageFlag.LOADING:
            self.shown.add(copy.deepcopy(message))
        if is_ephemeral(message):
            return
        place: Payload = {}
        if guild_id := self.channels[message["channel_id"]].get("guild_id"):
            member = self.member(message["author"], with_user=False)
            place = {"guild_id": guild_id, "member": member}
        self.emit(event, message | place)

    def _reply(self, reference: Payload) -> Payload:
        target = self.messages.get(str(reference["message_id"]))  # discord.py sends an integer
        if target is None:
            if reference.get("fail_if_not_exists", True):
                refuse_violations(["message_reference: Unknown message"])
            return {}
        ids = {"message_id": target["id"], "channel_id": target["channel_id"]}
        return {"type": REPLY, "message_reference": ids, "referenced_message": target}

    def _mentioned(self, content: str) -> list[Payload]:
        known = {user["id"]: user for user in (self.bot, *self.people.values())}
        ids = dict.fromkeys(re.findall(r"<@!?(\d+)>", content))
        return [known[user_id] for user_id in ids if user_id in known]

    def _add_private(self, kind: int, recipients: list[Payload]) -> Payload:
        channel: Payload = {"id": snowflake(), "type": kind, "recipients": recipients}
        self.channels[channel["id"]] = channel
        return channel

    def _add_channel(self, kind: int, name: str, guild_id: str | None = None) -> Payload:
        channel = _text_channel(snowflake(), guild_id or self.guild_id, name) | {"type": kind}
        self.channels[channel["id"]] = channel
        self._in_guild.setdefault(channel["guild_id"], []).append(channel)
        return channel


def is_ephemeral(message: Payload) -> bool:
    """Tell whether only one person sees the message."""
    return bool(message["flags"] & MessageFlag.EPHEMERAL)


def is_with_the_bot(channel: Payload) -> bool:
    """Tell whether a channel is the DM channel of one person and the bot."""
    return channel["type"] == DIRECT_MESSAGES and len(channel["recipients"]) == 1


def _text_channel(channel_id: str, guild_id: str, name: str) -> Payload:
    return {
        "id": channel_id,
        "type": TEXT_CHANNEL,
        "guild_id": guild_id,
        "name": name,
        "position": 0,
        "permission_overwrites": [],
        "permissions": ALL_PERMISSIONS,
    }


def _user(name: str, *, bot: bool = False) -> Payload:
    return {
        "id": snowflake(),
        "username": name,
        "discriminator": "0",
        "global_name": name.title(),
        "avatar": None,
        "bot": bot,
    }


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _numbered(components: list[Payload]) -> list[Payload]:
    """Return the components with the ids that Discord gives to those without one."""
    numbers = count(1)

    def number(component: Payload) -> Payload:
        numbered = {"id": next(numbers), **component}
        if "components" in component:
            numbered["components"] = [number(child) for child in component["components"]]
        if "accessory" in component:
            numbered["accessory"] = number(component["accessory"])
        return numbered

    return [number(component) for component in components]
