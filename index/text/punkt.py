"""nltk's Punkt with our abbreviations, and without the work that it does for plain sentence ends.

Punkt takes every possible end of a sentence to pieces, some thirty microseconds each: a text of
nothing but "?!" takes it minutes. Most ends need none of that.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from nltk.tokenize.punkt import _ORTHO_LC, PunktParameters, PunktSentenceTokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable

# Question and exclamation marks end a sentence wherever Punkt takes them for words of their own,
# which is before white space and before what it counts as punctuation.
_CERTAIN = re.compile(r"""[?!](?:\s+\S|[)";}\]*:@'({\[‘’“”«»?!])""")
# So does a full stop after a word of letters, unless that is an abbreviation. Single letters are
# initials.
_PLAIN = re.compile(r"([^\W\d_]{2,})\.\s+\S")
_LONGEST_KEPT = 40
"""Longest piece of text for which it is kept whether a sentence ends in it, in characters."""
_MOST_KEPT = 1 << 14


class _Punkt(PunktSentenceTokenizer):  # type: ignore[misc] # nltk has no types
    """A tokenizer that knows the plain ends of sentences by sight, and remembers others."""

    def __init__(self, parameters: PunktParameters) -> None:
        super().__init__(parameters)
        self._remembered = lru_cache(maxsize=_MOST_KEPT)(super().text_contains_sentbreak)

    def text_contains_sentbreak(self, text: str) -> bool:
        """Tell whether a sentence ends in a word, what follows it, and the next word."""
        if _CERTAIN.search(text):
            return True
        plain = _PLAIN.match(text)
        if plain and plain[1].lower() not in self._params.abbrev_types:
            return True
        if len(text) <= _LONGEST_KEPT:
            return bool(self._remembered(text))
        return bool(super().text_contains_sentbreak(text))


def tokenizer(abbreviations: Iterable[str], starters: Iterable[str]) -> PunktSentenceTokenizer:
    """Return a tokenizer that knows some abbreviations, and words that begin sentences."""
    parameters = PunktParameters()
    parameters.abbrev_types = set(abbreviations)
    parameters.sent_starters = set(starters)
    # Words that Punkt is to know in lower case: in capitals after an initial they begin a sentence.
    # It looks up every other word, too; nltk's own mapping would keep each of them forever.
    parameters.ortho_context = Counter(dict.fromkeys(parameters.sent_starters, _ORTHO_LC))
    return _Punkt(parameters)
