"""What a question asks for, and when it leans on the one before it."""

from __future__ import annotations

import pytest

from index.collection.collection import Collection
from index.model import Article
from index.rank.question import Want, read_question


@pytest.fixture
def collection() -> Collection:
    return Collection([Article("a", "A", "Two British soldiers died in Taji in May 2019.", "test")])


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("When did they die?", Want.TIME),
        ("what year was it", Want.TIME),
        ("In what century did it begin?", Want.TIME),
        ("Where is Taji?", Want.PLACE),
        ("Which country is it in?", Want.PLACE),
        ("What was the city called?", Want.PLACE),
        ("How many soldiers died?", Want.NUMBER),
        ("What percentage died?", Want.NUMBER),
        ("How long did it last?", Want.DURATION),
        ("Who died?", Want.OTHER),
        ("Did they die?", Want.OTHER),
        ("How did they die?", Want.OTHER),
        ("soldiers", Want.OTHER),
    ],
)
def test_the_kind_of_answer_follows_from_the_words(
    collection: Collection, text: str, want: Want
) -> None:
    assert read_question(text, collection).want is want


def test_slots_are_the_distinct_terms_with_what_they_are(collection: Collection) -> None:
    question = read_question(
        "How many British soldiers and other soldiers died in 2019?", collection
    )
    assert [slot.stem for slot in question.slots] == ["mani", "british", "soldier", "die", "2019"]
    assert [slot.name for slot in question.slots] == [False, True, False, False, False]
    assert [slot.number for slot in question.slots] == [False, False, False, False, True]
    assert question.slots[2].term == collection.index.id_of("soldier")
    assert question.word == "how"


def test_a_question_that_leans_on_the_one_before_takes_its_terms_at_a_lower_weight(
    collection: Collection,
) -> None:
    question = read_question("and in May?", collection, previous="How many soldiers died?")
    assert question.follows
    assert question.want is Want.NUMBER
    weights = {slot.stem: slot.weight for slot in question.slots}
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
    assert read_question(text, collection).slots == ()
