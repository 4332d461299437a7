"""Reading what the bot sent, as a person would: the text of a message from top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.payload import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import discord
    from simcord.results import InteractionResult


def mention_of(client: discord.Client) -> str:
    """Return the mention of a client that is logged in."""
    assert client.user is not None
    return client.user.mention


def text_of_components(components: Iterable[Mapping[str, object]]) -> str:
    """Return the text of components and of those inside them, in order."""
    found = []
    for component in components:
        content = component.get("content")
        if isinstance(content, str):
            found.append(content)
        children = component.get("components")
        if isinstance(children, list):
            found.append(text_of_components(children))
    return "\n".join(found)


def text_of(message: discord.Message | None) -> str:
    """Return the text of a message in Components V2."""
    assert message is not None
    return text_of_components([component.to_dict() for component in message.components])


def response_of(result: InteractionResult) -> str:
    """Return the text of the response to an interaction, which has to be there."""
    assert result.acknowledged
    assert result.response is not None
    return text_of_components(result.response.components)


def buttons_of(components: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return the buttons among components and those inside them, in order."""
    found: list[Mapping[str, object]] = []
    for component in components:
        if component.get("type") == Kind.BUTTON:
            found.append(component)
        for key in ("components", "accessory"):
            inside = component.get(key)
            if isinstance(inside, (list, dict)):
                found += buttons_of(inside if isinstance(inside, list) else [inside])
    return found


def response_message(result: InteractionResult) -> discord.Message:
    """Return the message that an interaction was answered with."""
    assert result.response is not None
    return result.response.message


def asked_by(result: InteractionResult) -> str:
    """Return the id of the article that the first "Ask something" of a response is about."""
    assert result.response is not None
    ids = (str(button.get("custom_id")) for button in buttons_of(result.response.components))
    return next(i for i in ids if i.startswith("ask:")).removeprefix("ask:")
