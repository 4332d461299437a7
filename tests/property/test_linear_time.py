"""Whatever the text: twice as much of it takes twice as long to work on, not four times."""

from __future__ import annotations

import gc
import importlib
import inspect
import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import PullquoteError
from tests.shapes import SHAPES, shaped
from tests.works import OF_LIBRARIES, SLOW, WITHOUT_FUNCTIONS, WITHOUT_TEXT, WORKS, Work

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE = 200_000
"""Characters; the other text has half of them."""
_MOST = 3.0
"""What twice as much text may cost, at most: 2 if the time is linear, 4 if it is quadratic."""
_ENOUGH = 0.012
"""Seconds of work on the large text; what would take longer gets less text."""
_LEAST, _LEAST_OF_SLOW = LARGE // 16, LARGE // 128
_NOTHING = 0.012
"""Seconds for `LARGE` that are no danger whatever half of it takes; of less text, as much less."""
_TIMES = 8
_LATE = 2.0
"""Seconds after which work is given up."""
_FRAMED = ("spaces", "line breaks", "line breaks of two characters", "no-break spaces", "comments")
_APART = 8
"""Without `--thorough`, each piece of work sees one shape in so many, others than the next sees."""
CASES = [(shape, False) for shape in SHAPES] + [(shape, True) for shape in _FRAMED]

ROOT = Path(__file__).parents[2]
MODULES = sorted({name.split(",")[0].rpartition(".")[0] for name in WORKS} | {*WITHOUT_TEXT})


class TooLate(BaseException):
    """Raised in the middle of work that does not end; nothing of ours catches it."""


@contextmanager
def ending(seconds: float) -> Iterator[None]:
    """Give up work after some seconds of CPU time, where the system can tell."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def give_up(*_: object) -> None:
        raise TooLate

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def cost(work: Work, text: str) -> float:
    """The seconds of CPU time that some work on a text takes, infinite if it does not end."""
    started = time.thread_time()
    try:
        with ending(_LATE), suppress(PullquoteError, UnicodeError, RecursionError):
            work(text)
    except TooLate:
        return float("inf")
    return time.thread_time() - started


def growth(work: Work, shape: str, *, framed: bool, least: int = _LEAST) -> float:
    """How many times as long some work takes on twice as much text; 1 if it takes next to no time.

    What else the machine does only ever adds to a time, so the least of several counts.
    """
    length = LARGE
    expected = cost(work, shaped(shape, least // 2, framed=framed)) * 2 * LARGE / least
    while expected > _ENOUGH and length > least:
        length, expected = length // 2, expected / 2
    times = _doubled(work, shape, length, framed=framed)
    if _MOST <= times < float("inf"):
        # Beyond some size memory is got in another way: a step, which the next doubling lacks.
        times = min(times, _doubled(work, shape, 2 * length, framed=framed))
    return times


def _doubled(work: Work, shape: str, length: int, *, framed: bool) -> float:
    """How many times as long some work takes on a text as on half of it; infinite without end."""
    large, small = shaped(shape, length, framed=framed), shaped(shape, length // 2, framed=framed)
    with_large, with_small = cost(work, large), float("inf")
    for _ in range(_TIMES if with_large < float("inf") else 0):
        if with_large < _NOTHING * length / LARGE:
            return 1.0
        with_small = min(with_small, cost(work, small))
        if with_large < _MOST * with_small:
            break
        with_large = min(with_large, cost(work, large))
    return with_large / with_small if with_large < float("inf") else with_large


@pytest.fixture(autouse=True)
def _no_garbage_collection() -> Iterator[None]:
    """Collections come when they come, and look at all objects of the process."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("name", WORKS)
def test_work_on_text_grows_no_faster_than_the_text(
    name: str, request: pytest.FixtureRequest
) -> None:
    every = 1 if request.config.getoption("--thorough") else _APART
    looked_at = CASES[list(WORKS).index(name) % every :: every]
    cost(WORKS[name], "Some words. They are read, so that what is loaded late is there.")
    least = _LEAST_OF_SLOW if name in SLOW else _LEAST
    cases = [case for case in looked_at if case[0] not in OF_LIBRARIES.get(name, ())]
    found = {
        (shape, framed): growth(WORKS[name], shape, framed=framed, least=least)
        for shape, framed in cases
    }
    assert {case: times for case, times in found.items() if times >= _MOST} == {}


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_of_a_module_over_text_is_worked_with(name: str) -> None:
    module = importlib.import_module(name)
    public = {
        function
        for function, value in vars(module).items()
        if not function.startswith("_") and getattr(value, "__module__", None) == name
        if callable(value) and not inspect.isclass(value)
    }
    worked_with = {key.split(",")[0].rpartition(".")[2] for key in WORKS if key.startswith(name)}
    assert public - WITHOUT_TEXT.get(name, set()) <= worked_with


def test_every_module_with_a_regular_expression_is_among_them() -> None:
    sources = [*(ROOT / "index").rglob("*.py"), *(ROOT / "bot").rglob("*.py")]
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sources
        if "\nimport re\n" in path.read_text(encoding="utf-8")
    }
    assert names - {*WITHOUT_FUNCTIONS} <= {*MODULES}
