"""Turn an answer into JSON: the contract for batch use, documented in docs/command-line.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.phrases import place_names
from index.quote.reading import legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import Answer, Quote

_DIGITS = 4


def record(answer: Answer) -> dict[str, object]:
    """Return an answer as plain values, in the contract's order of keys."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, _DIGITS),
        "quotes": _quotes(answer.quotes),
        "missing_terms": list(answer.missing_terms),
        "nearest": _quotes(answer.nearest),
        **({"about": answer.about} if answer.about else {}),
    }


def _quotes(quotes: Sequence[Quote]) -> list[dict[str, object]]:
    return [
        {
            "rank": rank,
            "text": legible(quote.text),
            "start": quote.start,
            "end": quote.end,
            "paragraph": quote.citation.paragraph,
            "score": round(quote.score, _DIGITS),
            "confidence": round(quote.confidence, _DIGITS),
            "article": quote.citation.article_id,
            "source": quote.citation.source,
            "place": place_names(quote.citation),
            "before": legible(quote.context_before),
            "after": legible(quote.context_after),
        }
        for rank, quote in enumerate(quotes, start=1)
    ]
