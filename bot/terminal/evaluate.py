"""`pullquote evaluate`: the answers to known questions, measured, and the peers in the same run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.exit import ANSWERED, FAILED
from bot.terminal.peers import SYSTEMS, unavailable
from bot.terminal.progress import progress
from index.evaluate.asking import ask_all, plan
from index.evaluate.questions import read_question_set
from index.evaluate.scores import Result, result

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from index.evaluate.asking import Outcome
    from index.evaluate.questions import QuestionSet


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out for one question set."""

    questions: QuestionSet
    together: bool
    results: Sequence[Result]
    """In the order of `SYSTEMS`; those that are not installed are left out."""
    outcomes: Mapping[str, Sequence[Outcome]]
    """By system."""


def run(arguments: argparse.Namespace) -> int:
    """Evaluate with each file; return FAILED if a quote was not what stands in its article."""
    sets = [read_question_set(Path(file)) for file in arguments.files]
    if arguments.plot:
        from bot.terminal.plot import check  # noqa: PLC0415 - plots are an extra

        check(Path(arguments.plot))
    evaluations = [evaluate(questions, together=arguments.together) for questions in sets]
    if arguments.json:
        from bot.terminal.figures import record  # noqa: PLC0415 - tables do without it

        print(json.dumps(record(evaluations), ensure_ascii=False))
    else:
        from bot.terminal.tables import show  # noqa: PLC0415 - JSON output does without it

        for evaluation in evaluations:
            show(evaluation)
    if arguments.plot:
        from bot.terminal.plot import plot  # noqa: PLC0415 - plots are an extra

        plot(evaluations, Path(arguments.plot))
    altered = sum(found.altered for e in evaluations for found in e.results)
    return FAILED if altered else ANSWERED


def evaluate(questions: QuestionSet, *, together: bool) -> Evaluation:
    """Ask every system that is installed every question; a progress bar is shown on terminals."""
    trials = plan(questions, together=together)
    outcomes = {
        name: list(ask_all(progress(trials, f"{questions.name}: {name}"), questions, make))
        for name, make in SYSTEMS.items()
        if unavailable(name) is None
    }
    articles = len(questions.articles)
    results = [result(name, found, articles) for name, found in outcomes.items()]
    return Evaluation(questions, together, results, outcomes)
