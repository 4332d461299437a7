"""Around a quote stand whole passages, the nearest first, as many as there is room for."""

from __future__ import annotations

import pytest

from bot.excerpt import around
from index.library import Library
from index.model import Article, Quote

BARN, HAY = "The yak of Orla lives in a barn.", "It eats hay from Lindow on Tuesdays."


def quote_in(text: str, words: str, *, before: int = 9, after: int = 9) -> Quote:
    library = Library([Article("a", "A", text, "test")])
    return library.context("a", text.index(words), before=before, after=after)


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (22, ("One. Two. ", " Four. Five.")),
        (21, ("One. Two. ", " Four.")),
        (15, ("Two. ", " Four.")),
        (10, ("One. Two. ", "")),
        (4, ("", "")),
    ],
)
def test_the_nearest_that_fit_are_shown_first_those_before(
    room: int, shown: tuple[str, str]
) -> None:
    assert around(quote_in("One. Two. Three. Four. Five.", "Three."), room=room) == shown


def test_a_side_ends_at_the_first_passage_that_does_not_fit() -> None:
    quote = quote_in(f"One. {'Two ' * 20}. Three.", "Three.")
    assert around(quote, room=50) == ("", "")


@pytest.mark.parametrize("gap", ["\n\n", "\n \n\t\n", "\n" * 1_500_000])
def test_blank_lines_between_are_shown_as_one(gap: str) -> None:
    quote = quote_in(f"{BARN}{gap}{HAY}", HAY, before=1)
    assert quote.context_before == BARN + gap
    assert around(quote, room=1000) == (f"{BARN}\n\n", "")
    quote = quote_in(f"{BARN}{gap}{HAY}", BARN, after=1)
    assert around(quote, room=1000) == ("", f"\n\n{HAY}")


def test_other_white_space_is_shown_as_it_is_or_not_at_all() -> None:
    assert around(quote_in(f"{BARN}\n   {HAY}", HAY), room=1000) == (f"{BARN}\n   ", "")
    assert around(quote_in(f"{BARN}{' ' * 2000}{HAY}", HAY), room=1000) == ("", "")


def test_what_a_passage_costs_is_asked_only_where_its_length_fits() -> None:
    asked = []

    def cost(text: str) -> int:
        asked.append(text)
        return 2 * len(text)

    quote = quote_in(f"{'One ' * 100}. Two. Three.", "Three.")
    assert around(quote, room=30, cost=cost) == ("Two. ", "")
    assert set(asked) == {"Two. "}
