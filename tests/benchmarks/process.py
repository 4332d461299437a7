"""Processes of their own: for what can only be seen from outside, or only once."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.clock import Result, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def times_of(commands: Mapping[str, list[str]], times: int) -> dict[str, list[float]]:
    """Return how long each command took from start to exit, in turn; once more, untimed, before.

    The untimed run leaves Python's bytecode behind, as an installed package has it.
    """
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    found: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(times + 1):
        for name, command in commands.items():
            run = partial(subprocess.run, command, check=True, capture_output=True, env=environment)
            took = seconds(run)
            if turn:
                found[name].append(took)
    return found


def memory(engines: Iterable[str], size: int, data: Path | None) -> list[Result]:
    """Return the bytes a passage that each engine holds, each in a process of its own."""
    results = []
    for name in engines:
        command = [sys.executable, "-m", "tests.benchmarks.memory", name, str(size)]
        command += [str(data)] if data else []
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        held = float(done.stdout)
        results.append(Result("memory", name, size, held, held, 1))
    return results
