"""Show evaluations as tables in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bot.render.phrases import counted
from bot.terminal.evaluate.peers import SYSTEMS, unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.terminal.evaluate.evaluation import Evaluation
    from index.evaluate.questions import QuestionType
    from index.evaluate.scores import Score, Scores

_RANKING = {
    "hit@1": "hit@1",
    "hit@3": "hit@3",
    "hit@5": "hit@5",
    "shown@1": "shown",
    "mrr@10": "MRR@10",
    "map@10": "MAP@10",
}
_HONESTY = {
    "answered": "answered",
    "refused": "refused",
    "auroc_off_topic": "AUROC\noff-\ntopic",
    "auroc_near": "AUROC\nnear",
    "ece": "ECE",
    "ece_answerable": "ECE an-\nswerable",
}
_REFUSAL = {
    "refused": "refused",
    "refused_at_95": "at .95\nanswered",
    "refused_near": "near\nrefused",
    "refused_near_at_95": "at .95\nanswered",
}
_TYPED = ("hit@1", "hit@3", "mrr@10", "answered", "refused", "auroc_off_topic", "ece")


def show(evaluation: Evaluation) -> None:
    """Print what came out for a question set: two tables of all systems, and one by type."""
    console = Console(highlight=False, markup=False, emoji=False)
    ours = evaluation.results[0]
    counts = ours.overall.questions
    asked = "asked together" if evaluation.together else "each asked alone"
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    articles = counted(len(evaluation.questions.articles), "article")
    console.print(f"{evaluation.questions.name}: {articles}, {asked}; questions: {kinds}")
    overall = {found.system: found.overall for found in evaluation.results}
    console.print(_systems("Ranking", _RANKING, overall))
    console.print(_systems("Honesty", _HONESTY, overall))
    console.print(_systems("Refusal", _REFUSAL, overall))
    console.print(_by_type(ours.by_type))
    altered = "Every quote is" if not ours.altered else f"{ours.altered:,} quotes are NOT"
    console.print(f"{altered} what stands in the article, letter for letter.\n")


def _systems(title: str, columns: Mapping[str, str], overall: Mapping[str, Scores]) -> Table:
    """Return a table with a row for each system, intervals below the figures."""
    table = _table(title, "", *columns.values())
    for system in dict.fromkeys((*SYSTEMS, *overall)):
        if scores := overall.get(system):
            cells = (_cell(scores.measures.get(name), interval=True) for name in columns)
            table.add_row(system, *cells)
        else:
            table.add_row(f"{system}:\ninstall {unavailable(system)}", *["–"] * len(columns))
    return table


def _by_type(by_type: Mapping[QuestionType, Scores]) -> Table:
    """Return a table with a row for each type of question."""
    heads = {**_RANKING, **_HONESTY}
    table = _table("Pullquote by type", "", "answer-\nable", *(heads[name] for name in _TYPED))
    for kind, scores in by_type.items():
        cells = (_cell(scores.measures.get(name), interval=False) for name in _TYPED)
        table.add_row(kind, f"{scores.questions['answerable']:,}", *cells)
    return table


def _table(title: str, *heads: str) -> Table:
    table = Table(
        title=title, box=SIMPLE, title_justify="left", padding=(0, 0, 0, 1), pad_edge=False
    )
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left", no_wrap=True)
    return table


def _cell(score: Score | None, *, interval: bool) -> str:
    if score is None:
        return "–"
    if not interval or score.low is None or score.high is None:
        return _figure(score.value, 3)
    return f"{_figure(score.value, 3)}\n{_figure(score.low, 2)}–{_figure(score.high, 2)}"


def _figure(value: float, digits: int) -> str:
    """Return a share as ".735"; 1 and more keep their whole part."""
    return f"{value:.{digits}f}".removeprefix("0")
