"""Fit linear models: listwise softmax and logistic regression, by Newton's method.

Both are fitted to standardized columns with an L2 penalty on the weights, and give weights for the
columns as they are. No random numbers: the same data gives the same weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.rank.linear import Logistic, sigmoid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.arrays import Bools, Float64s, Int64s


_MOST_STEPS = 50
_ENOUGH = 1e-7
"""Improvement of the objective, as a share of it, with which the search ends."""
_SMALLEST_STEP = 1e-4
_TINY = 1e-300
_RIDGE = 1e-3
"""Penalty on everything, so that data without a single counterexample still has a fit."""


def fit_listwise(lists: Sequence[tuple[Float64s, Bools]], *, penalty: float) -> Float64s:
    """Return the weights that make the right candidates of each list likely, (f,).

    Each list has (m, f) columns and which of the m candidates are right, one at least. Maximizes
    the likelihood of a right one under the softmax over its list (Cao et al. 2007, "Learning to
    Rank: From Pairwise Approach to Listwise Approach", with top-one probabilities).
    """
    columns = np.vstack([columns for columns, _ in lists])
    right = np.concatenate([right for _, right in lists])
    lengths = np.array([len(right) for _, right in lists])
    starts = np.cumsum(lengths) - lengths
    spread = columns.std(axis=0)
    spread[spread == 0] = np.inf
    scaled = columns / spread
    weights = np.zeros(columns.shape[1])

    def loss_of(weights: Float64s) -> float:
        likely = _softmax(scaled @ weights, starts, lengths)
        chance = np.add.reduceat(np.where(right, likely, 0.0), starts)
        ridge = penalty / 2 * float(weights @ weights)
        return ridge - float(np.log(np.maximum(chance, _TINY)).sum())

    loss = loss_of(weights)
    for _ in range(_MOST_STEPS):
        scores = scaled @ weights
        likely = _softmax(scores, starts, lengths)
        wanted = _softmax(np.where(right, scores, -np.inf), starts, lengths)
        gradient = scaled.T @ (likely - wanted) + penalty * weights
        weighted = scaled * likely[:, None]
        means = np.add.reduceat(weighted, starts)
        # The curvature without the part that the choice among right ones takes away: never too low.
        curvature = weighted.T @ scaled - means.T @ means + penalty * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        length = 1.0
        while length > _SMALLEST_STEP:
            tried = weights - length * step
            new = loss_of(tried)
            if new < loss:
                break
            length /= 2
        else:
            break
        weights, gained, loss = tried, loss - new, new
        if gained < _ENOUGH * loss:
            break
    found: Float64s = weights / spread
    return found


def _softmax(scores: Float64s, starts: Int64s, lengths: Int64s) -> Float64s:
    most = np.repeat(np.maximum.reduceat(scores, starts), lengths)
    shares: Float64s = np.exp(scores - most)
    shares /= np.repeat(np.add.reduceat(shares, starts), lengths)
    return shares


def fit_logistic(
    columns: Float64s, right: Bools, *, penalty: float, signs: Float64s | None = None
) -> Logistic:
    """Return the logistic regression of (n,) outcomes on (n, e) columns.

    ``signs``, (e,), says which weights may only be positive (1) or negative (-1); 0 leaves one
    free. Columns whose weight would have the other sign are left out, until none is left.
    """
    kept = np.ones(columns.shape[1], np.bool_)
    while True:
        model = _fit_logistic(np.where(kept, columns, 0.0), right, penalty)
        wrong = np.zeros_like(kept) if signs is None else model.weights * signs < 0
        if not wrong.any():
            return model
        kept &= ~wrong


def _fit_logistic(columns: Float64s, right: Bools, penalty: float) -> Logistic:
    center, spread = columns.mean(axis=0), columns.std(axis=0)
    spread[spread == 0] = np.inf
    scaled = np.column_stack((np.ones(len(columns)), (columns - center) / spread))
    ridge = (penalty + _RIDGE) * np.eye(scaled.shape[1])
    ridge[0, 0] = _RIDGE
    weights = np.zeros(scaled.shape[1])
    for _ in range(_MOST_STEPS):
        likely = sigmoid(scaled @ weights)
        gradient = scaled.T @ (likely - right) + ridge @ weights
        curvature = (scaled * (likely * (1 - likely))[:, None]).T @ scaled + ridge
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < _ENOUGH:
            break
    slopes = weights[1:] / spread
    return Logistic(float(weights[0] - slopes @ center), slopes)
