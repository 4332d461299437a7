"""Interactions as Discord keeps them: one first response, in time, then edits and follow-ups."""

import copy
import time
from dataclasses import dataclass, field

from tests.gateway.journal import Journal
from tests.gateway.protocol import (
    Callback,
    InteractionKind,
    MessageFlag,
    Payload,
    Refusal,
    refuse_violations,
)
from tests.gateway.world import COMMAND_RESPONSE, World, snowflake
from tests.payload import check_callback


@dataclass
class Interaction:
    """One command, click or keystroke of a person, and all that the bot did about it."""

    kind: InteractionKind
    channel: Payload
    user: Payload
    clicked: Payload | None = None  # the message whose component was clicked
    id: str = field(default_factory=snowflake)
    token: str = field(default_factory=lambda: f"token-{snowflake()}")
    sent_at: float = field(default_factory=time.monotonic)
    original: Payload | None = None  # the message that `@original` means
    first: Journal[Payload] = field(default_factory=lambda: Journal("a first response"))
    # Every message made or changed through the token, as it stood then; not "thinking ...".
    messages: Journal[Payload] = field(default_factory=lambda: Journal("an interaction's message"))

    async def response(self) -> Payload:
        """Wait for the accepted first response, `{"type": ..., "data": ...}`."""
        return await self.first.wait_for()

    async def answer(self, *, nth: int = 1) -> Payload:
        """Wait for the nth message, or edit of one, that the interaction brought to the reader."""
        return await self.messages.wait_for(nth=nth)


class Interactions:
    """Every interaction by its token, and the rules that Discord holds the bot to."""

    def __init__(self, world: World) -> None:
        self.deadline = 3.0  # seconds until an interaction without response is unknown
        self.lifetime = 15 * 60.0  # seconds that a token is good for edits and follow-ups
        self._world = world
        self._by_token: dict[str, Interaction] = {}

    def add(self, interaction: Interaction) -> Interaction:
        """Make an interaction known, just before it is sent to the bot."""
        self._by_token[interaction.token] = interaction
        return interaction

    def respond(self, token: str, callback: Payload) -> Payload:
        """Take the first response; Refusal when it is late, the second, or beyond a limit."""
        interaction = self._by_token.get(token)
        if interaction is None or self._age(interaction) > self.deadline:
            raise Refusal(404, 10062, "Unknown interaction")
        if interaction.first.entries:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        refuse_violations(check_callback(callback))
        message = self._take(interaction, Callback(callback["type"]), callback.get("data") or {})
        interaction.first.add(callback)
        told: Payload = {"id": interaction.id, "type": interaction.kind}
        if message is None:
            return {"interaction": told}
        told |= {
            "response_message_id": message["id"],
            "response_message_loading": bool(message["flags"] & MessageFlag.LOADING),
            "response_message_ephemeral": bool(message["flags"] & MessageFlag.EPHEMERAL),
        }
        return {
            "interaction": told,
            "resource": {"type": callback["type"], "message": copy.deepcopy(message)},
        }

    def follow_up(self, token: str, body: Payload) -> Payload:
        """Add a message; the first one after a deferral fills the message that is "thinking"."""
        interaction = self._answered(token)
        original = interaction.original
        if original is not None and original["flags"] & MessageFlag.LOADING:
            return self._change(interaction, original, body)
        return self._post(interaction, body)

    def message(self, token: str, message_id: str) -> Payload:
        """Return a message of the interaction, by its id or as `@original`."""
        interaction = self._answered(token)
        if message_id != "@original":
            return self._world.message_of(message_id)
        if interaction.original is None:
            raise Refusal(404, 10008, "Unknown Message")
        return self._world.message_of(interaction.original["id"])

    def edit(self, token: str, message_id: str, body: Payload) -> Payload:
        """Change a message of the interaction."""
        return self._change(self._answered(token), self.message(token, message_id), body)

    def delete(self, token: str, message_id: str) -> None:
        """Remove a message of the interaction."""
        self._world.delete(self.message(token, message_id))

    def _take(self, interaction: Interaction, kind: Callback, data: Payload) -> Payload | None:
        match kind:
            case Callback.MESSAGE:
                interaction.original = self._post(interaction, data)
            case Callback.DEFERRED_MESSAGE:
                flags = (data.get("flags") or 0) | MessageFlag.LOADING
                interaction.original = self._post(interaction, {"flags": flags})
            case Callback.DEFERRED_UPDATE:
                interaction.original = interaction.clicked
            case Callback.UPDATE:
                assert interaction.clicked is not None, "only a component can be answered so"
                interaction.original = interaction.clicked
                self._change(interaction, interaction.clicked, data)
            case Callback.CHOICES | Callback.MODAL:
                pass
        return interaction.original

    def _post(self, interaction: Interaction, body: Payload) -> Payload:
        metadata = {
            "id": interaction.id,
            "type": interaction.kind,
            "user": interaction.user,
            "authorizing_integration_owners": {},
        }
        message = self._world.post(
            interaction.channel,
            self._world.bot,
            body,
            type=COMMAND_RESPONSE,
            webhook_id=self._world.bot["id"],
            application_id=self._world.bot["id"],
            interaction_metadata=metadata,
        )
        return self._noted(interaction, message)

    def _change(self, interaction: Interaction, message: Payload, body: Payload) -> Payload:
        return self._noted(interaction, self._world.edit(message, body))

    def _noted(self, interaction: Interaction, message: Payload) -> Payload:
        if not message["flags"] & MessageFlag.LOADING:
            interaction.messages.add(copy.deepcopy(message))
        return message

    def _answered(self, token: str) -> Interaction:
        interaction = self._by_token.get(token)
        if interaction is None or not interaction.first.entries:
            raise Refusal(404, 10015, "Unknown Webhook")
        if self._age(interaction) > self.lifetime:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        return interaction

    def _age(self, interaction: Interaction) -> float:
        return time.monotonic() - interaction.sent_at
