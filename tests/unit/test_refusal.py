"""A refusal tells what an article names from what it says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.render.answers import answer_layout
from bot.render.phrases import refusal
from bot.terminal.answer_json import record
from index.library import Library
from index.model import Answer, Article

TEXT = "The troops left after Isis launched a blitz.\n\nThe weather was fine in Paris."


def refused(question: str) -> Answer:
    found = Library([Article("a", "A", TEXT, source="test")], threshold=1.0).ask(question)
    assert not found.answered
    return found


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who founded Isis?", "The article says this about “Isis”, but not who founded it."),
        ("How old is Isis?", "The article says this about “Isis”, but not how old Isis is."),
        (
            "When did Isis buy the bridge?",
            "The article says this about “Isis”, but does not answer your question.",
        ),
        ("Who launched the blitz?", "The article does not say."),
        ("Who painted the Mona Lisa?", "The article does not say."),
    ],
)
def test_what_is_named_is_told_from_what_is_said_of_it(question: str, sentence: str) -> None:
    assert refusal(refused(question)) == sentence


def test_of_several_articles_the_sentence_is_about_them_all() -> None:
    several = replace(refused("Who founded Isis?"), articles=2)
    assert refusal(several) == "The articles say this about “Isis”, but not who founded it."


def test_the_message_and_the_json_say_so_too() -> None:
    found = refused("Who founded Isis?")
    (_, (sentence,), *_) = answer_layout(found).groups
    assert sentence.text.startswith("**The article says this about “Isis”, but not who founded it")
    assert record(found)["about"] == "Isis"
    assert "about" not in record(refused("Who painted the Mona Lisa?"))
