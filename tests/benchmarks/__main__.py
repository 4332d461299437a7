"""Measure Pullquote and its peers: ``python -m tests.benchmarks --data FOLDER``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import answering, process, report, suite
from tests.benchmarks.corpus import load, tokens
from tests.benchmarks.engines import engines
from tests.benchmarks.memory import WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.clock import Result

_SIZES = (50, 1_000, 5_000, 100_000)
_LARGE = 1_000_000
_OPENED = 5_000
_MEMORY = 100_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark, print its table and write what `report.write` writes."""
    options = _parser().parse_args(argv)
    corpus = load(options.data)
    questions = suite.asked(corpus.asked(options.questions))
    sizes = options.sizes or [*_SIZES, *([_LARGE] if options.large else [])]
    results: list[Result] = []
    for size in sizes:
        print(f"{size:,} passages ...", file=sys.stderr)
        passages = corpus.passages(size)
        documents = list(tokens(passages))
        results += suite.at_size(passages, documents, questions, budget=options.budget)
        if size == _OPENED:
            results += answering.opening(passages, documents, times=5)
    if not options.sizes:
        print("threads, memory, start-up ...", file=sys.stderr)
        results += answering.threads(corpus.passages, questions, (1, 2, 4))
        results += process.memory([*engines(), WHOLE], _MEMORY, options.data)
        results += answering.start_up(times=15)
    print(report.write(results, corpus.name, options.out))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    data = os.environ.get("BENCH_DATA")
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(data) if data else None,
        help="a folder of question sets (default: $BENCH_DATA, or made-up text)",
    )
    parser.add_argument("--out", type=Path, default=Path("build/bench"), help="where to write")
    parser.add_argument("--large", action="store_true", help="a million passages as well")
    parser.add_argument("--sizes", type=int, nargs="+", help="these sizes only, and no processes")
    parser.add_argument("--questions", type=int, default=350, help="timed questions")
    parser.add_argument(
        "--budget", type=float, default=90, help="seconds for one engine's questions at one size"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
