"""A question that follows on another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from index.library import Library
from tests.discord.reading import text_of

if TYPE_CHECKING:
    from index.model import Answer
    from tests.discord.conftest import World


class Listening(Library):
    """A library that notes the questions before the questions."""

    previous: list[str | None]

    def ask(self, question: str, **options: object) -> Answer:
        self.previous.append(options["previous"])  # type: ignore[arg-type]  # it is one
        return super().ask(question, **options)  # type: ignore[arg-type]  # passed on as they came


@pytest.fixture
def library() -> Listening:
    library = Listening.open()
    assert isinstance(library, Listening)
    library.previous = []
    return library


async def test_a_reply_to_an_answer_follows_on_its_question(
    world: World, library: Listening
) -> None:
    question = "where is *camp* @taji (1)?"
    await world.alice.send(world.channel, f"{world.me} {question}")
    await world.bob.send(world.channel, "and who blamed them?", reply_to=world.last)
    assert library.previous == [None, question]


async def test_a_reply_to_the_answer_of_a_slash_command_does_too(
    world: World, library: Listening
) -> None:
    await world.answers("Where is Camp Taji?")
    await world.bob.send(world.channel, f"{world.me} who?", reply_to=world.last)
    assert library.previous == [None, "Where is Camp Taji?"]


async def test_a_reply_to_anything_else_does_not(world: World, library: Listening) -> None:
    await world.alice.send(world.channel, f"{world.me} ")
    await world.alice.send(world.channel, f"{world.me} where is it?", reply_to=world.last)
    await world.alice.send(world.channel, f"{world.me} who was it?")
    assert library.previous == [None, None]


@pytest.mark.parametrize("refused", ["👍", "why " * 400])
async def test_what_is_refused_does_not_take_the_place_of_the_question_before(
    world: World, library: Listening, refused: str
) -> None:
    alice = world.alice.user
    await alice.send_dm("where is Camp Taji?")
    await alice.send_dm(refused)
    await alice.send_dm("and who blamed them?")
    assert library.previous == [None, "where is Camp Taji?"]


@pytest.mark.environment(PULLQUOTE_USER_QUESTIONS="1")
async def test_what_is_refused_does_not_count(world: World) -> None:
    for text in ("👍", "where is Camp Taji?"):
        await world.alice.send(world.channel, f"{world.me} {text}")
    assert "**where is Camp Taji?**" in text_of(world.last)


async def test_a_question_is_remembered_in_composed_unicode(
    world: World, library: Listening
) -> None:
    await world.alice.user.send_dm("where is the cafe\u0301?")
    await world.alice.user.send_dm("and when?")
    assert library.previous == [None, "where is the café?"]


async def test_in_direct_messages_a_question_follows_on_the_last_one_for_ten_minutes(
    world: World, library: Listening
) -> None:
    alice = world.alice.user
    await alice.send_dm("where is Camp Taji?")
    await alice.slash("ask", question="Who blamed them?")
    await world.bob.user.send_dm("who is Milley?")
    await alice.send_dm("when?")
    await world.env.advance_time(601)
    await alice.send_dm("where is it?")
    assert library.previous == [None, "where is Camp Taji?", None, "Who blamed them?", None]
