"""Words that look alike are told from words that do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import trigrams as module
from index.text.trigrams import dice, signatures, similar, trigrams


def likeness(one: str, other: str) -> float:
    _, _, degrees = similar(signatures([one]), signatures([other]), least=0.0)
    return float(degrees[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [("withdraw", "withdrawal"), ("soleimni", "soleimani"), ("Katyusha", "katusha")],
)
def test_misspellings_and_relatives_are_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= 0.5


def test_hashing_the_trigrams_of_a_word_changes_next_to_nothing() -> None:
    for one, other in (("withdraw", "withdrawal"), ("rocket", "truck"), ("gate", "gates")):
        exact = dice(trigrams(f"^{one}$"), trigrams(f"^{other}$"))
        assert likeness(one, other) == pytest.approx(exact, abs=0.1)
    assert dice(trigrams("abcd"), trigrams("bcde")) == 0.5


@pytest.mark.parametrize(("one", "other"), [("rocket", "truck"), ("base", "iraq")])
def test_other_words_are_not(one: str, other: str) -> None:
    assert likeness(one, other) < 0.5


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_likeness_is_symmetric_between_0_and_1_and_1_for_the_same(one: str, other: str) -> None:
    assert likeness(one, one) == 1.0
    assert 0.0 <= likeness(one, other) == likeness(other, one) <= 1.0


def test_pairs_below_the_least_are_left_out() -> None:
    first, second, degrees = similar(
        signatures(["withdraw", "zebra"]), signatures(["truck", "withdrawal"]), least=0.5
    )
    assert (first.tolist(), second.tolist()) == ([0], [1])
    assert degrees[0] >= 0.5


def test_many_words_are_compared_in_parts_with_the_same_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    some = signatures(f"word{number}" for number in range(50))
    others = signatures(f"wrd{number}s" for number in range(20))
    whole = similar(some, others, least=0.3)
    monkeypatch.setattr(module, "_PAIRS", 150)
    parts = similar(some, others, least=0.3)
    assert len(whole[0]) > 50
    for one, other in zip(whole, parts, strict=True):
        np.testing.assert_array_equal(one, other)
