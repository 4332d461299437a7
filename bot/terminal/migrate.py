"""`pullquote migrate`: a library from one store to another."""

from __future__ import annotations

import sys
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

from bot.storage import store_at
from bot.terminal.exit import ANSWERED, FAILED
from bot.terminal.progress import progress
from index.store.move import missing, move

if TYPE_CHECKING:
    import argparse

_MOST_SHOWN = 10


def run(arguments: argparse.Namespace) -> int:
    """Move all that a store has to another one, check that it is there; return the exit code."""
    with (
        closing(store_at(arguments.source, create=False)) as source,
        closing(store_at(arguments.target, create=True)) as target,
    ):
        added = list(progress(move(source, target), "Moving"))
        print(f"{sum(added)} added, {len(added) - sum(added)} there already.", file=sys.stderr)
        differences = list(islice(missing(source, target), _MOST_SHOWN))
    if differences:
        print("Not everything is there:", *differences, sep="\n  ", file=sys.stderr)
        return FAILED
    print("Everything is there; checked article by article.", file=sys.stderr)
    return ANSWERED
