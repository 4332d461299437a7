"""Two questions in one: "When was it built, and who designed it?" is asked as two."""

from __future__ import annotations

import re

from index.text.terms import question_words

MOST_PARTS = 3
_WH = "who|whom|whose|when|where|why|how|what|which"
_ASKS = re.compile(rf"\b(?:{_WH})\b", re.IGNORECASE)
# Of text in which words are one space apart.
_BETWEEN = re.compile(
    rf"(?<=[?？]) |,? (?:and|also)(?: also| then)? (?=(?:{_WH})\b)", re.IGNORECASE
)
_LEAST_WORDS = 3
"""Words of a question that is one of several: "when and where" is none. With its mark, one less."""


def parts_of(asked: str) -> tuple[str, ...]:
    """Return the questions that a text asks, at most `MOST_PARTS`; the last has what is left.

    >>> parts_of("When was it built and who designed it?")
    ('When was it built', 'who designed it?')
    >>> parts_of("When and where was it built?")
    ('When and where was it built?',)
    """
    text = " ".join(asked.split())
    cuts = [match.span() for match in _BETWEEN.finditer(text)]
    parts: list[str] = []
    start = 0
    for left, right in cuts:
        whole = _is_question(text[start:left]) and _is_question(text[right:])
        if whole and len(parts) < MOST_PARTS - 1:
            parts.append(text[start:left])
            start = right
    return (*parts, text[start:]) if parts else (asked,)


def _is_question(text: str) -> bool:
    words = question_words(text)
    asks = bool(_ASKS.search(text)) or text.rstrip().endswith(("?", "？"))
    least = _LEAST_WORDS - text.endswith(("?", "？"))
    return asks and len(words) >= least and any(word.terms for word in words)
