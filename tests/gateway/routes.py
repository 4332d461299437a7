"""What each REST route does to the world."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.gateway.gateway import Gateway
from tests.gateway.interactions import Interactions
from tests.gateway.protocol import Payload, Refusal, refuse_violations
from tests.gateway.world import World, snowflake
from tests.payload import check_command, check_thread


@dataclass(frozen=True)
class Call:
    """One request: the variable parts of its path, and its JSON."""

    params: Mapping[str, str]
    json: Any

    def __getitem__(self, name: str) -> str:
        return self.params[name]


Answer = Payload | list[Payload] | None
Handler = Callable[[Call], Answer]


class Routes:
    """The handlers over one world; an answer of None is 204, a Refusal an error."""

    def __init__(self, world: World, interactions: Interactions, gateway: Gateway) -> None:
        self._world = world
        self._interactions = interactions
        self._gateway_state = gateway

    def table(self) -> list[tuple[str, str, Handler]]:
        """Return every route: method, path, handler."""
        commands = "/applications/{app}/commands"
        guild_commands = "/applications/{app}/guilds/{guild}/commands"
        messages = "/channels/{channel}/messages"
        message = messages + "/{message}"
        webhook = "/webhooks/{app}/{token}"
        response = webhook + "/messages/{message}"
        return [
            ("GET", "/gateway", self._gateway),
            ("GET", "/gateway/bot", self._gateway),
            ("GET", "/users/@me", lambda _: self._world.bot),
            ("GET", "/users/@me/guilds", self._guilds),
            ("POST", "/users/@me/channels", self._open_direct),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", commands, self._commands),
            ("PUT", commands, self._publish),
            ("GET", guild_commands, self._commands),
            ("PUT", guild_commands, self._publish),
            ("POST", "/interactions/{id}/{token}/callback", self._respond),
            ("POST", webhook, self._follow_up),
            ("GET", response, self._response),
            ("PATCH", response, self._edit_response),
            ("DELETE", response, self._delete_response),
            ("GET", "/channels/{channel}", self._channel),
            ("POST", "/channels/{channel}/typing", lambda _: None),
            ("GET", messages, self._history),
            ("POST", messages, self._post),
            ("GET", message, self._message),
            ("PATCH", message, self._edit),
            ("DELETE", message, self._delete),
            ("POST", message + "/threads", self._open_thread),
            ("*", "/{unknown:.*}", self._unknown),
        ]

    def _gateway(self, _call: Call) -> Payload:
        return self._gateway_state.described()

    def _application(self, _call: Call) -> Payload:
        return {
            "id": self._world.bot["id"],
            "name": "Pullquote",
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "owner": self._world.user("owner"),
            "verify_key": "0" * 64,
            "flags": 0,
        }

    def _guilds(self, _call: Call) -> list[Payload]:
        return [self._world.guild(each) for each in self._world.guild_ids]

    def _commands(self, call: Call) -> list[Payload]:
        return self._world.commands.get(call.params.get("guild", ""), [])

    def _publish(self, call: Call) -> list[Payload]:
        refuse_violations(
            f"{number}.{violation}"
            for number, command in enumerate(call.json)
            for violation in check_command(command)
        )
        given = {"application_id": self._world.bot["id"], "description": ""}
        published = [
            {**given, "id": snowflake(), "version": snowflake(), **command} for command in call.json
        ]
        self._world.commands[call.params.get("guild", "")] = published
        return published

    def _respond(self, call: Call) -> Payload:
        return self._interactions.respond(call["token"], call.json)

    def _follow_up(self, call: Call) -> Payload:
        return self._interactions.follow_up(call["token"], call.json)

    def _response(self, call: Call) -> Payload:
        return self._interactions.message(call["token"], call["message"])

    def _edit_response(self, call: Call) -> Payload:
        return self._interactions.edit(call["token"], call["message"], call.json)

    def _delete_response(self, call: Call) -> None:
        self._interactions.delete(call["token"], call["message"])

    def _open_direct(self, call: Call) -> Payload:
        for person in self._world.people.values():
            if person["id"] == str(call.json["recipient_id"]):
                return self._world.direct(person)
        raise Refusal(404, 10013, "Unknown User")

    def _channel(self, call: Call) -> Payload:
        return self._world.channel_of(call["channel"])

    def _history(self, call: Call) -> list[Payload]:
        return self._world.history(self._channel(call)["id"])

    def _post(self, call: Call) -> Payload:
        channel = self._channel(call)
        if call.json.get("enforce_nonce"):
            for sent in self._world.history(channel["id"]):
                if sent["author"] is self._world.bot and sent.get("nonce") == call.json["nonce"]:
                    return sent
        nonce = call.json.get("nonce")
        return self._world.post(channel, self._world.bot, call.json, nonce=nonce)

    def _message(self, call: Call) -> Payload:
        return self._world.message_of(call["message"])

    def _edit(self, call: Call) -> Payload:
        message = self._message(call)
        if message["author"] is not self._world.bot:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        return self._world.edit(message, call.json)

    def _delete(self, call: Call) -> None:
        self._world.delete(self._message(call))

    def _open_thread(self, call: Call) -> Payload:
        refuse_violations(check_thread(call.json))
        return self._world.open_thread(call.json["name"], self._channel(call))

    def _unknown(self, _call: Call) -> Answer:
        raise Refusal(404, 0, "404: Not Found")
