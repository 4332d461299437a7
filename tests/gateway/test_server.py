"""The loopback Discord is held to the rules it stands for."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest

from tests.gateway.interactions import Interaction
from tests.gateway.protocol import Callback, MessageFlag
from tests.gateway.server import TOKEN, LoopbackDiscord
from tests.payload import custom_ids

DEFERRAL = {"type": Callback.DEFERRED_MESSAGE}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        yield session


@pytest.fixture
def question(server: LoopbackDiscord) -> Interaction:
    return server.slash("ask", question="Why?")


class Client:
    """A bare HTTP client of the server."""

    def __init__(self, server: LoopbackDiscord, http: aiohttp.ClientSession) -> None:
        self._server = server
        self._http = http

    async def __call__(self, method: str, path: str, json: object = None) -> tuple[int, Any]:
        async with self._http.request(method, self._server.api + path, json=json) as response:
            body = await response.json() if response.status != 204 else None
            return response.status, body


@pytest.fixture
def call(server: LoopbackDiscord, http: aiohttp.ClientSession) -> Client:
    return Client(server, http)


def callback(question: Interaction) -> str:
    return f"/interactions/{question.id}/{question.token}/callback"


def original(server: LoopbackDiscord, question: Interaction) -> str:
    return f"/webhooks/{server.world.bot['id']}/{question.token}/messages/@original"


async def test_an_interaction_takes_one_first_response(call: Client, question: Interaction) -> None:
    assert (await call("POST", callback(question), DEFERRAL))[0] == 200

    status, body = await call("POST", callback(question), DEFERRAL)

    assert (status, body["code"]) == (400, 40060)


async def test_an_interaction_is_unknown_after_its_deadline(
    server: LoopbackDiscord, call: Client, question: Interaction
) -> None:
    server.interactions.deadline = 0.0

    status, body = await call("POST", callback(question), DEFERRAL)

    assert (status, body["code"]) == (404, 10062)


async def test_a_token_serves_no_message_before_the_first_response(
    server: LoopbackDiscord, call: Client, question: Interaction
) -> None:
    status, body = await call("PATCH", original(server, question), {"content": "Because."})

    assert (status, body["code"]) == (404, 10015)


async def test_a_token_expires(
    server: LoopbackDiscord, call: Client, question: Interaction
) -> None:
    await call("POST", callback(question), DEFERRAL)
    server.interactions.lifetime = 0.0

    status, body = await call("PATCH", original(server, question), {"content": "Because."})

    assert (status, body["code"]) == (401, 50027)


async def test_the_first_follow_up_fills_a_deferred_response(
    server: LoopbackDiscord, call: Client, question: Interaction
) -> None:
    deferral = DEFERRAL | {"data": {"flags": MessageFlag.EPHEMERAL}}
    await call("POST", callback(question), deferral)

    webhook = original(server, question).removesuffix("/messages/@original")
    await call("POST", webhook, {"content": "Because."})

    _, message = await call("GET", original(server, question))
    assert message["content"] == "Because."
    assert message["flags"] == MessageFlag.EPHEMERAL


async def test_what_is_too_long_is_refused_with_the_name_of_the_field(
    call: Client, question: Interaction
) -> None:
    response = {"type": Callback.MESSAGE, "data": {"content": "x" * 2001}}

    status, body = await call("POST", callback(question), response)

    assert (status, body["code"]) == (400, 50035)
    assert body["errors"]["data"]["content"]["_errors"]
    assert not question.first.entries


async def test_an_edit_is_judged_together_with_what_it_leaves(
    server: LoopbackDiscord, call: Client, question: Interaction
) -> None:
    text = {"type": 10, "content": "x" * 100}
    layout = {"flags": MessageFlag.COMPONENTS_V2, "components": [text]}
    await call("POST", callback(question), {"type": Callback.MESSAGE, "data": layout})

    status, body = await call("PATCH", original(server, question), {"content": "Because."})

    assert (status, body["code"]) == (400, 50035)


async def test_an_empty_message_is_refused(server: LoopbackDiscord, call: Client) -> None:
    path = f"/channels/{server.world.channel['id']}/messages"

    status, body = await call("POST", path, {"content": ""})

    assert (status, body["code"]) == (400, 50006)


async def test_a_reply_to_a_message_that_is_gone_is_refused(
    server: LoopbackDiscord, call: Client
) -> None:
    path = f"/channels/{server.world.channel['id']}/messages"
    message = {"content": "Because.", "message_reference": {"message_id": 1}}

    assert (await call("POST", path, message))[0] == 400
    message["message_reference"] = {"message_id": 1, "fail_if_not_exists": False}
    assert (await call("POST", path, message))[0] == 200


async def test_a_click_can_change_its_message(server: LoopbackDiscord, call: Client) -> None:
    button = {"type": 2, "style": 2, "label": "More", "custom_id": "more"}
    row = {"type": 1, "components": [button]}
    path = f"/channels/{server.world.channel['id']}/messages"
    _, message = await call("POST", path, {"content": "Because.", "components": [row]})

    click = server.click(message, "more")
    await call("POST", callback(click), {"type": Callback.UPDATE, "data": {"content": "And so."}})

    changed = await click.answer()
    assert (changed["id"], changed["content"]) == (message["id"], "And so.")
    assert custom_ids(changed) == ["more"]


async def test_an_uploaded_file_becomes_an_attachment(
    server: LoopbackDiscord, http: aiohttp.ClientSession
) -> None:
    form = aiohttp.FormData()
    form.add_field("payload_json", json.dumps({"attachments": [{"id": 0, "filename": "a.txt"}]}))
    form.add_field("files[0]", b"Because.", filename="a.txt")
    path = f"{server.api}/channels/{server.world.channel['id']}/messages"

    async with http.post(path, data=form) as response:
        (attachment,) = (await response.json())["attachments"]

    assert (attachment["filename"], attachment["size"]) == ("a.txt", 8)


async def test_content_that_is_not_for_the_bot_is_withheld(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    seen = [bot.wait_for("message", check=lambda m, by=by: m.author.name == by) for by in "abc"]
    arrivals = asyncio.gather(*seen)
    server.say("chatter", by="a")
    server.say("question", by="b", mention=True)
    server.say("letter", by="c", where=server.world.direct(server.world.user("c")))

    chatter, question, letter = await arrivals
    assert chatter.content == ""
    assert question.content.endswith("question")
    assert letter.content == "letter"


async def test_an_unknown_route_is_not_found_and_recorded(
    server: LoopbackDiscord, call: Client
) -> None:
    assert (await call("GET", "/voice/regions"))[0] == 404
    assert server.rest.requests.entries[-1].path == "/voice/regions"


async def test_a_wait_that_fails_says_what_there_was(server: LoopbackDiscord, call: Client) -> None:
    await call("GET", "/users/@me")

    with pytest.raises(AssertionError, match=r"REST request number 2.*users/@me"):
        await server.rest.requests.wait_for(nth=2, within=0.01)
