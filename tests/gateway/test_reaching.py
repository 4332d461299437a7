"""Ways of asking that Discord does not show to the bot as a mention of it."""

import pytest

from bot.client import PullquoteClient
from index.model import Article, CollectionId
from tests.gateway.bot_under_test import QUESTION, QUOTED
from tests.gateway.protocol import Callback, MessageFlag, Payload
from tests.gateway.server import LoopbackDiscord
from tests.payload import custom_ids, shown_text
from tests.store.articles import NOW

pytestmark = pytest.mark.usefixtures("bot")


async def test_a_mention_of_the_bots_own_role_is_a_question(server: LoopbackDiscord) -> None:
    question = server.say(f"<@&{server.world.role['id']}> {QUESTION}")
    answer = shown_text(await server.reply(question))
    assert QUOTED in answer
    assert f"**{QUESTION}**" in answer


async def test_a_reply_that_discord_withholds_is_told_how_to_ask(server: LoopbackDiscord) -> None:
    answer = await server.slash("ask", question=QUESTION).answer()

    told = await server.reply(server.say("and who was blamed?", reply_to=answer, by="bob"))
    assert "Discord does not show me what replies to this answer say" in shown_text(told)

    pressed = server.click(told, only(told), by="bob")
    assert (await pressed.response())["type"] == Callback.MODAL
    sent = server.submit(pressed, {"question": "When did Trump withdraw from the nuclear deal?"})
    assert "in May 2018" in shown_text(await sent.answer())


async def test_a_question_in_that_form_follows_on_the_one_that_was_answered(
    server: LoopbackDiscord, bot: PullquoteClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    answer = type(bot.asking).answer

    async def noted(*arguments: object, **options: object) -> object:
        asked.append(options.get("previous"))
        return await answer(*arguments, **options)  # type: ignore[arg-type]

    shown = await server.slash("ask", question=QUESTION).answer()
    told = await server.reply(server.say("and who was blamed?", reply_to=shown, by="bob"))
    pressed = server.click(told, only(told), by="bob")
    await pressed.response()
    monkeypatch.setattr(type(bot.asking), "answer", noted)
    await server.submit(pressed, {"question": "And who was blamed?"}).answer()
    assert asked == [QUESTION]


async def test_a_reply_that_discord_withholds_to_what_is_no_answer_is_left_alone(
    server: LoopbackDiscord,
) -> None:
    added = server.files.upload("yak.txt", b"The yak sleeps in barn 12.")
    told = await server.slash("article add", file=added).answer()
    shown = len(server.world.shown.entries)
    server.say("nice", reply_to=told, by="bob")
    await server.slash("privacy").answer()
    assert len(server.world.shown.entries) == shown + 1


async def test_a_button_of_an_article_of_somebodys_own_in_a_group_says_why_it_shows_nothing(
    server: LoopbackDiscord, bot: PullquoteClient
) -> None:
    ada, alan, bob = (server.world.user(name) for name in ("ada", "alan", "bob"))
    own = CollectionId("person", int(ada["id"]))
    bot.service._library.add(own, Article("", "Yak", "It likes hay.", "Ada"), by=1, now=NOW)
    group = server.world.between(ada, alan, bob)
    button = {"type": 2, "style": 2, "label": "In context", "custom_id": "context:yak:0"}
    body = {"flags": MessageFlag.COMPONENTS_V2, "components": [_row(button)]}
    told = await server.click(
        server.world.post(group, server.world.bot, body), "context:yak:0", by="bob"
    ).answer()
    assert "This article is somebody’s own" in shown_text(told)
    assert told["flags"] & MessageFlag.EPHEMERAL


def _row(button: Payload) -> Payload:
    return {"type": 1, "components": [button]}


def only(message: Payload) -> str:
    (found,) = (name for name in custom_ids(message) if name.startswith("about:"))
    return found
