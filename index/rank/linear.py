"""Logistic regression as it is applied; `index.train.linear` fits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from index.arrays import Float64s


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: P = 1 / (1 + exp(-(bias + columns @ weights)))."""

    bias: float
    weights: Float64s

    def logit(self, columns: Float64s) -> Float64s:
        """Return the log-odds of (n, e) columns, (n,)."""
        logits: Float64s = columns @ self.weights + self.bias
        return logits


def sigmoid(logits: Float64s) -> Float64s:
    """Return the probabilities of log-odds."""
    probabilities: Float64s = 1 / (1 + np.exp(-logits))
    return probabilities
