"""Draw evaluations: how far the confidence can be believed, and what refusing gains."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import numpy as np

from index.errors import PullquoteError
from index.evaluate.measures import BINS, bins, first_is_right

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from bot.terminal.evaluate.evaluation import Evaluation
    from index.arrays import Float64s
    from index.evaluate.asking import TrialOutcome


_FORMATS = (".png", ".svg", ".pdf")
_STYLES = ("-", "--", ":")


def check(path: Path) -> None:
    """Raise PullquoteError when no picture can be drawn there: before the questions are asked."""
    if importlib.util.find_spec("matplotlib") is None:
        raise PullquoteError(
            "Plots need matplotlib; install it with: pip install 'pullquote[plot]'."
        )
    if path.suffix.lower() not in _FORMATS:
        raise PullquoteError(f"{path}: a plot is a file with one of {', '.join(_FORMATS)}.")
    if not path.parent.is_dir():
        raise PullquoteError(f"{path} cannot be written: there is no folder {path.parent}.")


def plot(evaluations: Sequence[Evaluation], path: Path) -> None:
    """Draw a reliability diagram and risk-coverage curves; raise PullquoteError if it cannot be."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - belongs to the extra "plot"

    figure = Figure(figsize=(11, 5), layout="constrained")
    reliability, risk = figure.subplots(1, 2)
    for number, evaluation in enumerate(evaluations):
        color, name = f"C{number}", evaluation.questions.name
        for style, (system, outcomes) in zip(_STYLES, evaluation.outcomes.items(), strict=False):
            label = f"{name}, {system}"
            asked = [outcome for outcome in outcomes if outcome.kind != "near"]
            decides = all(outcome.answered is not None for outcome in asked)
            if decides:
                said, happened, size = calibration_curve(asked)
                reliability.plot(said, happened, style, color=color, label=label)
                reliability.scatter(said, happened, s=300 * size, color=color)
            coverage, wrong = risk_coverage(asked)
            risk.plot(coverage, wrong, style, color=color, label=label)
            if decides:
                answered = sum(bool(outcome.answered) for outcome in asked)
                here = slice(max(answered - 1, 0), answered)
                risk.plot(coverage[here], wrong[here], "o", color=color)
    _label(reliability, risk)
    try:
        figure.savefig(path, dpi=110)
    except OSError as error:
        raise PullquoteError(f"{path} cannot be written: {error.strerror}.") from error


def calibration_curve(outcomes: Sequence[TrialOutcome]) -> tuple[Float64s, Float64s, Float64s]:
    """Return, for each bin of confidence that has any, its mean, how many are right, and its share.

    Each is (b,) for b bins; all are from 0 to 1.
    """
    confidences = np.array([outcome.confidence for outcome in outcomes])
    places = bins(confidences)
    counts = np.bincount(places, minlength=BINS)
    said = np.bincount(places, confidences, BINS)
    happened = np.bincount(places, first_is_right(outcomes), BINS)
    held = counts > 0
    return said[held] / counts[held], happened[held] / counts[held], counts[held] / len(outcomes)


def risk_coverage(outcomes: Sequence[TrialOutcome]) -> tuple[Float64s, Float64s]:
    """Return the share answered, and the share of it that is wrong, for every threshold.

    Both (n,), by falling confidence (El-Yaniv and Wiener 2010).
    """
    order = np.argsort([-outcome.confidence for outcome in outcomes], kind="stable")
    wrong = 1 - first_is_right(outcomes)[order]
    asked = np.arange(1, len(order) + 1)
    return asked / len(order), np.cumsum(wrong) / asked


def _label(reliability: Axes, risk: Axes) -> None:
    reliability.plot((0, 1), (0, 1), color="grey", linewidth=0.8)
    reliability.set(
        title="Reliability", xlabel="confidence", ylabel="first passage right", aspect="equal"
    )
    risk.set(
        title="Risk and coverage (dots: the default threshold)",
        xlabel="questions answered, answerable and off-topic",
        ylabel="answers whose first passage is wrong",
        ylim=(0, 1),
    )
    for axes in (reliability, risk):
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize="small")
