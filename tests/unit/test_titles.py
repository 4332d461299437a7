"""Articles by what people type of their titles."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.articles import titles
from index.errors import AmbiguousTitleError
from index.model import Record
from index.text.trigrams import dice

TITLES = [
    "US strikes Iranian-backed forces in Iraq",
    "Fête de la musique: a short history",
    "Iraq: a history",
    "How zebras sleep",
    "Yaks",
]
RECORDS = [
    Record(f"id-{n}", title, "", None, None, None, "en", "", 0, 0, 0, None)
    for n, title in enumerate(TITLES)
]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("zebra", 3),
        ("ZEBRAS how", 3),
        ("zbras sleep", 3),
        ("irak history", 2),
        ("iraq", 2),
        ("backed iran", 0),
        ("fete", 1),
        ("musik", 1),
        ("yaks", 4),
        ("yask", 4),
        ("id-4", 4),
    ],
)
def test_titles_are_completed_in_part_in_any_order_and_with_mistakes(
    typed: str, first: int
) -> None:
    assert titles.suggest(RECORDS, typed)[0] == RECORDS[first]


def test_nothing_typed_is_everything_and_nonsense_is_nothing() -> None:
    assert titles.suggest(RECORDS, " ") == RECORDS
    assert titles.suggest(RECORDS, "xqzw") == []
    assert titles.suggest([], "zebra") == []


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("id-3", 3),
        ("YAKS!", 4),
        ("how zebras sleeps", 3),
        ("us strikes", 0),
        ("history", None),
        ("", None),
        ("?!", None),
        ("a history of gardening", None),
    ],
)
def test_a_name_is_an_article_only_when_it_can_be_no_other(named: str, found: int | None) -> None:
    assert titles.find(RECORDS, named) == (None if found is None else RECORDS[found])


def test_an_exact_name_is_an_id_or_a_title() -> None:
    assert titles.exactly(RECORDS, "iraq a history") == RECORDS[2]
    assert titles.exactly(RECORDS, "zebras") is None
    assert titles.exactly(RECORDS, "") is None


def test_a_name_longer_than_any_title_names_nothing() -> None:
    assert titles.exactly(RECORDS, "Yaks" + " " * 2000) is None
    assert titles.suggest(RECORDS, "Yaks" + " " * 2000)[0] == RECORDS[4]


def named(article_id: str, title: str) -> Record:
    return Record(article_id, title, "", None, None, None, "en", "", 0, 0, 0, None)


def test_a_title_that_two_articles_share_names_neither_and_says_both_ids() -> None:
    records = [named("a-1", "Minutes"), named("a-2", "minutes!"), named("a-3", "Hours")]
    for find in (titles.exactly, titles.find):
        with pytest.raises(AmbiguousTitleError, match=r"2 articles are called .* a-1, a-2\.$"):
            find(records, "Minutes")
        assert find(records, "a-2") == records[1]
    assert titles.exactly([*records, named("minutes", "Seconds")], "Minutes") is not None


def test_the_ids_of_many_articles_with_one_title_are_few() -> None:
    with pytest.raises(AmbiguousTitleError) as caught:
        titles.exactly([named(f"a-{number}", "Minutes") for number in range(700)], "minutes")
    assert str(caught.value).count("a-") == 5


@given(
    st.lists(st.text("abé -", min_size=1, max_size=24), min_size=1, max_size=8),
    st.text("abé ", min_size=1, max_size=12),
)
def test_titles_with_too_few_common_grams_are_passed_over_without_loss(
    shown: list[str], typed: str
) -> None:
    records = [named(f"#{number}", title) for number, title in enumerate(shown)]
    wanted = titles._plain(typed)
    assume(wanted)
    found = titles.suggest(records, typed)
    for record in records:
        title = titles._plain(record.title)
        grams = titles._grams(wanted)
        parts = (title, *set(title.split()))
        alike = max(dice(grams, titles._grams(part)) for part in parts)
        assert alike < titles._ALIKE or record in found
