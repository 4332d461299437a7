"""The model that ships: the weights of the ranking and of the confidence, from a readable file.

`model.toml` says what it was trained on; `python -m index.train` makes it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.rank.evidence import EVIDENCE
from index.rank.features import FEATURES
from index.rank.linear import Logistic, sigmoid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.arrays import Float64s


FILE = Path(__file__).with_name("model.toml")
_DIGITS = 4
"""Decimals of the weights in the file: enough for the ranking, few enough to be reproduced."""
CALIBRATING = (
    "candidates",
    "first unfinished",
    "words",
    "terms",
    "first new_words",
    "first numbers",
)
"""Evidence of what kind of article and question it is, none of which speaks for an answer."""
_MIDDLE, _STEEPNESS = 2.0, 2.0
"""The log-odds at which the weight of the near head is halfway, and how fast it changes there."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """How likely the first passage of a ranking answers, from the evidence.

    Three logistic regressions, each over all of `EVIDENCE`, learn what each can learn best:
    ``covered``, questions about the article from questions about another; ``first``, rankings
    whose first passage is right from others, among answerable questions; ``near``, answerable
    questions from questions that only seem so, by the pieces that tell those. The first two are
    multiplied; the third moves the log-odds of the product by its own, centered at 0 for answerable
    questions, times a weight: it counts the more, the more likely the product makes an answer,
    since a question about something else is not a near one. Last, ``slope`` and ``bias`` calibrate
    the log-odds (Platt 1999), with what tells one kind of article and of question from another
    (``kind``): how often the first of many short lines is right is not what it is of prose.
    """

    covered: Logistic
    first: Logistic
    near: Logistic
    near_weights: tuple[float, float]
    """Where an answer is most unlikely, and where it is most likely."""
    slope: float
    bias: float
    kind: Float64s
    """(e,) weights of the evidence in `CALIBRATING`, 0 for all other."""

    def probability(self, evidence: Float64s) -> Float64s:
        """Return the probabilities, (n,), for (n, e) columns of evidence."""
        return sigmoid(self.logits(evidence))

    def logits(self, evidence: Float64s) -> Float64s:
        """Return the log-odds, (n,), for (n, e) columns of evidence."""
        logits: Float64s = self.slope * self.raw(evidence) + evidence @ self.kind + self.bias
        return logits

    def of(self, evidence: Float64s) -> float:
        """Return the probability for the evidence of one ranking, (e,)."""
        return float(self.probability(evidence[None])[0])

    def log_odds(self, evidence: Float64s) -> float:
        """Return the log-odds for the evidence of one ranking, (e,)."""
        return float(self.logits(evidence[None])[0])

    def raw(self, evidence: Float64s) -> Float64s:
        """Return the log-odds before they are calibrated, (n,)."""
        product = sigmoid(self.covered.logit(evidence)) * sigmoid(self.first.logit(evidence))
        product = np.clip(product, 1e-9, 1 - 1e-9)
        odds: Float64s = np.log(product) - np.log1p(-product)
        least, most = self.near_weights
        weights = least + (most - least) * sigmoid(_STEEPNESS * (odds - _MIDDLE))
        moved: Float64s = odds + weights * self.near.logit(evidence)
        return moved


@dataclass(frozen=True, slots=True)
class Model:
    """All that was learned, and the decision that rests on it."""

    weights: Float64s
    """(f,) of `index.rank.features.FEATURES`."""
    confidence: Confidence
    threshold: float
    """Least confidence with which a question is answered."""

    def dump(
        self,
        notes: Iterable[str],
        *,
        features: Iterable[str] = FEATURES,
        evidence: Iterable[str] = EVIDENCE,
    ) -> str:
        """Return the model as the text of its file, with notes on how it was made."""
        confidence = self.confidence
        lines = [f"# {note}".rstrip() for note in notes]
        lines += ["", f"threshold = {self.threshold}", "", "[ranking]"]
        lines += _table(features, self.weights)
        lines += ["", "[confidence]"]
        lines.append(f"near_weights = [{', '.join(map(_number, confidence.near_weights))}]")
        for name in ("slope", "bias"):
            lines.append(f"{name} = {_number(getattr(confidence, name))}")
        evidence = tuple(evidence)
        lines += ["", "[confidence.kind]", *_table(evidence, confidence.kind)]
        for name in ("covered", "first", "near"):
            head: Logistic = getattr(confidence, name)
            lines += ["", f"[confidence.{name}]", f"bias = {_number(head.bias)}"]
            lines += _table(evidence, head.weights)
        return "\n".join(lines) + "\n"


def _table(names: Iterable[str], weights: Float64s) -> list[str]:
    pairs = zip(names, weights.tolist(), strict=True)
    return [f'"{name}" = {_number(weight)}' for name, weight in pairs if weight]


def _number(value: float) -> str:
    return f"{round(value, _DIGITS) + 0.0:.{_DIGITS}f}"  # + 0.0: no negative zero


def parse_model(
    text: str, *, features: Iterable[str] = FEATURES, evidence: Iterable[str] = EVIDENCE
) -> Model:
    """Return the model of a text that `Model.dump` made."""
    evidence = tuple(evidence)
    found = tomllib.loads(text)
    confidence = found["confidence"]
    heads = {name: _head(confidence[name], evidence) for name in ("covered", "first", "near")}
    return Model(
        weights=_weights(found["ranking"], features),
        confidence=Confidence(
            **heads,
            near_weights=tuple(confidence["near_weights"]),
            slope=confidence["slope"],
            bias=confidence["bias"],
            kind=_weights(confidence.get("kind", {}), evidence),
        ),
        threshold=found["threshold"],
    )


def _head(table: Mapping[str, float], names: Iterable[str]) -> Logistic:
    return Logistic(table["bias"], _weights(table, names))


def _weights(table: Mapping[str, float], names: Iterable[str]) -> Float64s:
    return np.array([table.get(name, 0.0) for name in names], np.float64)


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """Return the model that ships."""
    return parse_model(FILE.read_text(encoding="utf-8"))
