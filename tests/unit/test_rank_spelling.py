"""Questions with typing mistakes are read as they were meant; real words are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.collection.collection import Collection
from index.model import Article
from index.quote.answer import answer
from index.rank.question import AnswerType, read_question
from index.rank.spelling import respell

TEXT = (
    "The rocket attack was blamed on the militia. The aircraft left at night. Will had a fund of "
    "wars and notes. The attack on the base by Soleimani failed. Café owners strike."
)


@pytest.fixture
def collection() -> Collection:
    return Collection([Article("a", "Attack", TEXT, "test")])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("atack", "attack"),  # left out
        ("attackk", "attack"),  # put in
        ("attaxk", "attack"),  # changed
        ("atatck", "attack"),  # swapped
        ("aircaft", "aircraft"),
        ("soleimni", "soleimani"),
        ("abuot", "about"),  # stop words, too
        ("find", None),  # "fund"; but it is a word
        ("cars", None),  # "wars"
        ("vote", None),  # "note"
        ("rckt", None),  # two slips
        ("atk", None),  # too short
        ("1999", None),
        ("café", None),  # a letter beyond a to z
        ("ATACK", None),  # an acronym
        ("", None),
    ],
)
def test_a_slip_is_mended_where_the_word_is_none(
    collection: Collection, typed: str, meant: str | None
) -> None:
    assert respell(typed, collection) == meant


def test_the_commonest_word_is_meant() -> None:
    text = "The zorga slept. The zorgb woke. The zorgb ate."
    assert respell("zorg", Collection([Article("a", "Z", text, "test")])) == "zorgb"


def test_a_word_of_an_article_that_is_gone_is_not_meant(collection: Collection) -> None:
    collection.add(Article("b", "Zebras", "The zebrule slept.", "test"))
    assert respell("zebrul", collection) == "zebrule"
    collection.remove("b")
    assert respell("zebrul", collection) is None


def test_a_question_with_slips_is_read_as_the_one_without(collection: Collection) -> None:
    typed = read_question("who was blaimed for the rockt atack", collection)
    meant = read_question("who was blamed for the rocket attack", collection)
    assert replace(typed, text=meant.text) == meant


def test_a_misspelt_question_word_is_read_as_well(collection: Collection) -> None:
    assert read_question("wehn did the aircraft leave", collection).answer_type is AnswerType.TIME


def test_a_misspelt_question_is_answered_like_the_one_without_slips(collection: Collection) -> None:
    typed = answer("who was blaimed for the rockt atack", collection, limit=1)
    meant = answer("who was blamed for the rocket attack", collection, limit=1)
    assert typed.answered
    assert typed.quotes == meant.quotes
    assert typed.missing_terms == ("blaimed", "rockt", "atack")


def test_a_word_that_no_word_is_as_long_as_is_meant_as_it_is(collection: Collection) -> None:
    assert respell("attack" + "k" * 1000, collection) is None


def test_many_unknown_words_are_not_all_compared_with_those_of_the_articles(
    collection: Collection,
) -> None:
    asked = " ".join(f"attack{one}{two}" for one in "qwxzj" for two in "bcdfghjkmp")
    question = read_question(asked, collection)
    assert len(question.terms) == 50
    alike = [bool(term.similar) for term in question.terms]
    assert alike == [True] * 20 + [False] * 30
