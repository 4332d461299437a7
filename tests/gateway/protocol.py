"""The words of Discord's protocol that the loopback server speaks, and its way of refusing."""

from collections.abc import Iterable
from enum import IntEnum, IntFlag
from typing import Any

Payload = dict[str, Any]  # JSON on the wire: discord.py itself is what checks its shape


class Op(IntEnum):
    """Gateway opcodes."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """Gateway close codes."""

    NORMAL = 1000
    GOING_AWAY = 1001
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    SHARDING_REQUIRED = 4011
    DISALLOWED_INTENTS = 4014


class Intent(IntFlag):
    """The intents that decide what this server sends, and the privileged ones."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


class InteractionKind(IntEnum):
    """What a person did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """The first responses that an interaction accepts."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


class MessageFlag(IntFlag):
    """Flags of a message."""

    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    COMPONENTS_V2 = 1 << 15


class Refusal(Exception):  # noqa: N818 - it is an answer that Discord gives, not a fault of this server
    """An HTTP error answer: its status, Discord's code for it, and the errors by field."""

    def __init__(
        self, status: int, code: int, message: str, *, errors: Payload | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: Payload = {"code": code, "message": message}
        if errors:
            self.body["errors"] = errors


def refuse_violations(violations: Iterable[str]) -> None:
    """Raise the Refusal that names every violated limit (`path: sentence`), if there is one.

    Discord nests the errors as the payload is nested; discord.py's messages rely on it.
    """
    errors: Payload = {}
    for violation in violations:
        path, _, sentence = violation.partition(": ")
        field = errors
        for step in path.split("."):
            field = field.setdefault(step, {})
        field.setdefault("_errors", []).append({"code": "INVALID", "message": sentence})
    if errors:
        raise Refusal(400, 50035, "Invalid Form Body", errors=errors)
