import discord

from tests.gateway.bot_under_test import QUESTION, QUOTED
from tests.gateway.server import LoopbackDiscord
from tests.payload import shown_text

CALLBACK = r"^/interactions/"
MESSAGES = r"^/channels/\d+/messages$"


async def test_a_rate_limited_first_response_is_sent_again(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.rest.rate_limit("POST", CALLBACK, retry_after=0.05)

    question = server.slash("ask", question=QUESTION)

    assert QUOTED in shown_text(await question.answer())
    assert _statuses(server, "/interactions/") == [429, 200]


async def test_a_rate_limited_reply_is_sent_again_once(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.rest.rate_limit("POST", MESSAGES, retry_after=0.05, times=2)

    question = server.say(QUESTION, mention=True)

    assert QUOTED in shown_text(await server.reply(question))
    assert _statuses(server, "/channels/", ends="/messages") == [429, 429, 200]


async def test_a_first_response_outlives_a_failure_of_discord(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.rest.fail("POST", CALLBACK, status=502)

    question = server.slash("ask", question=QUESTION)

    assert QUOTED in shown_text(await question.answer())
    assert _statuses(server, "/interactions/") == [502, 200]


async def test_a_reply_outlives_a_failure_of_discord(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.rest.fail("POST", MESSAGES, status=500)

    question = server.say(QUESTION, mention=True)

    assert QUOTED in shown_text(await server.reply(question))
    assert _statuses(server, "/channels/", ends="/messages") == [500, 200]


async def test_a_channel_where_the_bot_may_not_write_does_not_stop_it(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    server.rest.fail("POST", MESSAGES, status=403, code=50013)
    server.say(QUESTION, mention=True)
    await server.rest.requests.wait_for(lambda request: request.status == 403)

    question = server.say(QUESTION, mention=True)

    assert QUOTED in shown_text(await server.reply(question))


def _statuses(server: LoopbackDiscord, starts: str, ends: str = "") -> list[int]:
    return [
        request.status
        for request in server.rest.requests.entries
        if request.method == "POST"
        and request.path.startswith(starts)
        and request.path.endswith(ends)
    ]
