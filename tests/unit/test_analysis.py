"""What is computed once about an article, and kept."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Article
from index.text.analysis import Analysis, Mark, analyze, marked_forms
from index.text.segment import segment


def article(text: str) -> Article:
    return Article("a", "A", text, "test")


def marks(text: str) -> dict[str, Mark]:
    return {form: Mark(mark) for form, mark in marked_forms(text)}


@given(st.text(max_size=300))
def test_an_analysis_is_read_back_as_it_was_written(text: str) -> None:
    analysis = analyze(article(text))
    again = Analysis.from_bytes(analysis.to_bytes())
    assert (again.forms, again.stems) == (analysis.forms, analysis.stems)
    for name in ("paragraphs", "starts", "ends", "word_ends", "words", "marks"):
        np.testing.assert_array_equal(getattr(again, name), getattr(analysis, name))


@given(st.binary(max_size=80))
def test_other_bytes_are_refused(raw: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert len(Analysis.from_bytes(raw).marks) == len(Analysis.from_bytes(raw).words)


def test_its_passages_are_those_of_the_segmentation() -> None:
    text = "Five sites were hit. He said no.\n\nIt rained."
    analysis = analyze(article(text))
    passages = segment(article(text))
    assert len(analysis) == len(passages) == 3
    assert analysis.starts.tolist() == [passage.start for passage in passages]
    assert analysis.word_ends.tolist() == [4, 7, 9]


def test_marks_show_how_a_word_is_written() -> None:
    found = marks("The US paid $5 (about 40% more), “no deal” for rocket-rigged trucks")
    assert found["us"] == Mark.CAPITAL | Mark.UPPER
    assert found["5"] == Mark.MONEY | Mark.BREAK
    assert found["about"] == Mark.BRACKET | Mark.BREAK
    assert found["40"] == Mark.PERCENT
    assert found["no"] == found["deal"] | Mark.BREAK == Mark.QUOTED | Mark.BREAK
    assert found["rigged"] == Mark.JOINED
    assert found["trucks"] == Mark(0)


def test_an_acronym_that_spells_a_stop_word_is_a_form_of_its_own() -> None:
    analysis = analyze(article("The WHO said who it was."))
    assert "WHO" in analysis.forms
    assert "who" in analysis.forms
    assert analysis.stems[analysis.forms.index("WHO")] == "who"


@pytest.mark.parametrize("text", ["", "…", "READ ALSO  More of it"])
def test_a_text_without_passages_has_an_empty_analysis(text: str) -> None:
    assert len(analyze(article(text)).words) == 0


def test_a_word_that_a_line_end_breaks_is_found_whole_and_in_parts() -> None:
    assert [form for form, _ in marked_forms("the with-\ndrawal of rocket-rigged trucks")] == [
        "the",
        "with",
        "withdrawal",
        "drawal",
        "of",
        "rocket",
        "rigged",
        "trucks",
    ]
