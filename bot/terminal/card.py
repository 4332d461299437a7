"""Show an answer as a card in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from bot.excerpt import around, words_of
from bot.render.phrases import (
    goes_on,
    lead_in,
    never_used,
    origin,
    path,
    place,
    quotes_to_show,
    refusal,
    sureness,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from index.model import Answer, Quote

_INDENT = 4
_LONGEST_CONTEXT = 3000
"""Characters that are shown around a quote."""


def card(answer: Answer, *, everything: bool = False) -> Group:
    """Return the card of an answer.

    Quotes that are much less sure than the first are shown only if ``everything`` is wanted.
    """
    parts: list[RenderableType] = [Text(answer.question, style="bold"), ""]
    if answer.answered:
        quotes: Sequence[Quote] = answer.quotes if everything else quotes_to_show(answer)
        for quote in quotes:
            parts += [*_quote(quote), Text(f"  {sureness(quote.confidence)}", style="green"), ""]
        return Group(*parts)
    parts.append(Text(refusal(answer), style="yellow"))
    if answer.missing_terms:
        parts.append(Text(never_used(answer.missing_terms, answer.articles)))
    parts.append("")
    if line := lead_in(answer):
        parts += [Text(line), ""]
    for quote in answer.nearest:
        parts += [*_quote(quote), ""]
    return Group(*parts)


def _quote(quote: Quote) -> Iterator[RenderableType]:
    before, after = around(quote, room=_LONGEST_CONTEXT)
    words = Text()
    for text, style in ((before, "dim"), (words_of(quote), ""), (after, "dim")):
        words.append(text, style=style)
    citation = quote.citation
    if steps := path(citation):
        yield Padding(Text(steps, style="italic"), (0, 0, 0, _INDENT))
    yield Padding(words, (0, 0, 0, _INDENT))
    if more := goes_on(quote, after):
        yield Padding(Text(more, style="dim"), (0, 0, 0, _INDENT))
    where = " · ".join((citation.title, *origin(citation), *place(citation)))
    yield Padding(Text(f"— {where}", style="cyan"), (0, 0, 0, 2))
    if citation.url:
        yield Padding(Text(citation.url, style="dim"), (0, 0, 0, _INDENT))
