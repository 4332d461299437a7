"""Fit the model to examples."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.rank.evidence import EVIDENCE, evidence
from index.rank.features import FEATURES
from index.rank.linear import Logistic
from index.rank.model import CALIBRATING, Confidence, Model, parse_model
from index.train.linear import fit_listwise, fit_logistic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy.typing as npt

    from index.arrays import Bools, Float64s
    from index.collection.collection import Collection
    from index.rank.background import Background
    from index.rank.evidence import Piece
    from index.rank.ranking import Ranking
    from index.train.examples import Example


RANKING_PENALTY = 3.0
CONFIDENCE_PENALTY = 10.0
NEAR_WEIGHTS = (0.35, 1.4)
"""See `Confidence`: more tells near questions apart better, and everything else worse."""
THRESHOLD = 0.215
"""Least confidence with which a question is answered. A quote that only may answer is shown as
such and costs a glance, a refusal costs the answer: less than even chances will do."""


class Inputs(NamedTuple):
    """What a model is fitted to: the names of its columns, and where the evidence comes from."""

    features: Sequence[str]
    pieces: Mapping[str, Piece]
    """Of the evidence, by name."""
    evidence: Callable[[Ranking, Collection, Background], Float64s]

    def dump(self, model: Model, notes: Iterable[str]) -> str:
        """Return a model as the text of its file."""
        return model.dump(notes, features=self.features, evidence=self.pieces)

    def as_shipped(self, model: Model) -> Model:
        """Return a model with its weights rounded as in its file: what is measured ships."""
        return parse_model(self.dump(model, ()), features=self.features, evidence=self.pieces)


LEXICAL = Inputs(tuple(FEATURES), EVIDENCE, evidence)


@dataclass(frozen=True, slots=True)
class Cases:
    """n examples with what the confidence is fitted to."""

    kinds: npt.NDArray[np.str_]
    """(n,)"""
    columns: Float64s
    """(n, e) the evidence that the first passage answers; zeros where there is no passage."""
    right: Bools
    """(n,) the first passage answers."""
    found: Bools
    """(n,) there is a passage."""
    alone: Bools
    """(n,) asked in one article."""
    sure: Bools
    """(n,) what is off topic is not answered for certain: not so in pieces of articles that are
    about the same as others, where more answers than is marked."""

    def __getitem__(self, which: Bools) -> Cases:
        """Return some of the cases."""
        return Cases(
            self.kinds[which],
            self.columns[which],
            self.right[which],
            self.found[which],
            self.alone[which],
            self.sure[which],
        )


def fit_model(
    examples: Sequence[Example],
    folds: Mapping[str, int],
    background: Background,
    inputs: Inputs = LEXICAL,
) -> Model:
    """Return the model fitted to all examples.

    The confidence is fitted to rankings of articles that the ranking was not fitted to: rankings
    of articles that it knows look better than others will.
    """
    weights = fit_ranking(examples)
    cases = cases_of(examples, weights_of_folds(examples, folds), folds, background, inputs)
    return inputs.as_shipped(Model(weights, fit_confidence(cases, inputs.pieces), THRESHOLD))


def fit_ranking(examples: Sequence[Example]) -> Float64s:
    """Return the weights of the features, (f,)."""
    lists = [
        (example.features.columns, example.right)
        for example in examples
        if example.features is not None
        and example.right.any()
        and example.suite.endswith(("alone", "together"))
    ]
    return fit_listwise(lists, penalty=RANKING_PENALTY)


def weights_of_folds(examples: Sequence[Example], folds: Mapping[str, int]) -> list[Float64s]:
    """Return for each fold the weights that are fitted to the other folds."""
    return [
        fit_ranking([example for example in examples if folds[example.group] != fold])
        for fold in range(max(folds.values()) + 1)
    ]


def cases_of(
    examples: Sequence[Example],
    weights: Sequence[Float64s],
    folds: Mapping[str, int],
    background: Background,
    inputs: Inputs = LEXICAL,
) -> Cases:
    """Return the cases of examples, ranked by the weights of their fold."""
    columns = np.zeros((len(examples), len(inputs.pieces)))
    right = np.zeros(len(examples), np.bool_)
    found = np.zeros(len(examples), np.bool_)
    for place, example in enumerate(examples):
        ranking = example.ranked(weights[folds[example.group]])
        if ranking is None:
            continue
        columns[place] = inputs.evidence(ranking, example.collection, background)
        right[place] = example.right[example.numbers == ranking.numbers[0]][0]
        found[place] = True
    kinds = np.array([example.kind for example in examples])
    alone = np.array([example.suite.endswith("alone") for example in examples])
    sure = np.array([example.sure for example in examples])
    return Cases(kinds, columns, right, found, alone, sure)


def fit_confidence(cases: Cases, pieces: Mapping[str, Piece]) -> Confidence:
    """Return the confidence fitted to cases; those without a passage are left out.

    ``pieces`` are those of the columns, in order.
    """
    cases = cases[cases.found]
    answerable, off_topic = cases.kinds == "answerable", cases.kinds == "off-topic"
    near = cases.kinds == "near"
    covered = (answerable | off_topic) & cases.sure
    confidence = Confidence(
        covered=_head(cases[covered], pieces),
        first=_head(cases[answerable], pieces, right=True),
        near=_near(cases[(answerable & cases.alone) | near], pieces),
        near_weights=NEAR_WEIGHTS,
        slope=1.0,
        bias=0.0,
        kind=np.zeros(len(pieces)),
    )
    certain = cases[covered]
    used = [place for place, name in enumerate(pieces) if name in CALIBRATING]
    raw = confidence.raw(certain.columns)
    fitted = fit_logistic(
        np.column_stack((raw, certain.columns[:, used])), certain.right, penalty=1.0
    )
    confidence.kind[used] = fitted.weights[1:]
    return replace(confidence, slope=float(fitted.weights[0]), bias=fitted.bias)


def _head(cases: Cases, pieces: Mapping[str, Piece], *, right: bool = False) -> Logistic:
    outcomes = cases.right if right else cases.kinds == "answerable"
    signs = np.array([piece.sign for piece in pieces.values()])
    return fit_logistic(cases.columns, outcomes, penalty=CONFIDENCE_PENALTY, signs=signs)


def _near(cases: Cases, pieces: Mapping[str, Piece]) -> Logistic:
    """Return the head that tells near questions, 0 on average for answerable ones."""
    answerable = cases.kinds == "answerable"
    if answerable.all():
        return Logistic(0.0, np.zeros(cases.columns.shape[1]))
    told = np.array([piece.near for piece in pieces.values()])
    columns = np.where(told, cases.columns, 0.0)
    head = _head(replace(cases, columns=columns), pieces)
    center = float(head.logit(columns[answerable]).mean())
    return Logistic(head.bias - center, head.weights)
