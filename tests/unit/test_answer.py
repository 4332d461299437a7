"""An answer's quotes stand alone, are not repeated, and are honest."""

from __future__ import annotations

import pytest

from index.ingest import article_from_text
from index.library import Library
from index.model import Answer, Article
from index.quote.frame import unframed
from index.quote.parts import parts_of

NO_CHANCE = 0.05


def ask(text: str, question: str, *, limit: int = 3, url: str | None = None) -> Answer:
    return Library([Article("a", "A", text, "test", url=url)]).ask(question, limit=limit)


def test_a_quote_that_opens_with_a_pronoun_has_the_sentence_before_it() -> None:
    text = "Mark Esper met the press. He warned Tehran of consequences. Then it rained."
    quote = ask(text, "Who warned Tehran of consequences?").quotes[0]
    assert quote.text == "He warned Tehran of consequences."
    assert quote.context_before == "Mark Esper met the press. "
    assert text[quote.start - len(quote.context_before) : quote.end] == (
        quote.context_before + quote.text
    )


def test_a_quote_that_announces_something_has_what_follows() -> None:
    text = "The Pentagon named three demands:\n- money\n- time"
    quote = ask(text, "What demands did the Pentagon name?").quotes[0]
    assert quote.context_after == "\n- money\n- time"


def test_advertising_is_not_shown_as_context() -> None:
    text = "Esper met the press.\n\nREAD ALSO  Embryo Revived\n\nHe warned Tehran of consequences."
    library = Library([Article("a", "A", text, "test")])
    quote = library.ask("Who warned Tehran of consequences?").quotes[0]
    assert quote.context_before == ""
    assert library.context("a", quote.start, before=5).context_before == ""
    assert library.context("a", 0, after=5).context_after == ""


def test_a_quote_that_stands_alone_has_no_context() -> None:
    quote = ask("It rained. Mark Esper met the press.", "Who met the press?").quotes[0]
    assert (quote.context_before, quote.context_after) == ("", "")


def test_the_same_sentence_twice_is_quoted_once() -> None:
    text = "Five sites were hit, they said.\n\nIt rained.\n\nFive sites were hit, they said."
    quotes = ask(text, "Which five sites were hit?").quotes
    assert [quote.text for quote in quotes] == ["Five sites were hit, they said.", "It rained."]


def test_a_question_about_something_else_is_not_answered() -> None:
    answer = ask("Five sites were targeted.", "Who painted the Mona Lisa?")
    assert not answer.answered
    assert answer.quotes == ()
    assert answer.confidence < NO_CHANCE
    assert answer.missing_terms == ("painted", "Mona", "Lisa")


def test_a_weak_match_is_shown_as_nearest_only() -> None:
    text = "Five sites were targeted in Iraq.\n\nThe weather was fine in Paris."
    answer = ask(text, "Which Norwegian composer wrote an opera about targeted advertising?")
    assert not answer.answered
    assert answer.quotes == ()
    assert answer.nearest[0].text == "Five sites were targeted in Iraq."


def test_a_refusal_shows_what_there_is_where_no_word_is_shared() -> None:
    text = "The council met on Monday. It agreed to close the pool."
    answer = ask(text, "Which baths shut?")
    assert not answer.answered
    assert [quote.text for quote in answer.nearest][:1] != []
    assert len(answer.nearest) == 2


def test_two_questions_in_one_are_both_answered() -> None:
    text = "The bridge was opened in 1932.\n\nMary Smith designed the bridge.\n\nIt rained."
    for asked in (
        "When was the bridge opened and who designed it?",
        "When was the bridge opened? Who designed the bridge?",
    ):
        answer = ask(text, asked)
        assert answer.answered
        assert answer.question == asked
        first, second = (quote.text for quote in answer.quotes[:2])
        assert (first, second) == (
            "The bridge was opened in 1932.",
            "Mary Smith designed the bridge.",
        )


def test_one_question_with_two_question_words_is_one() -> None:
    assert parts_of("When and where was the bridge opened?") == (
        "When and where was the bridge opened?",
    )
    assert parts_of("Who is Bob, and when was he born? And why does he sing?") == (
        "Who is Bob",
        "when was he born?",
        "And why does he sing?",
    )


@pytest.mark.parametrize(
    "polite",
    [
        "Could you please tell me where Rome lies?",
        "hi, can someone tell me where Rome lies?",
        "Hey guys, quick question: does anyone know where Rome lies?",
        "I was wondering where Rome lies?",
        "i'd like to know where Rome lies?",
        "any idea where Rome lies?",
        "Tell me, where Rome lies?",
    ],
)
def test_a_polite_beginning_asks_for_no_more_than_the_question(polite: str) -> None:
    assert unframed(polite) == "where Rome lies?"


@pytest.mark.parametrize(
    "asked",
    [
        "Did anyone know the code?",
        "What do you know about Rome?",
        "Do you know?",
        "Hi there",
    ],
)
def test_what_asks_of_knowing_and_greeting_stays(asked: str) -> None:
    assert unframed(asked) == asked


def test_a_refusal_says_what_the_nearest_passage_names_and_does_not_tell() -> None:
    text = "The troops returned after Isis launched a blitz.\n\nThe weather was fine in Paris."
    answer = ask(text, "How old is Isis?")
    assert not answer.answered
    assert answer.about == "Isis"
    assert not ask(text, "What did Isis launch?").about
    assert not ask(text, "Who painted the Mona Lisa?").about


def test_a_link_opens_at_the_sentence() -> None:
    url = "https://example.org/story#top"
    quote = ask("Rocket-rigged trucks, they said, burned.", "What burned?", url=url).quotes[0]
    assert quote.citation.url == (
        "https://example.org/story#:~:text=Rocket%2Drigged%20trucks%2C%20they%20said%2C%20burned."
    )


def test_a_link_to_a_long_sentence_names_its_ends() -> None:
    text = "One two three four five six seven eight nine ten eleven twelve thirteen burned."
    quote = ask(text, "What burned?", url="https://example.org/").quotes[0]
    assert quote.citation.url == (
        "https://example.org/#:~:text="
        "One%20two%20three%20four%20five,ten%20eleven%20twelve%20thirteen%20burned."
    )


def test_an_article_without_an_address_is_cited_without_a_link() -> None:
    assert ask("Trucks burned.", "What burned?").quotes[0].citation.url is None


def test_the_limit_is_the_number_of_quotes() -> None:
    text = "\n\n".join(f"Truck {name} burned." for name in ("alpha", "beta", "gamma", "delta"))
    assert len(ask(text, "What burned?", limit=2).quotes) == 2


def test_with_the_least_threshold_whatever_is_found_is_an_answer() -> None:
    library = Library([Article("a", "A", "Mark Esper met the press.", "test")], threshold=0.0)
    assert library.ask("Which press burnt down in 1764?").answered


@pytest.mark.parametrize(
    ("question", "answered"), [("time", False), ("war?", False), ("Taji", True)]
)
def test_one_common_word_asks_too_little(question: str, *, answered: bool) -> None:
    article = "The camp at Taji was hit a second time in the war. A war takes time, said Taji."
    found = Library([article_from_text(article)]).ask(question)
    assert found.answered is answered
    assert found.quotes or found.nearest


def test_a_common_word_that_leans_on_the_question_before_is_answered() -> None:
    library = Library.open()
    assert library.ask("time?").answered is False
    assert library.ask("and where?", previous="Where is Camp Taji?").answered


@pytest.mark.parametrize("text", [":", "…", "— —\n\n***", "?!\n\n.", "😀"])
def test_a_text_without_words_answers_nothing(text: str) -> None:
    answer = ask(text, "Who warned Tehran?")
    assert not answer.answered
