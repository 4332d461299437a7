"""Normal forms of any text, however many accents are piled up in it."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.unicode import MOST_COMPOSED, MOST_MARKS, normalized, pile_of_marks

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
PILE = re.compile(f"m{{{MOST_MARKS + 1},}}")
runs = st.lists(st.tuples(st.integers(0, 2 * MOST_MARKS + 5), st.integers(1, 5)), max_size=5)


@given(runs, st.integers(0, 300))
def test_the_first_pile_is_found_wherever_it_stands(
    lengths: list[tuple[int, int]], start: int
) -> None:
    spelt = "".join("m" * marks + "x" * letters for marks, letters in lengths)
    text = spelt.replace("m", "\u0301")
    expected = PILE.search(spelt, start)
    assert pile_of_marks(text, start) == (expected.start() if expected else None)


@given(st.text(max_size=60), st.sampled_from(FORMS))
def test_ordinary_text_has_the_form_that_unicode_gives_it(text: str, form: str) -> None:
    assert normalized(form, text) == unicodedata.normalize(form, text)  # type: ignore[arg-type]  # one of them


@pytest.mark.parametrize("form", FORMS)
def test_no_mark_of_a_pile_is_lost(form: str) -> None:
    text = "e" + "\u0301\u0316" * 1000 + "x"
    found = normalized(form, text)  # type: ignore[arg-type]  # one of them
    assert sorted(unicodedata.normalize("NFD", found)) == sorted(text)


def test_no_character_is_made_of_more() -> None:
    letters = (chr(code) for code in range(0x110000))
    assert max(len(unicodedata.normalize("NFD", letter)) for letter in letters) == MOST_COMPOSED
