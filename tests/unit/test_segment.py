"""What a reader would call a paragraph and a sentence is what the passages are."""

from __future__ import annotations

import time

import pytest

from index.model import Article
from index.text.segment import MAX_PASSAGE, paragraphs, segment


def passages(text: str) -> list[str]:
    article = Article("a", "A", text, "test")
    return [text[p.start : p.end] for p in segment(article)]


def numbered(text: str) -> list[tuple[int, str]]:
    article = Article("a", "A", text, "test")
    return [(p.paragraph, text[p.start : p.end]) for p in segment(article)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Esper met Gen. Milley. Both left.", ["Mr. Esper met Gen. Milley.", "Both left."]),
        ("He moved to the U.S. in May. It rained.", ["He moved to the U.S. in May.", "It rained."]),
        ("He left the U.S. The deal died.", ["He left the U.S.", "The deal died."]),
        ("J. R. R. Tolkien wrote. He slept.", ["J. R. R. Tolkien wrote.", "He slept."]),
        ("J.R.R. Tolkien wrote. He slept.", ["J.R.R. Tolkien wrote.", "He slept."]),
        ("It cost $3.5 million. Pay.", ["It cost $3.5 million.", "Pay."]),
        ("We chose plan B. The end came.", ["We chose plan B.", "The end came."]),
        ("She left... and came back. He saw.", ["She left... and came back.", "He saw."]),
        ("“We will go.” He went.", ["“We will go.”", "He went."]),
        ("(All of it.) The rest.", ["(All of it.)", "The rest."]),
        ("“Will they?” he asked. “No.”", ["“Will they?” he asked.", "“No.”"]),
        ("Hubs, et cetera, that were hit.", ["Hubs, et cetera, that were hit."]),
        ("See No. 5. He said no. Go.", ["See No. 5.", "He said no.", "Go."]),
        ("A fact.[1][2] Another.[3]", ["A fact.[1][2]", "Another.[3]"]),
        ("iPhone sales rose. eBay fell.", ["iPhone sales rose.", "eBay fell."]),
        ("i like it. you too.", ["i like it.", "you too."]),
        ("At 5 p.m. John came. He ate.", ["At 5 p.m. John came.", "He ate."]),
        ("東京は首都です。人口は多い。", ["東京は首都です。", "人口は多い。"]),
        ("No stop at the end", ["No stop at the end"]),
        ("Wait!!! What?! Yes.", ["Wait!!!", "What?!", "Yes."]),
    ],
)
def test_sentences_end_where_a_reader_sees_them_end(text: str, expected: list[str]) -> None:
    assert passages(text) == expected


def test_blank_lines_separate_paragraphs() -> None:
    assert numbered("One. Two.\n\nThree.\n \n\nFour.") == [
        (1, "One."),
        (1, "Two."),
        (2, "Three."),
        (3, "Four."),
    ]


def test_a_hard_wrapped_sentence_is_one_passage() -> None:
    text = (
        "This is a sentence that an editor has wrapped at some\n"
        "width or other, which is why it goes on here. Short.\n"
    )
    assert passages(text) == [text[: text.index(" Short")], "Short."]


def test_headings_and_list_items_are_passages_of_their_own() -> None:
    text = "# History\nIt began.\n\nWhat we saw:\n- a truck\n- a crater\n1. First thing\n2. Second"
    assert passages(text) == [
        "# History",
        "It began.",
        "What we saw:",
        "- a truck",
        "- a crater",
        "1. First thing",
        "2. Second",
    ]


def test_text_without_a_stop_is_cut_at_word_boundaries() -> None:
    text = "word " * 400
    found = passages(text)
    assert all(len(passage) <= MAX_PASSAGE for passage in found)
    assert all(set(passage.split()) == {"word"} for passage in found)
    assert "".join("".join(found).split()) == "word" * 400


def test_a_word_longer_than_a_passage_is_cut_and_nothing_lost() -> None:
    found = passages("x" * 1500)
    assert "".join(found) == "x" * 1500
    assert max(map(len, found)) == MAX_PASSAGE


def test_advertising_lines_are_neither_passages_nor_paragraphs() -> None:
    text = "One.\n\nREAD ALSO  Embryo Reanimated After Years\n\nShare Tweet Email\n\nTwo."
    assert numbered(text) == [(1, "One."), (2, "Two.")]


def test_prose_that_resembles_boilerplate_is_kept() -> None:
    text = "Read more books, she said.\n\nVia Appia led to Rome.\n\nShare prices fell. Follow us?"
    assert len(passages(text)) == 4


@pytest.mark.parametrize("text", ["", " \n\n\t", "READ ALSO  Something", "Via Reuters\n"])
def test_a_text_without_anything_to_quote_has_no_passages(text: str) -> None:
    assert passages(text) == []
    assert list(paragraphs(text)) == []


@pytest.mark.parametrize(
    "unit",
    [
        "word ",
        "x",
        "a. ",
        "Hello world. ",
        ". ",
        "[1]",
        "?!",
        "I.B.M.",
        "((",
        '" ',
        "。",
        "\n",
        "\u0301",
    ],
)
def test_the_time_for_a_hostile_line_grows_with_its_length_only(unit: str) -> None:
    # Quadratic work on these 200,000 characters would take minutes and trip the timeout of CI.
    text = unit * (200_000 // len(unit))
    kept = "".join("".join(passages(text)).split())
    assert kept == "".join(text.split())


def test_marks_without_words_take_no_longer_than_sentences() -> None:
    def seconds(unit: str) -> float:
        article = Article("a", "A", unit * (100_000 // len(unit)), "test")
        started = time.thread_time()
        segment(article)
        return time.thread_time() - started

    segment(Article("a", "A", "It loads what it needs. Now.", "test"))
    marks, sentences = (min(seconds(unit) for _ in range(3)) for unit in ("?! ", "He ate it. "))
    assert marks < 2 * sentences
