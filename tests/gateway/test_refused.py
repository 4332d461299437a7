"""What Discord does not let the bot say, and commands that are not, or no longer, the bot's."""

import pytest

from tests.gateway.bot_under_test import QUESTION, QUOTED
from tests.gateway.protocol import MessageFlag
from tests.gateway.server import LoopbackDiscord
from tests.payload import custom_ids, shown_text

MESSAGES = r"^/channels/\d+/messages$"
CHANGED = "The commands were changed; they will be here again in a minute."
pytestmark = pytest.mark.usefixtures("bot")


def tracebacks(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.exc_info]


async def test_where_the_bot_may_not_read_what_was_written_it_answers_without_a_reply(
    server: LoopbackDiscord,
) -> None:
    server.rest.fail("POST", MESSAGES, status=403, code=160002)

    server.say(QUESTION, mention=True)

    answer = await server.world.shown.wait_for()
    assert QUOTED in shown_text(answer)
    assert "referenced_message" not in answer


async def test_one_who_asks_where_the_bot_may_not_write_is_told_privately_and_once(
    server: LoopbackDiscord,
) -> None:
    channel = server.world.channel["id"]
    path = rf"^/channels/{channel}/messages$"
    server.rest.fail("POST", path, status=403, code=50013, times=2)

    server.say(QUESTION, mention=True)
    told = await server.world.shown.wait_for()
    assert f"<#{channel}>, but I may not write there" in shown_text(told)
    assert told["channel_id"] == server.world.direct(server.world.user("ada"))["id"]

    server.say(QUESTION, mention=True)
    await server.rest.requests.wait_for(lambda request: "/reactions/" in request.path)
    assert len(server.world.shown.entries) == 1


@pytest.mark.parametrize(("status", "code"), [(404, 10003), (503, 0), (401, 0)])
async def test_an_answer_that_reaches_nobody_is_one_line_in_the_log(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    caplog.set_level("INFO")
    server.rest.fail("POST", MESSAGES, status=status, code=code, times=99)
    server.say(QUESTION, mention=True)
    await server.rest.requests.wait_for(lambda request: request.status == status)
    await server.slash("privacy").answer()

    said = [record for record in caplog.records if record.name.startswith("bot.")]
    beyond = [record.getMessage() for record in said if "beyond reach" in record.getMessage()]
    assert len(beyond) == 1
    assert tracebacks(caplog) == []


async def test_an_interaction_that_came_too_late_is_one_line_in_the_log(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    server.interactions.deadline = 0.0
    server.slash("ask", question=QUESTION)
    await server.rest.requests.wait_for(lambda request: request.status == 404, nth=2)
    server.interactions.deadline = 3.0
    await server.slash("privacy").answer()

    beyond = [r.getMessage() for r in caplog.records if "beyond reach" in r.getMessage()]
    assert len(beyond) == 1
    assert tracebacks(caplog) == []


async def test_what_is_deleted_already_is_no_trouble(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await server.reply(server.say(QUESTION, mention=True))
    button = next(name for name in custom_ids(answer) if name.startswith("delete:"))
    server.click(answer, button)
    again = server.click(answer, button)
    await server.rest.requests.wait_for(lambda request: request.status == 404)
    await server.slash("privacy").answer()

    assert again.messages.entries == []
    assert tracebacks(caplog) == []


async def test_what_stands_in_an_archived_thread_says_how_to_delete_it(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await server.reply(server.say(QUESTION, mention=True))
    button = next(name for name in custom_ids(answer) if name.startswith("delete:"))
    server.rest.fail("DELETE", r"/messages/@original$", status=400, code=50083)

    told = await server.click(answer, button).answer()

    assert "This thread is archived" in shown_text(told)
    assert told["flags"] & MessageFlag.EPHEMERAL
    assert tracebacks(caplog) == []


@pytest.mark.parametrize("stale", ["option", "command", "subcommand"])
async def test_a_command_of_another_version_is_told_to_come_back(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture, stale: str
) -> None:
    match stale:
        case "option":
            used = server.slash("ask", question=5)
        case "command":
            used = server.slash("search", article="x")
        case _:
            used = server.slash("article delete", article="x")

    told = await used.answer()

    assert shown_text(told).startswith(CHANGED)
    assert told["flags"] & MessageFlag.EPHEMERAL
    assert tracebacks(caplog) == []


async def test_typing_in_a_command_of_another_version_is_offered_nothing(
    server: LoopbackDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    typed = server.autocomplete("search", "article", "iraq")
    assert (await typed.response())["data"] == {"choices": []}
    assert tracebacks(caplog) == []
