"""What a question asks for, and when it leans on the one before it."""

from __future__ import annotations

import pytest

from index.collection.collection import Collection
from index.model import Article
from index.rank.question import AnswerType, read_question


@pytest.fixture
def collection() -> Collection:
    return Collection([Article("a", "A", "Two British soldiers died in Taji in May 2019.", "test")])


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("When did they die?", AnswerType.TIME),
        ("what year was it", AnswerType.TIME),
        ("In what century did it begin?", AnswerType.TIME),
        ("Where is Taji?", AnswerType.PLACE),
        ("Which country is it in?", AnswerType.PLACE),
        ("What was the city called?", AnswerType.PLACE),
        ("How many soldiers died?", AnswerType.NUMBER),
        ("What percentage died?", AnswerType.NUMBER),
        ("How long did it last?", AnswerType.DURATION),
        ("Who died?", AnswerType.OTHER),
        ("Did they die?", AnswerType.OTHER),
        ("How did they die?", AnswerType.OTHER),
        ("soldiers", AnswerType.OTHER),
    ],
)
def test_the_kind_of_answer_follows_from_the_words(
    collection: Collection, text: str, want: AnswerType
) -> None:
    assert read_question(text, collection).answer_type is want


def test_slots_are_the_distinct_terms_with_what_they_are(collection: Collection) -> None:
    question = read_question(
        "How many British soldiers and other soldiers died in 2019?", collection
    )
    assert [term.stem for term in question.terms] == ["mani", "british", "soldier", "die", "2019"]
    assert [term.name for term in question.terms] == [False, True, False, False, False]
    assert [term.number for term in question.terms] == [False, False, False, False, True]
    assert question.terms[2].id == collection.index.id_of("soldier")
    assert question.word == "how"


def test_a_question_that_leans_on_the_one_before_takes_its_terms_at_a_lower_weight(
    collection: Collection,
) -> None:
    question = read_question("and in May?", collection, previous="How many soldiers died?")
    assert question.follows
    assert question.answer_type is AnswerType.NUMBER
    weights = {term.stem: term.weight for term in question.terms}
    assert weights["may" if "may" in weights else "soldier"] <= 1
    assert 0 < weights["soldier"] < 1


@pytest.mark.parametrize(
    "text", ["Which British soldiers died?", "When did the soldiers in Taji die?"]
)
def test_a_question_that_stands_on_its_own_does_not_take_any(
    collection: Collection, text: str
) -> None:
    assert not read_question(text, collection, previous="Where is the embassy?").follows


@pytest.mark.parametrize("text", ["who is it", "?", "what about him", ""])
def test_a_question_without_terms_has_no_slots(collection: Collection, text: str) -> None:
    assert read_question(text, collection).terms == ()
