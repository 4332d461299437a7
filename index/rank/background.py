"""How common words are in articles at large: what a short article cannot tell of its own words.

`background.txt` counts the articles of the training sets that use a stem. In a collection of one
article a common word such as "used" may be as rare as a name; at large it is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE = Path(__file__).with_name("background.txt")
LEAST = 4
"""Articles that have to use a stem for it to be listed; what is not listed counts as unheard of."""


@dataclass(frozen=True, slots=True)
class Background:
    """How many of some articles use each stem."""

    articles: int
    df: Mapping[str, int]

    def idf(self, stem: str) -> float:
        """Return ln((N + 1) / (df + 0.5)) of a stem, above 0."""
        df = self.df.get(stem, 0)
        return math.log((self.articles + 1) / ((df if df >= LEAST else 0) + 0.5))

    def without(self, stems: Iterable[str]) -> Background:
        """Return the background without an article that uses these stems."""
        df = dict(self.df)
        for stem in stems:
            df[stem] -= 1
        return Background(self.articles - 1, df)

    def dump(self) -> str:
        """Return the counts as the text that `read_background` reads."""
        kept = sorted((-df, stem) for stem, df in self.df.items() if df >= LEAST)
        return f"{self.articles}\n" + "".join(f"{stem} {-df}\n" for df, stem in kept)


@lru_cache(maxsize=1)
def read_background(path: Path = FILE) -> Background:
    """Return the background of a file, of the one that ships if none is given."""
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ") for line in lines)
    return Background(int(first), {stem: int(df) for stem, df in pairs})
