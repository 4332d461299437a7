"""Quotes of an earlier text, found again in the one that took its place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.quote.anchor import TextQuoteSelector, anchor

OLD = "The zebra slept. The yak danced. The zebra slept. The gnu sang."


def again(old: str, exact: str, new: str, *, nth: int = 0) -> str | None:
    """What is found in a new text of the nth place of some words in an old one, with « before."""
    start = -1
    for _ in range(nth + 1):
        start = old.index(exact, start + 1)
    span = anchor(TextQuoteSelector.of(old, start, start + len(exact)), new)
    return span and new[: span[0]] + "«" + new[slice(*span)]


@pytest.mark.parametrize(
    ("new", "found"),
    [
        ("First. The yak danced. Last.", "First. «The yak danced."),
        ("The yak\n    danced.", "«The yak\n    danced."),
        ("The yak dances.", None),
        ("", None),
    ],
)
def test_the_exact_words_are_found_whatever_the_space_between_them(
    new: str, found: str | None
) -> None:
    assert again(OLD, "The yak danced.", new) == found


def test_equal_sentences_are_told_apart_by_what_stands_around_them() -> None:
    new = "Once more. " + OLD
    assert again(OLD, "The zebra slept.", new) == "Once more. «The zebra slept."
    second = "Once more. The zebra slept. The yak danced. «The zebra slept."
    assert again(OLD, "The zebra slept.", new, nth=1) == second


@given(st.text(), st.integers(0, 50), st.integers(0, 50), st.text(), st.text())
def test_a_text_with_more_before_and_after_has_the_same_words(
    old: str, start: int, length: int, before: str, after: str
) -> None:
    exact = old[start : start + length]
    span = anchor(TextQuoteSelector.of(old, start, start + len(exact)), before + old + after)
    if exact.strip():
        assert span is not None
        assert (before + old + after)[slice(*span)].split() == exact.split()
    else:
        assert span is None


def test_many_words_take_hardly_longer_to_find_than_few() -> None:
    text = "a " * 100_000

    def seconds(words: int) -> float:
        selector = TextQuoteSelector("", "a " * words + "b", "")
        started = time.thread_time()
        assert anchor(selector, text) is None
        return time.thread_time() - started

    many, few = (min(seconds(words) for _ in range(3)) for words in (300, 3))
    assert many < 5 * few


def test_a_word_that_stands_everywhere_is_found_where_its_surroundings_are_most_alike() -> None:
    text = "Yes. " * 5000
    selector = TextQuoteSelector("No. ", "Yes.", " Yes. No.")
    assert anchor(selector, text) == (5, 9)
    assert anchor(selector, f"Yes. No. {text}") == (9, 13)
