"""Question sets are read whole, or refused with the place of the mistake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from index.errors import QuestionSetError
from index.evaluate.questions import question_type, read_question_set

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Zebras sleep. Lions hunt."
ANSWERABLE = {"question": "Who sleeps?", "gold": [[0, 6]], "kind": "answerable"}
NEAR = {"question": "When do lions sleep?", "gold": [], "kind": "near"}


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "animals.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def article(*questions: object, **changes: object) -> dict[str, object]:
    return {"title": "Animals", "text": TEXT, "questions": [*questions], **changes}


def test_a_question_set_is_read_in_its_order(tmp_path: Path) -> None:
    found = read_question_set(written(tmp_path, [article(ANSWERABLE, NEAR), article()]))
    assert found.name == "animals"
    assert [a.title for a in found.articles] == ["Animals", "Animals"]
    assert found.articles[0].text == TEXT
    assert found.articles[0].id != found.articles[1].id
    assert [q.text for q in found.answerable(0)] == ["Who sleeps?"]
    assert found.answerable(0)[0].gold == ((0, 6),)
    assert [q.text for q in found.near(0)] == ["When do lions sleep?"]
    assert found.questions[1] == ()


def test_a_byte_order_mark_and_other_keys_do_no_harm(tmp_path: Path) -> None:
    content = "\ufeff" + json.dumps([article({**ANSWERABLE, "note": 1}, url="x")])
    assert len(read_question_set(written(tmp_path, content)).articles) == 1


def changed(**changes: object) -> list[object]:
    return [article(ANSWERABLE), article(NEAR, {**ANSWERABLE, **changes})]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[", "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON"),
        ({"title": "x"}, "it has to be a list of articles"),
        ([], "it has to be a list of articles"),
        (["x"], "article 1: it has to be an object"),
        ([article(ANSWERABLE, title="")], "article 1: “title” has to be text"),
        ([article(ANSWERABLE), {"title": "x"}], "article 2: “text” has to be text"),
        ([article(ANSWERABLE, text=" \n")], "article 1: “text” has to be text"),
        ([article(questions={})], "article 1: “questions” has to be a list"),
        ([article("Who?")], "article 1, question 1: it has to be an object"),
        ([article(NEAR)], "has no question that its article answers"),
        (changed(question=None), "article 2, question 2: “question” has to be text"),
        (changed(kind="maybe"), "article 2, question 2: “kind” is “maybe”"),
        (changed(kind="near"), "article 2, question 2: “gold” is what answers"),
        (changed(gold=[]), "article 2, question 2: “gold” is what answers"),
        (changed(gold="Zebras"), "article 2, question 2: “gold” has to be a list"),
        (changed(gold=["Zebras"]), '“gold” has "Zebras"'),
        (changed(gold=[[0, 6], [3, 3]]), "“gold” has [3, 3]"),
        (changed(gold=[[-1, 3]]), "“gold” has [-1, 3]"),
        (changed(gold=[[0, 26]]), "0 <= start < end <= 25, the length of the text"),
        (changed(gold=[[0, 1, 2]]), "“gold” has [0, 1, 2]"),
        (changed(gold=[[0.5, 2]]), "“gold” has [0.5, 2]"),
    ],
)
def test_a_malformed_set_is_refused_with_the_place(
    tmp_path: Path, content: object, says: str
) -> None:
    path = written(tmp_path, content)
    with pytest.raises(QuestionSetError) as refused:
        read_question_set(path)
    assert str(refused.value).startswith(str(path))
    assert says in str(refused.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"There is no file .*no\.json"):
        read_question_set(tmp_path / "no.json")
    with pytest.raises(QuestionSetError, match="cannot be read"):
        read_question_set(tmp_path)
    (tmp_path / "latin.json").write_bytes(b"[\xe9]")
    with pytest.raises(QuestionSetError, match="is not UTF-8 text"):
        read_question_set(tmp_path / "latin.json")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who came?", "who"),
        ("To whom did it belong?", "who"),
        ("Whose was it?", "who"),
        ("In what country did it happen when he came?", "what"),
        ("HOW MANY were there?", "how many"),
        ("how much is it", "how many"),
        ("How old is it?", "how"),
        ("Since when?", "when"),
        ("Where is it?", "where"),
        ("Why?", "why"),
        ("Which one?", "which"),
        ("Is it somewhat whole?", "other"),
    ],
)
def test_the_type_is_that_of_the_first_interrogative_word(question: str, expected: str) -> None:
    assert question_type(question) == expected
