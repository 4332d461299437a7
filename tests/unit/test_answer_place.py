"""Answers from documents with structure: a place is shown beside a quote, and never as it."""

from __future__ import annotations

import pytest

from index.collection.collection import Collection
from index.ingest.manuscript import Manuscript
from index.model import Answer, Article
from index.quote.answer import answer
from index.quote.inspection import inspect
from index.quote.reading import legible


def article_of(manuscript: Manuscript, title: str = "Handbook") -> Article:
    manuscript.end_marks()
    return Article(
        "a",
        title,
        manuscript.text,
        "test",
        "https://example.org/",
        outline=manuscript.outline,
        left_out=manuscript.left_out,
    )


@pytest.fixture
def handbook() -> Article:
    manuscript = Manuscript()
    manuscript.begin_mark("page", "1")
    manuscript.add("heading", "Handbook", level=1)
    manuscript.add("heading", "How do I become a member?", level=2)
    manuscript.add("paragraph", "Write to the office. Nobody has to pass an exam.")
    manuscript.add("heading", "Penalties", level=2)
    manuscript.add("item", "Slurs", level=1)
    manuscript.add("item", "First time: one day mute", level=2)
    manuscript.add("item", "Second time: ban", level=2)
    manuscript.add("item", "Spam", level=1)
    manuscript.add("item", "First time: one hour mute", level=2)
    manuscript.add("item", "Second time: one day mute", level=2)
    manuscript.begin_mark("page", "2")
    manuscript.add("heading", "Ranks", level=2)
    manuscript.add_row(["Rank", "Messages needed", "Colour"], head=True)
    manuscript.add_row(["Bosun", "500", "blue"])
    manuscript.add_row(["Captain", "5000", "gold"])
    manuscript.add("heading", "Appeals", level=2)
    manuscript.add("paragraph", "You can appeal a ban in these ways:")
    manuscript.add("item", "Write to the ModMail bot.", level=1)
    manuscript.add("item", "Send a letter to the harbour office.", level=1)
    manuscript.leave_out("Home | Contact the webmaster", "menu")
    return article_of(manuscript)


def ask(article: Article, question: str) -> Answer:
    return answer(question, Collection([article]), limit=3)


def shown(found: Answer) -> str:
    quote = (found.quotes or found.nearest)[0]
    return f"{quote.context_before}{quote.text}{quote.context_after}"


def place(found: Answer) -> list[str]:
    return [step.text for step in (found.quotes or found.nearest)[0].citation.place]


def test_a_question_in_the_words_of_a_heading_finds_the_text_below_it(handbook: Article) -> None:
    found = ask(handbook, "How do I become a member?")
    assert found.answered
    assert shown(found) == "Write to the office. Nobody has to pass an exam."
    assert place(found) == ["Handbook", "How do I become a member?", "1"]


def test_an_inner_item_is_found_under_the_right_parent(handbook: Article) -> None:
    found = ask(handbook, "What happens the second time for slurs?")
    assert shown(found) == "Second time: ban"
    assert place(found) == ["Handbook", "Penalties", "Slurs", "1"]


def test_a_row_is_shown_with_its_column_heads(handbook: Article) -> None:
    found = ask(handbook, "What colour is a Captain?")
    assert shown(found) == "Captain | 5000 | gold"
    assert place(found) == ["Handbook", "Ranks", "Rank | Messages needed | Colour", "2"]


def test_a_lead_in_comes_with_all_its_items(handbook: Article) -> None:
    found = ask(handbook, "How can I appeal a ban?")
    assert shown(found).startswith("You can appeal a ban in these ways:")
    assert shown(found).endswith("harbour office.")
    assert found.quotes[0].more == 0


def test_a_list_that_does_not_fit_is_cut_between_items_and_says_so() -> None:
    manuscript = Manuscript()
    manuscript.add("paragraph", "These things are forbidden on the pier:")
    for number in range(60):
        manuscript.add("item", f"{number + 1}. Thing of the kind {number}", level=1, label="1")
    quote = ask(article_of(manuscript), "What is forbidden on the pier?").quotes[0]
    assert quote.text == "These things are forbidden on the pier:"
    items = quote.context_after.strip().split("\n")
    assert items[-1] == f"{len(items)}. Thing of the kind {len(items) - 1}"
    assert quote.more == 60 - len(items)


def test_a_heading_is_never_a_quote(handbook: Article) -> None:
    for question in ("Handbook?", "Penalties", "Ranks", "How do I become a member?"):
        found = ask(handbook, question)
        quoted = {quote.text for quote in (*found.quotes, *found.nearest)}
        assert quoted.isdisjoint({"Handbook", "Penalties", "Ranks", "How do I become a member?"})


def test_a_heading_that_is_all_that_there_is_can_be_quoted() -> None:
    manuscript = Manuscript()
    manuscript.add("heading", "Rules", level=1)
    for rule in ("No spoilers in the first week", "No advertising"):
        manuscript.add("heading", rule, level=2)
    found = ask(article_of(manuscript), "What about spoilers?")
    assert shown(found) == "No spoilers in the first week"


def test_words_that_were_left_out_are_not_said_to_be_missing(handbook: Article) -> None:
    assert ask(handbook, "Who is the webmaster of the zeppelin?").missing_terms == ("zeppelin",)


def test_a_speaker_and_a_time_are_the_place_of_what_is_said() -> None:
    manuscript = Manuscript()
    for speaker, time, words in (
        ("Ida", "0:00:01", "The old lamps were lit with herring oil until 1904."),
        ("Per", "0:00:09", "Then Ada Brandt built the first electric lamp."),
    ):
        manuscript.begin_mark("time", time)
        manuscript.add("turn", words, label=speaker)
    found = ask(article_of(manuscript), "What did Per say about the electric lamp?")
    assert place(found) == ["Per", "0:00:09"]


def test_a_link_opens_at_a_row_and_at_an_item_as_the_page_has_them(handbook: Article) -> None:
    links = {
        handbook.text[passage.start : passage.end]: citation.url
        for passage, citation in inspect(handbook).passages
    }
    assert links["Captain | 5000 | gold"] == "https://example.org/#:~:text=Captain,gold"
    manuscript = Manuscript()
    manuscript.add("item", "2. No advertising", level=1, label="2")
    ((_, citation),) = inspect(article_of(manuscript)).passages
    assert citation.url == "https://example.org/#:~:text=No%20advertising"


def test_what_is_read_and_what_is_left_out_can_be_looked_at(handbook: Article) -> None:
    found = inspect(handbook)
    kinds = [passage.kind for passage, _ in found.passages]
    assert kinds[:4] == ["heading", "heading", "paragraph", "paragraph"]
    assert [(one.text, one.why) for one in found.left_out] == [
        ("Home | Contact the webmaster", "menu")
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "told the office\n    before six\n\u00a0  and left",
            "told the office\nbefore six\nand left",
        ),
        ("the new inter-\nnational pier", "the new international pier"),
        ("a well-\nknown pier", "a well-known pier"),
        ("门卫之后\n就回家了。", "门卫之后就回家了。"),
        ("as it was", "as it was"),
    ],
)
def test_a_slice_reads_as_one_text_whatever_the_lines_of_the_file(text: str, read: str) -> None:
    assert legible(text) == read
