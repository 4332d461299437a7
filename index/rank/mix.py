"""Join what the words say with what the reader says: one order, and one confidence.

The first candidates are put in order by the score of the words plus that of the reader, weighted.
The confidence is a logistic regression over the log-odds of the words and what the reader says.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.errors import ReaderError
from index.rank.linear import Logistic, sigmoid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from index.arrays import Float64s

DEPTH = 5
"""How many candidates are read at most."""
REACH = 2.5
"""How much less than the first the words may give a candidate that is read: what the reader says
seldom lifts one from further down."""
MIX = "mix.toml"
"""The name of the file that `Mix.dump` makes, in the folder of the reader that it is for."""
_DIGITS = 4
_MOST = 8.0
"""Log-odds beyond which neither words nor reader are believed any more."""
EVIDENCE = ("words", "first", "best", "lead", "moved", "few")
"""What the confidence rests on: the log-odds of the words for their own first; the reader's for the
first of the new order; the reader's best; how far that one leads the reader's second; how much less
the words think of the new first than of their own; and how few candidates there are."""
_FAR = 6.0
"""A lead beyond which more does not count."""


def worth_reading(words: Float64s) -> int:
    """Return how many of the candidates are read, by their scores by words, best first."""
    near = words[:DEPTH] >= words[0] - REACH
    return int(near.sum())


@dataclass(frozen=True, slots=True)
class Mix:
    """How words and reader are joined."""

    reader: float
    """What one of the reader's log-odds counts, in scores of the words."""
    confidence: Logistic
    """Over `EVIDENCE`."""
    threshold: float
    """Least confidence with which a question is answered."""

    def scores(self, words: Float64s, read: Float64s) -> Float64s:
        """Return the scores of m candidates, (m,), by words and by the reader's log-odds."""
        scores: Float64s = words + self.reader * read
        return scores

    def of(self, evidence: Float64s) -> float:
        """Return the confidence from the evidence for one ranking, (e,)."""
        return float(sigmoid(self.confidence.logit(evidence[None]))[0])

    def dump(self, notes: Iterable[str]) -> str:
        """Return the mix as the text of its file, with notes on how it was made."""
        lines = [f"# {note}".rstrip() for note in notes]
        lines += ["", f"threshold = {self.threshold}", f"reader = {self.reader:.{_DIGITS}f}"]
        lines += ["", "[confidence]", f"bias = {self.confidence.bias:.{_DIGITS}f}"]
        weights = zip(EVIDENCE, self.confidence.weights.tolist(), strict=True)
        lines += [f"{name} = {weight:.{_DIGITS}f}" for name, weight in weights]
        return "\n".join(lines) + "\n"


def evidence_of(
    words: Float64s, read: Float64s, scores: Float64s, *, log_odds: float, candidates: int
) -> Float64s:
    """Return the evidence of a ranking by the candidates that were read, (e,) as in `EVIDENCE`.

    ``words``, ``read`` and ``scores`` are (m,), in the order of the words; ``log_odds`` are those
    of the words for their own first.
    """
    first = int(np.argmax(scores))
    by_reader = np.sort(read)[::-1]
    lead = by_reader[0] - by_reader[1] if len(read) > 1 else _FAR
    found = [log_odds, read[first], by_reader[0], min(lead, _FAR), words[0] - words[first]]
    bounded = np.clip(np.array(found), -_MOST, _MOST)
    return np.append(bounded, 1 / np.sqrt(candidates))


def read_mix(path: Path) -> Mix:
    """Read the file of a mix; raise ReaderError when it is missing or damaged."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        table: Mapping[str, float] = found["confidence"]
        weights = np.array([table[name] for name in EVIDENCE], np.float64)
        confidence = Logistic(float(table["bias"]), weights)
        return Mix(float(found["reader"]), confidence, float(found["threshold"]))
    except FileNotFoundError:
        raise ReaderError(f"There is no reader in {path.parent}: {path.name} is missing.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReaderError(f"{path} is damaged: {error}.") from error
