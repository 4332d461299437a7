import asyncio
from collections.abc import Mapping

import pytest

from tests.gateway.bot_under_test import ANSWERED, QUESTION, QUOTED
from tests.gateway.protocol import Callback, MessageFlag, Payload
from tests.gateway.rest import Request
from tests.gateway.server import LoopbackDiscord
from tests.payload import shown_text

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_slash_question_is_answered_with_the_quote(server: LoopbackDiscord) -> None:
    question = server.slash("ask", question=QUESTION)

    assert QUOTED in shown_text(await question.answer())


async def test_a_private_question_is_answered_to_its_asker_only(server: LoopbackDiscord) -> None:
    question = server.slash("ask", question=QUESTION, private=True)

    answer = await question.answer()
    assert answer["flags"] & MessageFlag.EPHEMERAL
    assert not server.world.history(server.world.channel["id"])


async def test_a_question_in_a_direct_message_command_is_answered(server: LoopbackDiscord) -> None:
    direct = server.world.direct(server.world.user("ada"))

    question = server.slash("ask", question=QUESTION, where=direct)

    assert QUOTED in shown_text(await question.answer())


async def test_a_mention_is_answered_in_its_channel(server: LoopbackDiscord) -> None:
    question = server.say(QUESTION, mention=True)

    answer = await server.reply(question)
    assert QUOTED in shown_text(answer)
    assert answer["channel_id"] == question["channel_id"]


async def test_a_mention_in_a_thread_is_answered_there(server: LoopbackDiscord) -> None:
    question = server.say(QUESTION, mention=True, where=server.world.thread)

    answer = await server.reply(question)
    assert QUOTED in shown_text(answer)
    assert answer["channel_id"] == server.world.thread["id"]


async def test_a_direct_message_is_answered_without_a_mention(server: LoopbackDiscord) -> None:
    question = server.say(QUESTION, where=server.world.direct(server.world.user("ada")))

    assert QUOTED in shown_text(await server.reply(question))


async def test_a_reply_to_the_bot_is_a_question(server: LoopbackDiscord) -> None:
    first_answer = await server.reply(server.say(QUESTION, mention=True))
    second_question, second_quote = ANSWERED[1]

    question = server.say(second_question, reply_to=first_answer)

    assert second_quote in shown_text(await server.reply(question))


async def test_what_is_not_addressed_to_the_bot_is_not_answered(server: LoopbackDiscord) -> None:
    chatter = server.say(QUESTION)
    question = server.say(QUESTION, mention=True, by="grace")

    await server.reply(question)  # the gateway keeps order: the chatter was seen before
    asked = {answer["message_reference"]["message_id"] for answer in server.world.shown.entries}
    assert chatter["id"] not in asked


async def test_the_bot_leaves_other_bots_alone(server: LoopbackDiscord) -> None:
    server.world.user("robot")["bot"] = True
    robot = server.say(QUESTION, mention=True, by="robot")
    question = server.say(QUESTION, mention=True)

    await server.reply(question)
    asked = {answer["message_reference"]["message_id"] for answer in server.world.shown.entries}
    assert robot["id"] not in asked


async def test_no_answer_can_ping_everyone(server: LoopbackDiscord) -> None:
    await server.slash("ask", question=f"@everyone {QUESTION}").answer()
    await server.reply(server.say(f"@everyone {QUESTION}", mention=True))

    messages = [_message(request) for request in server.rest.requests.matching(_sends)]
    assert messages
    for message in messages:
        assert "everyone" not in message["allowed_mentions"]["parse"]
        assert "roles" not in message["allowed_mentions"]["parse"]


async def test_article_names_are_suggested_within_the_limits(server: LoopbackDiscord) -> None:
    typing = server.autocomplete("ask", "article", "", question=QUESTION)

    response = await typing.response()
    assert response["type"] == Callback.CHOICES
    assert response["data"]["choices"]


async def test_twenty_people_at_once_are_all_answered_each_with_theirs(
    server: LoopbackDiscord,
) -> None:
    asked = [ANSWERED[number % len(ANSWERED)] for number in range(20)]
    questions = [
        server.slash("ask", question=question, by=f"reader {number}")
        for number, (question, _) in enumerate(asked)
    ]

    answers = await asyncio.gather(*(question.answer() for question in questions))

    assert len({answer["id"] for answer in answers}) == 20
    for answer, (_, quote) in zip(answers, asked, strict=True):
        assert quote in shown_text(answer)


def _sends(request: Request) -> bool:
    return isinstance(request.json, Mapping) and bool(_substance(_message(request)))


def _message(request: Request) -> Payload:
    assert isinstance(request.json, dict)
    message: Payload = request.json.get("data", request.json)
    return message


def _substance(message: Payload) -> object:
    return message.get("content") or message.get("components") or message.get("embeds")
