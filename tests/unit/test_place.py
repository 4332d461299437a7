"""Where something is said is told from what Discord sends; in doubt nobody is alone."""

from __future__ import annotations

import discord
import pytest

from bot.place import Place, place_of
from index.model import SHARED, CollectionId

ANN = {"id": "7", "username": "ann", "discriminator": "0", "avatar": None}
ME = {"id": "2", "username": "pullquote", "discriminator": "0", "avatar": None, "bot": True}
MEMBER: dict[str, object] = {
    "roles": [],
    "joined_at": None,
    "deaf": False,
    "mute": False,
    "flags": 0,
    "permissions": "0",
}
DIRECT, GROUP, INSTALLED_BY_ANN = {"id": "5", "type": 1}, {"id": "5", "type": 3}, {"1": "7"}
SERVER = {"guild_id": "3", "member": {**MEMBER, "user": ANN}}
AT_SERVER, ALONE, ELSEWHERE = Place(7, 3), Place(7, direct=True), Place(7)
AS_GUEST = Place(7, 3, guest=True)


@pytest.fixture
async def state() -> discord.state.ConnectionState[discord.Client]:
    """What discord.py knows at the start: nobody but the bot."""
    state = discord.Client(intents=discord.Intents(guilds=True))._connection
    state.user = discord.ClientUser(state=state, data=ME)  # type: ignore[arg-type]  # as Discord sends it
    return state


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({**SERVER, "context": 0}, AT_SERVER),
        ({**SERVER, "context": 1, "channel": DIRECT}, AT_SERVER),
        (SERVER, AT_SERVER),
        ({**SERVER, "authorizing_integration_owners": INSTALLED_BY_ANN}, AS_GUEST),
        ({**SERVER, "authorizing_integration_owners": {"0": "3", **INSTALLED_BY_ANN}}, AT_SERVER),
        ({**SERVER, "authorizing_integration_owners": {"0": "3"}}, AT_SERVER),
        ({"user": ANN, "context": 1, "channel": DIRECT}, ALONE),
        ({"user": ANN, "context": 1}, ALONE),
        ({"user": ANN, "context": 2, "channel": DIRECT}, ELSEWHERE),
        ({"user": ANN, "context": 2, "channel": GROUP}, ELSEWHERE),
        ({"user": ANN, "context": 0, "channel": DIRECT}, ELSEWHERE),
        # Without a context:
        ({"user": ANN, "channel": DIRECT}, ALONE),
        ({"user": ANN, "channel": GROUP}, ELSEWHERE),
        ({"user": ANN}, ELSEWHERE),
        (
            {"user": ANN, "channel": DIRECT, "authorizing_integration_owners": INSTALLED_BY_ANN},
            ELSEWHERE,
        ),
    ],
)
async def test_the_place_of_an_interaction(
    state: discord.state.ConnectionState[discord.Client], sent: dict[str, object], place: Place
) -> None:
    data = {
        "id": "1",
        "application_id": "2",
        "token": "token",
        "type": 2,
        "version": 1,
        "attachment_size_limit": 0,
        "data": {"id": "4", "name": "ask", "type": 1},
        **sent,
    }
    assert place_of(discord.Interaction(data=data, state=state)) == place  # type: ignore[arg-type]  # as Discord sends it


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        ({"guild_id": "3", "member": MEMBER}, AT_SERVER),
        ({"guild_id": "3"}, AT_SERVER),
        ({}, ALONE),
        ({"member": MEMBER}, ELSEWHERE),
    ],
)
async def test_the_place_of_a_message(
    state: discord.state.ConnectionState[discord.Client], sent: dict[str, object], place: Place
) -> None:
    seen: list[discord.Message] = []
    state.dispatch = lambda _, message: seen.append(message)  # the one event
    message = {"id": "1", "channel_id": "5", "author": ANN, "type": 0, "content": "", **sent}
    state.parse_message_create(message)  # type: ignore[arg-type]  # as Discord sends it
    assert place_of(seen[0]) == place


@pytest.mark.parametrize(
    ("place", "collection_id"),
    [
        (AT_SERVER, CollectionId("server", 3)),
        (ALONE, CollectionId("person", 7)),
        (ELSEWHERE, SHARED),
        (AS_GUEST, CollectionId("person", 7)),
    ],
)
def test_where_others_may_read_nobodys_own_articles_are_asked(
    place: Place, collection_id: CollectionId
) -> None:
    assert place.collection_id == collection_id
