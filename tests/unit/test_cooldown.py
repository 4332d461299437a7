"""A rate is kept to, passes, and one person's does not touch another's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.asking.cooldown import WINDOW, Cooldown
from index.limits import OwnLimits


def test_a_person_may_ask_so_often_in_a_minute_and_again_later() -> None:
    cooldown = Cooldown(user_questions=2, server_questions=100)
    assert cooldown.check(1, 9, 0) is None
    assert cooldown.check(1, 9, 10) is None
    refusal = cooldown.check(1, 9, 20)
    assert refusal is not None
    assert refusal.retry_after == 40
    assert cooldown.check(2, 9, 20) is None
    assert cooldown.check(1, 9, 60) is None
    assert cooldown.check(1, 9, 61) is not None


def test_a_server_has_a_rate_of_its_own() -> None:
    cooldown = Cooldown(user_questions=100, server_questions=2)
    assert cooldown.check(1, 9, 0) is None
    assert cooldown.check(2, 9, 0) is None
    assert cooldown.check(3, 9, 0) is not None
    assert cooldown.check(3, 8, 0) is None
    assert cooldown.check(3, None, 0) is None


def test_a_person_is_told_once_until_they_may_ask_again() -> None:
    cooldown = Cooldown(user_questions=1, server_questions=100)
    cooldown.check(1, None, 0)
    told = [cooldown.check(1, None, second) for second in (1, 2, 3)]
    assert [refusal.first for refusal in told if refusal] == [True, False, False]
    assert cooldown.check(1, None, 60) is None
    again = cooldown.check(1, None, 61)
    assert again is not None
    assert again.first


@given(st.lists(st.floats(0, 1000), max_size=60).map(sorted), st.integers(1, 5))
def test_no_window_holds_more_than_the_rate(times: list[float], most: int) -> None:
    cooldown = Cooldown(user_questions=most, server_questions=1000)
    taken = [now for now in times if cooldown.check(1, None, now) is None]
    for now in taken:
        assert sum(now - WINDOW < other <= now for other in taken) <= most


def test_a_rate_that_is_lowered_counts_what_was_asked_before() -> None:
    cooldown = Cooldown(user_questions=5, server_questions=100)
    for second in range(4):
        assert cooldown.check(1, 9, second) is None
    cooldown.user_questions = 2
    refusal = cooldown.check(1, 9, 10)
    assert refusal is not None
    assert refusal.until == 2 + WINDOW  # when all but one of the four are a minute old
    cooldown.user_questions = 5
    assert cooldown.check(1, 9, 10) is None


def test_a_server_may_have_rates_of_its_own() -> None:
    cooldown = Cooldown(user_questions=2, server_questions=3)
    less, more = OwnLimits(user_questions=1), OwnLimits(user_questions=4, server_questions=4)
    assert cooldown.check(1, 9, 0, less) is None
    assert cooldown.check(1, 9, 1, less) is not None
    assert cooldown.check(1, 8, 1) is None
    assert cooldown.check(1, 8, 2) is not None, "what was asked elsewhere counts"
    assert cooldown.check(1, 7, 2, more) is None
    assert [cooldown.check(person, 7, 3, more) is None for person in (2, 3, 4, 5)] == [
        True,
        True,
        True,
        False,
    ]


def test_who_has_not_asked_for_a_minute_is_forgotten_and_nobody_else() -> None:
    cooldown = Cooldown(user_questions=1, server_questions=100)
    cooldown.check(1, 9, 0)
    cooldown.check(1, 9, 1)
    cooldown.check(2, 8, 30)
    cooldown.expire(60)
    assert cooldown
    assert cooldown.check(2, 8, 60) is not None
    cooldown.expire(90)
    assert not cooldown


def test_expiring_does_not_let_anybody_ask_sooner() -> None:
    cooldown = Cooldown(user_questions=2, server_questions=100)
    for second in (0, 50):
        assert cooldown.check(1, 9, second) is None
    cooldown.expire(59)
    assert cooldown.check(1, 9, 59) is not None
