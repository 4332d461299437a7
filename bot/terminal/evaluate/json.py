"""Write evaluations as JSON, by the contract that the documentation has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.terminal.evaluate.peers import SYSTEMS, unavailable
from index.evaluate.scores import COVERAGE, RESAMPLES, SEED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.terminal.evaluate.evaluation import Evaluation
    from index.evaluate.scores import Result, Score, Scores

_DIGITS = 4


def to_json(evaluations: Sequence[Evaluation]) -> dict[str, object]:
    """Return evaluations as plain values, in the contract's order of keys."""
    return {
        "interval": {"coverage": COVERAGE, "resamples": RESAMPLES, "seed": SEED},
        "sets": [
            {
                "name": evaluation.questions.name,
                "together": evaluation.together,
                "articles": len(evaluation.questions.articles),
                "systems": [_system(found) for found in evaluation.results],
                "not_installed": [name for name in SYSTEMS if unavailable(name)],
            }
            for evaluation in evaluations
        ],
    }


def _system(found: Result) -> dict[str, object]:
    return {
        "name": found.system,
        "altered_quotes": found.altered,
        **_scores(found.overall),
        "by_type": {name: _scores(scores) for name, scores in found.by_type.items()},
    }


def _scores(scores: Scores) -> dict[str, object]:
    return {
        "questions": dict(scores.questions),
        "measures": {name: _score(score) for name, score in scores.measures.items()},
    }


def _score(score: Score) -> dict[str, float | None]:
    return {
        name: None if value is None else round(value, _DIGITS)
        for name, value in (("value", score.value), ("low", score.low), ("high", score.high))
    }
