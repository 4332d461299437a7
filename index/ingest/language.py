"""The language of a text, read off its letters, and whether it is in any at all.

py3langid knows 140 languages offline. Its model takes half a second to load and 100 MB: only the
worker asks it, and not for plain English.
"""

from __future__ import annotations

import io
import lzma
import os
import re
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from py3langid.langid import LanguageIdentifier

_SAMPLE = 1500
"""Characters that are looked at, at a time: the likelihoods of longer texts are less telling."""
_SAMPLES = 3
_TYPE_CODES: Final = {2: "H", 4: "I", 8: "L"}
"""Of unsigned integers, by their bytes."""
_SURE = 0.6
"""Least probability of a language; phrases that any two languages could share stay below .3."""
_NONSENSE_SURE = 0.8
_MOSTLY_LETTERS = 0.6
"""Least share of letters in what may be nonsense: a table of prices is in no language either."""
_FEWEST_LETTERS = 16
"""Letters below which a text may be in any language."""
_NONSENSE: Final = "zxx"
"""The tag for what is in no language, such as letters out of a font that does not say which."""
_FEWEST_WORDS = 150
_COMMON = frozenset(
    {"the", "of", "and", "to", "in", "is", "that", "for", "with", "are", "be", "it"}
)
_COMMON_SHARE = 0.18
"""Share of the commonest words of English in it; a quarter of any prose is such."""
_THE_SHARE = 0.025
_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")


def language_of(text: str) -> str | None:
    """Return the BCP 47 tag of the language of a text; None where it does not tell for sure."""
    if _is_plainly_english(text):
        return "en"
    votes = [tag for tag, sure in _votes(text) if sure >= _SURE]
    return max(votes, key=votes.count) if votes and votes[0] != _NONSENSE else None


def is_nonsense(text: str) -> bool:
    """Tell whether the letters of a text make no words of any language."""
    bare = re.sub(r"\s", "", text)
    if len(_LETTER.findall(bare)) < _MOSTLY_LETTERS * len(bare):
        return False
    if _is_plainly_english(text):
        return False
    votes = _votes(text)
    hits = sum(tag == _NONSENSE and sure >= _NONSENSE_SURE for tag, sure in votes)
    return 2 * hits > len(votes)


def _is_plainly_english(text: str) -> bool:
    """Tell English by its commonest words, as most texts are: the model need not be loaded."""
    words = _WORD.findall(text[: _SAMPLE * _SAMPLES * 2].lower())
    common = sum(word in _COMMON for word in words)
    articles = words.count("the")
    enough = len(words) >= _FEWEST_WORDS
    return enough and common > _COMMON_SHARE * len(words) and articles > _THE_SHARE * len(words)


def _votes(text: str) -> list[tuple[str, float]]:
    """Return the likeliest language of some parts of a text, with its probability."""
    step = max(_SAMPLE, len(text) // _SAMPLES)
    parts = (text[at : at + _SAMPLE] for at in range(0, len(text), step))
    telling = [part for part in parts if len(_LETTER.findall(part)) >= _FEWEST_LETTERS]
    return [
        (str(tag), float(sure)) for tag, sure in map(_identifier().classify, telling[:_SAMPLES])
    ]


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    # Each thread of OpenBLAS would take 30 MB of address space, and there is no work for any.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy as np  # noqa: PLC0415 - late on purpose: it is large
    from py3langid.langid import (  # noqa: PLC0415 - as above
        MODEL_DIR,
        MODEL_FILE,
        LanguageIdentifier,
    )

    # The library unpacks its model into a file, and where strangers' files are read none is made.
    with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
        model = np.load(io.BytesIO(packed.read()), allow_pickle=False)
    return LanguageIdentifier(
        model["ptc"],
        model["pc"],
        model["classes"].tolist(),
        _integers(model["nextmove"]),
        model["out_feat"].tolist(),
        norm_probs=True,
        tk_row=_integers(model["nextmove_row"]),
    )


def _integers(numbers: npt.NDArray[np.unsignedinteger[Any]]) -> array[int]:
    """Return unsigned integers as an array of Python's, which is faster one at a time."""
    found = array(_TYPE_CODES[numbers.dtype.itemsize])
    found.frombytes(numbers.tobytes())
    return found
