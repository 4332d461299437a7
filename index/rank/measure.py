"""Measures of rankings and of probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Masks = npt.NDArray[np.bool_]


def auroc(positive: Floats, negative: Floats) -> float:
    """Return how likely a positive has a higher value than a negative, ties counting half.

    The area under the ROC curve, by ranks (Mann and Whitney 1947).
    """
    values = np.sort(negative)
    below = np.searchsorted(values, positive, side="left")
    upto = np.searchsorted(values, positive, side="right")
    return float((below + upto).mean() / 2 / len(negative))


def calibration_error(probabilities: Floats, outcomes: Masks, *, bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal width (Guo et al. 2017)."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    said = np.bincount(places, weights=probabilities, minlength=bins)
    happened = np.bincount(places, weights=outcomes, minlength=bins)
    return float(np.abs(said - happened).sum() / len(probabilities))
