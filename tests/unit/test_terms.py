"""What should meet does meet, and what should not does not."""

from __future__ import annotations

import pytest

from index.text.terms import STOP_WORDS, stem, terms, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kata'ib", "Kata’ib"),
        ("Kata’ib", "Kataib"),
        ("Iraq’s", "Iraq"),
        ("James's", "James"),
        ("Iraqis'", "Iraqis"),
        ("1,000", "1000"),
        ("1,234,567.89", "1234567.89"),
        ("U.S.", "US"),
        ("café", "cafe"),
        ("Beyoncé", "beyonce"),
        ("ﬁnal", "final"),
        ("ＲＯＣＫＥＴ", "rocket"),
        ("rockets", "rocket"),
        ("attacked", "attacks"),
        ("didn’t", "did not"),
        ("dont", "do not"),
        ("can't", "cannot"),
        ("STRASSE", "straße"),
    ],
)
def test_two_ways_to_write_the_same_are_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


def test_a_hyphenated_word_is_found_by_its_parts() -> None:
    assert terms("rocket-rigged") == terms("rocket rigged")


def test_decimals_and_versions_are_one_term() -> None:
    assert terms("3.5 and 3.10.4") == ["3.5", "3.10.4"]


def test_a_comma_between_numbers_of_a_list_separates_them() -> None:
    assert terms("12,34") == ["12", "34"]


def test_negation_is_kept_and_other_function_words_are_not() -> None:
    assert terms("they are not these, nor never without") == ["not", "nor", "never", "without"]


def test_an_acronym_is_not_a_stop_word_but_shouting_is_no_acronym() -> None:
    assert terms("the WHO said") == [stem("who"), "said"]
    assert terms("WHO SAID IT") == ["said"]


def test_unspaced_scripts_are_pairs_of_characters() -> None:
    assert terms("東京都") == ["東京", "京都"]
    assert terms("京") == ["京"]


def test_words_keep_where_they_stand() -> None:
    text = "Didn’t Kata’ib’s 1,000 men?"
    found = words(text)
    assert [text[word.start : word.end] for word in found] == [
        "Didn’t",
        "Kata’ib’s",
        "1,000",
        "men",
    ]
    assert [word.text for word in found] == ["Didn’t", "Kata’ib’s", "1,000", "men"]


@pytest.mark.parametrize("text", ["", "…", "😀 !?", "' ’ '", "_"])
def test_text_without_words_has_no_terms(text: str) -> None:
    assert words(text) == []


def test_stop_words_are_normal_forms() -> None:
    assert all(terms(word) == [] for word in STOP_WORDS)
