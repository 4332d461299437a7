"""The result of an evaluation, as tables, JSON and plots show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.evaluate.asking import TrialOutcome
    from index.evaluate.questions import QuestionSet
    from index.evaluate.scores import Result


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out for one question set."""

    questions: QuestionSet
    together: bool
    results: Sequence[Result]
    """In the order of `peers.SYSTEMS`, then `peers.READING`, without those not installed."""
    outcomes: Mapping[str, Sequence[TrialOutcome]]
    """By system."""
