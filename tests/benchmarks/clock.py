"""Times, and what is kept of them."""

from __future__ import annotations

import gc
import random
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.corpus import SEED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.benchmarks.engines import Asked

    Answering = Callable[[Asked], object]

BLOCK = 10
"""Questions that an engine is asked before it is the turn of another."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one engine took for one kind of work at one size."""

    measure: str
    engine: str
    size: int
    """Passages."""
    median: float
    """Seconds; for memory, bytes a passage."""
    p99: float
    times: int
    """How often it was measured."""


def result(measure: str, engine: str, size: int, times: Sequence[float]) -> Result:
    """Return the median and the 99th percentile of some times."""
    median, p99 = np.quantile(times, [0.5, 0.99]).tolist()
    return Result(measure, engine, size, median, p99, len(times))


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work took on the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(
    work: Mapping[str, Answering], questions: Sequence[Asked], *, budget: float, warm_up: int
) -> dict[str, list[float]]:
    """Return the times that each engine took for each question, in blocks of `BLOCK`, in turn.

    The order is drawn anew for every block. Within a block an engine has the caches to itself, as
    in a process of its own; the blocks let all see the same hours of the machine. Before that,
    each answers ``warm_up`` questions untimed, those that come last. An engine that has spent its
    ``budget``, in seconds, is asked no further question.
    """
    for answer in work.values():
        spent = 0.0
        for asked in questions[-warm_up:]:
            if spent < budget / 4:
                spent += seconds(partial(answer, asked))
    times: dict[str, list[float]] = {name: [] for name in work}
    names, rng = list(work), random.Random(SEED)
    gc.collect()
    gc.disable()
    try:
        for start in range(0, len(questions), BLOCK):
            rng.shuffle(names)
            for name in names:
                for asked in questions[start : start + BLOCK]:
                    if sum(times[name]) < budget:
                        times[name].append(seconds(partial(work[name], asked)))
    finally:
        gc.enable()
    return times
