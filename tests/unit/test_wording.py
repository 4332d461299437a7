"""The question in what people write on Discord."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording import plain, question_of, talk_in, with_names

NAMES = {("@", 1): "Bob", ("@", 9): "", ("@&", 2): "Editors", ("#", 3): "rules"}


def named(sigil: str, number: int) -> str | None:
    return NAMES.get((sigil, number))


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("<@9> where is camp taji?", "where is camp taji?"),
        ("<@!9>, where is camp taji?", ", where is camp taji?"),
        ("did <@1> read <#3> with <@&2>?", "did @Bob read #rules with @Editors?"),
        ("did <@77> read <#88>?", "did @member read #channel?"),
        ("where is camp taji <t:1700000000:R> <:hay:123456789012345678>", "where is camp taji"),
        ("where is it https://example.com/a/b?x=1#frag", "where is it"),
        ("where is [the camp](https://example.com/a)?", "where is the camp?"),
        ("```where is `camp` taji```", "where is camp taji"),
        ("**where** is ||camp taji||", "where is camp taji"),
        ("> where is\n> camp taji", "where is camp taji"),
        ("Hi! Where is camp taji? Thanks!", "Where is camp taji?"),
        ("hello, please tell me where it is, thank you very much", "tell me where it is"),
        ("where is camp taji, please?", "where is camp taji?"),
        ("where is camp taji pls", "where is camp taji"),
        ("where is camp taji? please, thanks!", "where is camp taji?"),
        ("Who sang Please Please Me?", "Who sang Please Please Me?"),
        ("Who wrote Thank You?", "Who wrote Thank You?"),
        ("who reads support@TestBot.com?", "who reads support@TestBot.com?"),
        ("what is 2 ** 3 or a_b?", "what is 2 ** 3 or a_b?"),
        ("thanks!", "thanks!"),
        ("</article add:123456789012345678> does what?", "/article add does what?"),
        ("https://example.com", ""),
    ],
)
def test_a_question_is_what_it_asks(written: str, asked: str) -> None:
    assert question_of(written, named) == asked


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("help", "help"),
        ("Help!", "help"),
        ("commands?", "help"),
        ("what can you do?", "help"),
        ("???", "help"),
        ("hi", "greeting"),
        ("Hello there!", "greeting"),
        ("good bot", "thanks"),
        ("ok, thanks!", "thanks"),
        ("👍", "thanks"),
        ("...", "thanks"),
        ("thanks, good bot!", "thanks"),
        ("ok thank you so much, that helped", "thanks"),
        ("hello bot, thanks for the help!", "thanks"),
        ("Hi! Good morning everyone", "greeting"),
        ("hi, help please", "help"),
        ("ty bot <3", "thanks"),
        ("merci :)", "thanks"),
        ("You’re welcome!", "thanks"),
        ("are you there?", "help"),
        ("good bot owners", None),
        ("thanks, but who founded it?", None),
        ("bot", None),
        ("all that", None),
        ("", None),
        ("who helps?", None),
        ("help for refugees", None),
        ("why?", None),
        ("yes, but who was blamed?", None),
        ("谁", None),
    ],
)
def test_small_talk_is_no_question(said: str, kind: str | None) -> None:
    assert talk_in(question_of(said, named)) == kind


def test_names_stand_for_mentions_and_all_else_stays() -> None:
    text = "**<@1>** of <#3>, <@77> at <t:1700000000:F> <@9>"
    assert with_names(text, named) == "**@Bob** of #rules, <@77> at <t:1700000000:F> <@9>"


@given(st.text())
def test_what_is_asked_is_on_one_line_and_has_no_marks_of_discord(text: str) -> None:
    asked = question_of(text, named)
    assert asked == " ".join(asked.split())
    assert "`" not in asked
    assert "https://" not in asked


@given(st.from_regex(r"[A-Za-z][a-z]{0,8}( [a-z]{1,8}){0,6}\?", fullmatch=True))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert plain(text, named) == text
