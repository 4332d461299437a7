"""`pullquote evaluate`: measure the answers to known questions, and the peers in the same run."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import load
from bot.storage import ranker_of
from bot.terminal.evaluate.evaluation import Evaluation
from bot.terminal.evaluate.peers import READING, SYSTEMS, unavailable
from bot.terminal.exit import ANSWERED, FAILED
from bot.terminal.progress import progress
from index.errors import QuestionSetError
from index.evaluate.asking import ask_all
from index.evaluate.plan import plan
from index.evaluate.pullquote import Pullquote
from index.evaluate.questions import read_question_set
from index.evaluate.scores import result
from index.evaluate.suites import SUITES

if TYPE_CHECKING:
    import argparse

    from index.evaluate.questions import QuestionSet
    from index.rank.rankers import Ranker


def run(arguments: argparse.Namespace) -> int:
    """Evaluate with each file; return FAILED if a quote was not what stands in its article."""
    sets = [_questions(Path(file), arguments.suite) for file in arguments.files]
    if arguments.plot:
        from bot.terminal.evaluate.plot import check  # noqa: PLC0415 - plots are an extra

        check(Path(arguments.plot))
    ranker = ranker_of(load())
    evaluations = [
        evaluate(questions, together=arguments.together, ranker=ranker) for questions in sets
    ]
    if arguments.json:
        from bot.terminal.evaluate.json import to_json  # noqa: PLC0415 - tables do without it

        print(json.dumps(to_json(evaluations), ensure_ascii=False))
    else:
        from bot.terminal.evaluate.tables import show  # noqa: PLC0415 - JSON output does without it

        for evaluation in evaluations:
            show(evaluation)
    if arguments.plot:
        from bot.terminal.evaluate.plot import plot  # noqa: PLC0415 - plots are an extra

        plot(evaluations, Path(arguments.plot))
    altered = sum(found.altered for e in evaluations for found in e.results)
    return FAILED if altered else ANSWERED


def _questions(file: Path, suite: str | None) -> QuestionSet:
    questions = read_question_set(file)
    made = questions if suite is None else SUITES[suite](questions)
    if not any(made.questions):
        raise QuestionSetError(f"{file} has nothing that the suite “{suite}” can be made of.")
    return made


def evaluate(questions: QuestionSet, *, together: bool, ranker: Ranker | None = None) -> Evaluation:
    """Ask every system that is installed every question; a progress bar is shown on terminals.

    With a ranker, Pullquote is measured with that one as well.
    """
    trials = plan(questions, together=together)
    systems = {name: make for name, make in SYSTEMS.items() if unavailable(name) is None}
    if ranker is not None:
        systems[READING] = partial(Pullquote, ranker=ranker)
    outcomes = {
        name: list(ask_all(progress(trials, f"{questions.name}: {name}"), questions, make))
        for name, make in systems.items()
    }
    articles = len(questions.articles)
    results = [result(name, found, articles) for name, found in outcomes.items()]
    return Evaluation(questions, together, results, outcomes)
