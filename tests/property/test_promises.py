"""The promises, over any article and any question about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from index.library import Library
from index.model import Answer, Article, revision_of
from index.text.terms import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from index.model import Quote

VOCABULARY = [
    *"The official warned Tehran of rockets. He said 18 bases, “no deal”, didn’t fall;".split(),
    *"U.S. troops left Kata’ib Hizbollah in May. It was Why? follows:".split(),
    *("\n", "\n\n", "\n- list\n", "\n\nREAD ALSO  Something else\n\n"),
]
texts = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=80).map(" ".join)
questions = st.lists(
    st.sampled_from(
        "who warned tehran rockets official many 18 bases troops kataib zebra not".split()
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


def article(text: str, name: str = "a") -> Article:
    return Article(name, f"Title {name}", text, "test", url="https://example.org/")


def shown(answer: Answer) -> Iterator[Quote]:
    yield from answer.quotes
    yield from answer.nearest


@given(st.one_of(texts, st.text(max_size=200)), questions)
def test_quotes_and_their_context_are_slices_of_the_article(text: str, question: str) -> None:
    answer = Library([article(text)]).ask(question, limit=50)
    for quote in shown(answer):
        assert text[quote.start : quote.end] == quote.text
        assert text[: quote.start].endswith(quote.context_before)
        assert text[quote.end :].startswith(quote.context_after)
        assert "READ ALSO" not in quote.context_before + quote.text + quote.context_after


@given(texts, questions)
def test_every_quote_is_cited(text: str, question: str) -> None:
    for quote in shown(Library([article(text)]).ask(question, limit=50)):
        citation = quote.citation
        assert (citation.article_id, citation.title, citation.source) == ("a", "Title a", "test")
        assert (citation.start, citation.end) == (quote.start, quote.end)
        assert citation.revision == revision_of(text)
        assert citation.paragraph >= 1
        assert citation.url is not None
        assert citation.url.startswith("https://example.org/#:~:text=")


@given(texts, questions)
def test_an_answer_is_honest_about_what_it_has(text: str, question: str) -> None:
    answer = Library([article(text)]).ask(question, limit=50)
    assert answer.answered is bool(answer.quotes)
    assert not (answer.quotes and answer.nearest)
    assert all(0 <= quote.confidence <= 1 for quote in shown(answer))
    used = {norm for word in words(text) for norm in word.norms}
    for missing in answer.missing_terms:
        assert missing in question
        assert used.isdisjoint(words(missing)[0].norms)


@given(st.lists(texts, min_size=1, max_size=4, unique=True), questions, st.randoms())
def test_the_order_in_which_articles_came_does_not_matter(
    found: list[str], question: str, random: Random
) -> None:
    articles = [article(text, f"a{number}") for number, text in enumerate(found)]
    shuffled = list(articles)
    random.shuffle(shuffled)
    assert Library(articles).ask(question, limit=50) == Library(shuffled).ask(question, limit=50)


@given(st.text(max_size=60), texts)
def test_any_question_has_an_answer_or_a_reason(question: str, text: str) -> None:
    try:
        answer = Library([article(text)]).ask(question)
    except QuestionError as error:
        assert str(error)  # noqa: PT017 - whether it is raised depends on the question
    else:
        assert isinstance(answer, Answer)
