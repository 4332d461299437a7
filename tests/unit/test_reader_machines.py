"""The reader that ships gives the same order and the same shown confidence on every machine.

A processor without wide instructions adds in another order, and so do other kernels of the matrix
library. Both can be had on one machine: a process is told to do without.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

QUESTIONS = Path(__file__).parents[1] / "quality" / "seed_questions.json"
ASK = """
import json, sys
from index.library import Library
from index.rank.rankers import ReadingRanker
library = Library.open(ranker=ReadingRanker.load())
for asked in json.loads(sys.argv[1]):
    answer = library.ask(asked)
    print(round(100 * answer.confidence), [quote.start for quote in answer.quotes])
print(*library.read)
"""


def asked() -> list[str]:
    entries = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    return [question["question"] for entry in entries for question in entry["questions"]][:30]


def without_wide_instructions() -> dict[str, str]:
    """What numpy finds in this processor beyond what it needs, turned off."""
    found = np.__config__.show(mode="dicts")["SIMD Extensions"]["found"]
    return {"NPY_DISABLE_CPU_FEATURES": " ".join(found)}


def told(**variables: str) -> list[str]:
    command = [sys.executable, "-c", ASK, json.dumps(asked())]
    environment = {**os.environ, **variables}
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return found.stdout.splitlines()


@pytest.mark.parametrize("kernels", ["Nehalem", "Haswell"])
@pytest.mark.thorough
def test_a_processor_without_wide_instructions_gives_the_same_answers(kernels: str) -> None:
    here = told()
    assert here[-1] == f"{len(asked())} 0"
    older = told(**without_wide_instructions(), OPENBLAS_CORETYPE=kernels)
    assert older == here
