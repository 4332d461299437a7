"""The one door: opening, asking, restricting, showing context."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest

from index.errors import ArticleError, PassageError, QuestionError, UnknownArticleError
from index.library import MAX_QUESTION, Library
from index.model import Article

if TYPE_CHECKING:
    from pathlib import Path


def test_the_seed_article_is_asked_without_its_advertising() -> None:
    library = Library.open()
    text = library.article("iraq-strikes").text
    assert "Knoxville Embryo" in text
    answer = library.ask("What happened to the Knoxville Embryo and to Facebook?", limit=100)
    assert not answer.answered
    assert {"Knoxville", "Embryo", "Facebook"} <= set(answer.missing_terms)


def test_a_text_file_dropped_into_the_folder_can_be_asked(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("The zebra slept.", encoding="utf-8")
    (tmp_path / "two.txt").write_text("The yak danced.", encoding="utf-8")
    (tmp_path / "two.toml").write_text('id = "yak"\ntitle = "Yaks"\n', encoding="utf-8")
    library = Library.open(seeds=tmp_path)
    assert library.ask("Who danced?").quotes[0].citation.title == "Yaks"
    assert library.ask("Who danced?", article_id="yak").answered
    zebra = next(article for article in library.articles() if article.id != "yak")
    assert not library.ask("Who danced?", article_id=zebra.id).answered


def test_two_articles_with_one_id_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"The {name} slept.", encoding="utf-8")
        (tmp_path / f"{name}.toml").write_text('id = "same"\n', encoding="utf-8")
    with pytest.raises(ArticleError, match="“same”"):
        Library.open(seeds=tmp_path)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("x" * 5000, f"5,000 characters; ask in {MAX_QUESTION:,} or fewer"),
        ("😀 👍🏽", "no words"),
        ("?!…", "no words"),
    ],
)
def test_a_question_that_is_none_says_so(question: str, says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        Library.open().ask(question)


def test_an_unknown_article_names_the_known_ones() -> None:
    with pytest.raises(UnknownArticleError, match="iraq-strikes"):
        Library.open().ask("Who?", article_id="nope")


def test_a_library_without_articles_answers_nothing() -> None:
    answer = Library().ask("Who was blamed?")
    assert not answer.answered
    assert answer.missing_terms == ("blamed",)


def test_questions_in_decomposed_unicode_find_composed_text() -> None:
    library = Library([Article("a", "A", "The café burned.", "test")])
    assert library.ask("Did the cafe\u0301 burn?").answered


def test_a_question_before_in_decomposed_unicode_finds_composed_text() -> None:
    text = "Москва большой город. Йод лежит в аптеке."
    library = Library([Article("a", "A", text, "test")])
    before = "Йод лежит?"
    composed = library.ask("And when?", previous=before)
    assert composed.quotes
    assert library.ask("And when?", previous=normalize("NFD", before)) == composed


def test_context_is_the_passages_around_a_quote() -> None:
    text = "One is red. Two is blue. Three is green."
    library = Library([Article("a", "A", text, "test")])
    start = library.ask("What is blue?").quotes[0].start
    quote = library.context("a", start, before=1, after=0)
    assert (quote.context_before, quote.text, quote.context_after) == (
        "One is red. ",
        "Two is blue.",
        "",
    )
    quote = library.context("a", start, before=9, after=9)
    assert quote.context_before + quote.text + quote.context_after == text


def test_context_of_a_place_where_no_passage_begins_says_that_the_article_changed() -> None:
    library = Library([Article("a", "A", "One is red.", "test")])
    with pytest.raises(PassageError, match="has changed"):
        library.context("a", 4)


def test_a_question_is_as_long_as_it_is_in_composed_unicode() -> None:
    library = Library([Article("a", "A", "The café burned.", "test")])
    library.ask("cafe\u0301 " * 200)
    for asked in ("cafe\u0301 " * 201, "cafe\u0301 " * 300_000, "e" + "\u0301\u0316" * 10_000):
        with pytest.raises(QuestionError, match="The question has"):
            library.ask(asked)


def test_the_question_before_is_read_no_further_than_a_question_goes() -> None:
    library = Library([Article("a", "A", "The café burned.", "test")])
    before = "Did the cafe\u0301 burn?"
    expected = library.ask("And why?", previous=before)
    assert library.ask("And why?", previous=before + " " * 2_000_000 + "It did.") == expected
    assert library.ask("And why?", previous="Did the café burn?") == expected
