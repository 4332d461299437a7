"""Articles by what people type of their titles."""

from __future__ import annotations

import pytest

from index.articles import titles
from index.model import Record

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
