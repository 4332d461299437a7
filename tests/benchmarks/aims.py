"""What Pullquote sets itself, as ratios of medians in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.clock import Result

_TOP = ("top", "Pullquote")
_WHOLE = ("answer", "Pullquote, whole answer")
_RE_RANKING = ("answer", "Pullquote, re-ranking alone")


class Aim(NamedTuple):
    """A measure of an engine that is to be at most so many times another at one size."""

    ours: tuple[str, str]
    theirs: tuple[str, str]
    size: int
    most: float


_AIMS = (
    Aim(_TOP, ("top", "bm25s"), 5_000, 1.0),
    Aim(_TOP, ("top", "bm25s, numba"), 5_000, 1.0),
    *(
        Aim(_TOP, ("top", peer), size, most)
        for size in (100_000, 1_000_000)
        for peer, most in (("bm25s", 0.5), ("bm25s, numba", 0.5), ("tantivy", 1.0))
    ),
    Aim(_WHOLE, ("top", "rank_bm25"), 5_000, 0.7),
    Aim(_RE_RANKING, ("top", "rank_bm25"), 5_000, 2 / 3.1),  # 2 ms where the other took 3.1
    Aim(_WHOLE, ("top", "rank_bm25"), 100_000, 1 / 50),
    Aim(_WHOLE, ("top", "bm25s"), 100_000, 1.5),
    Aim(("add", "Pullquote"), ("build", "Pullquote"), 100_000, 1 / 100),
    Aim(("remove", "Pullquote"), ("build", "Pullquote"), 100_000, 1 / 100),
    Aim(("open", "from the store"), ("open", "from text"), 5_000, 1 / 10),
    Aim(("start", "pullquote ask"), ("start", "import numpy, nltk"), 50, 1.3),
)


def aims(results: Sequence[Result]) -> Iterator[str]:
    """Yield a row of a table for each aim that was measured."""
    medians = {(found.measure, found.engine, found.size): found.median for found in results}
    for aim in _AIMS:
        ours, theirs = medians.get((*aim.ours, aim.size)), medians.get((*aim.theirs, aim.size))
        if ours is not None and theirs is not None:
            names = [f"{engine} ({measure})" for measure, engine in (aim.ours, aim.theirs)]
            yield f"| {' / '.join(names)}, {aim.size:,} | {aim.most:.3g} | {ours / theirs:.3g} |"
