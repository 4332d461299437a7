"""What is made of a question set: pieces, attributes, and questions as people type them."""

from __future__ import annotations

import pytest

from bot.terminal.arguments import SUITES as NAMED
from index.evaluate.attributes import attributes
from index.evaluate.elsewhere import elsewhere
from index.evaluate.questions import AskedQuestion, QuestionSet
from index.evaluate.suites import SUITES
from index.model import Article

FACTS = [
    f"{place} is a town in the north. It has {n} bridges, said Anna Berg of Norholm Works. "
    f"Then Anna Berg spoke of Norholm Works and the {n} bridges once more."
    for n, place in enumerate(("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta"), start=11)
]
TEXT = "\n\n".join(FACTS)


def made() -> QuestionSet:
    asked = tuple(
        AskedQuestion(f"How many bridges does {fact.split()[0]} have?", ((at, at + len(fact)),))
        for fact in FACTS
        for at in (TEXT.index(fact),)
    )
    article = Article("a", "Towns", TEXT, source="")
    return QuestionSet("towns", (article,), ((*asked, AskedQuestion("Who paints?", ())),))


def test_pieces_answer_their_own_questions_and_not_those_of_others() -> None:
    found = elsewhere(made(), size=200)
    assert len(found.articles) > 1
    for number, article in enumerate(found.articles):
        assert article.text in TEXT
        for question in found.answerable(number):
            ((start, end),) = question.gold
            assert question.text.split()[4] == article.text[start:end].split()[0]
        for question in found.near(number):
            assert question.text.split()[4] not in article.text
        assert 0 < len(found.near(number)) <= len(found.answerable(number))


def test_an_article_in_one_piece_has_nothing_elsewhere() -> None:
    assert elsewhere(made()).articles == ()


def test_attributes_are_asked_of_what_is_named_and_only_where_nothing_speaks_of_them() -> None:
    found = attributes(made()).near(0)
    assert found
    assert all("Anna Berg" in q.text or "Norholm Works" in q.text for q in found)
    told = QuestionSet("t", (Article("a", "T", TEXT + " She was born in 1900.", source=""),), ((),))
    asked = [question.text for question in attributes(told).near(0)]
    assert asked
    assert not any("born" in text or "old" in text or "age" in text for text in asked)


def test_no_template_is_both_trained_and_tested() -> None:
    def templates(*, training: bool) -> set[str]:
        asked = attributes(made(), training=training).near(0)
        return {q.text.replace("Anna Berg", "X").replace("Norholm Works", "X") for q in asked}

    assert templates(training=True).isdisjoint(templates(training=False))


@pytest.mark.parametrize(
    ("suite", "text"),
    [
        ("lower-case", "how many bridges does alpha have"),
        ("key-words", "many bridges alpha"),
    ],
)
def test_questions_are_typed_as_people_do(suite: str, text: str) -> None:
    assert SUITES[suite](made()).questions[0][0].text == text


def test_a_slip_changes_one_word() -> None:
    for before, after in zip(
        made().questions[0], SUITES["slips"](made()).questions[0], strict=True
    ):
        words = zip(before.text.split(), after.text.split(), strict=True)
        assert sum(one != other for one, other in words) <= 1
    assert SUITES["slips"](made()) != made()


def test_two_in_one_asks_each_pair_for_both() -> None:
    asked = SUITES["two-in-one"](made()).questions[0]
    assert [a.text for a in asked[::2]] == [b.text for b in asked[1::2]]
    assert all(one.gold != other.gold for one, other in zip(asked[::2], asked[1::2], strict=True))
    assert any(" and how many" in question.text for question in asked)


def test_the_command_line_knows_every_suite_and_each_is_the_same_in_every_run() -> None:
    assert tuple(SUITES) == NAMED
    for suite in SUITES.values():
        assert suite(made()) == suite(made())
