"""How common words are in articles at large: what a short article cannot tell of its own words.

`background.txt` counts the articles of the training sets that use a stem. In a collection of one
article a common word such as "used" may be as rare as a name; here it is not.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("background.txt")
LEAST = 4
"""Articles that have to use a stem for it to be listed; what is not listed is rare."""


def background_idf(stemmed: str) -> float:
    """Return ln((N + 1) / (df + 0.5)) of a stem among the N articles that were counted."""
    total, df = table()
    return math.log((total + 1) / (df.get(stemmed, 0) + 0.5))


@lru_cache(maxsize=1)
def table() -> tuple[int, dict[str, int]]:
    """Return how many articles were counted, and how many of them use each stem."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    total = int(lines[0].split()[1])
    pairs = (line.split() for line in lines[1:])
    return total, {stemmed: int(df) for stemmed, df in pairs}


def dump(total: int, df: dict[str, int]) -> str:
    """Return the contents of the file for these counts; `table` reads it back."""
    kept = sorted((-count, stemmed) for stemmed, count in df.items() if count >= LEAST)
    return f"articles {total}\n" + "".join(f"{stemmed} {-count}\n" for count, stemmed in kept)
