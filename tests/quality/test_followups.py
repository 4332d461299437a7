"""Follow-up questions are answered in the light of the question before them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.library import Library

PAIRS = json.loads(Path(__file__).with_name("followups.json").read_text(encoding="utf-8"))
LEAST = 0.75
"""Share that has to be right first; 15 of 16 were when it was set."""


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.open()


def is_right(library: Library, pair: dict[str, object], previous: str | None) -> bool:
    answer = library.ask(str(pair["question"]), previous=previous)
    gold = pair["gold"]
    assert isinstance(gold, list)
    shown = answer.quotes or answer.nearest
    return bool(shown) and any(part in shown[0].text for part in gold)


def test_the_question_before_helps(library: Library) -> None:
    alone = sum(is_right(library, pair, None) for pair in PAIRS)
    together = sum(is_right(library, pair, str(pair["before"])) for pair in PAIRS)
    assert together > alone
    assert together >= LEAST * len(PAIRS)
