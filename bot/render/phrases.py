"""What people read about an answer, the same on Discord and in the terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.model import REVISION_DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import Answer, Citation, Quote

MOST_QUOTES = 3
_NEAR = 0.4
"""A further quote is shown when it is at least this fraction as sure as the first."""
_SURE = (
    (0.85, "Very likely the answer"),
    (0.65, "Probably the answer"),
    (0.4, "Possibly the answer"),
)
_UNSURE = "This may be the answer, but I am not sure"
_ASKS_WHO = re.compile(
    r"who (?!is|was|are|were|did|does|do|has|had|have|can|could|will|would|should|may|might)\w+ ",
    re.IGNORECASE,
)
"""A question whose order of words is that of a sentence: "who founded "."""
_ASKS_OF_BEING = re.compile(r"(who|when|where|why|how \w+|what) (is|was|are|were) ", re.IGNORECASE)
"""One that is turned round by what it is about: "when was X born", "when X was born"."""
_LONGEST_STEP = 60
"""Characters of a heading in the place of a quote."""
_MOST_STEPS = 5
"""Headings in the place of a quote: the outermost, and the nearest of the others."""


def quotes_to_show(answer: Answer) -> tuple[Quote, ...]:
    """Return the first quote and up to two others that are near to it in confidence."""
    least = _NEAR * answer.confidence
    return tuple(q for q in answer.quotes[:MOST_QUOTES] if q.confidence >= least)


def sureness(confidence: float) -> str:
    """Return how sure an answer is, in words that follow from the probability, with the number."""
    words = next((words for least, words in _SURE if confidence >= least), _UNSURE)
    return f"{words} ({confidence:.0%})"


def does_not_say(articles: int) -> str:
    """Return the sentence of an honest refusal."""
    return "The article does not say." if articles == 1 else "The articles do not say."


def refusal(answer: Answer) -> str:
    """Return the sentence of a refusal, which tells what is named from what is said of it.

    "The article says this about “Isis”, but not who founded it."
    """
    if not answer.about or not answer.nearest:
        return does_not_say(answer.articles)
    says = "The article says" if answer.articles == 1 else "The articles say"
    about = shortened(answer.about, _LONGEST_STEP)
    return f"{says} this about “{about}”, but {_not_said(answer)}."


def _not_said(answer: Answer) -> str:
    """Return what is not said: the question itself, where its order of words allows it."""
    about = answer.about
    text = " ".join(answer.question.split()).rstrip("?？ ")
    before, _, after = text.partition(about)
    if len(text) <= _LONGEST_STEP:
        if not after and (asked := _ASKS_WHO.fullmatch(before)):
            return f"not {before[:1].lower()}{asked[0][1:]}it"
        if asked := _ASKS_OF_BEING.fullmatch(before):
            return f"not {asked[1].lower()} {about} {asked[2].lower()}{after}"
    return (
        "does not answer your question" if answer.articles == 1 else "do not answer your question"
    )


def lead_in(answer: Answer) -> str | None:
    """Return the line above the nearest passages of a refusal; none where that has led to them."""
    if not answer.nearest or answer.about:
        return None
    return "The closest passages, which may not answer your question:"


def never_used(missing: Sequence[str], articles: int) -> str:
    """Return the sentence about the words of a question that the articles never use."""
    quoted = [f"“{word}”" for word in missing]
    listed = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    return f"{'It never uses' if articles == 1 else 'They never use'} {listed}."


def origin(citation: Citation) -> tuple[str, ...]:
    """Return who wrote and published an article and when, as far as it is known."""
    return tuple(filter(None, (citation.author, citation.source, citation.published)))


def place_names(citation: Citation) -> list[str]:
    """Return what a quote stands under, each step on one line, outermost first."""
    return [
        f"page {step.text}" if step.kind == "page" else " ".join(step.text.split())
        for step in citation.place
    ]


def path(citation: Citation) -> str:
    """Return what a quote stands under as one line: "Server rules › 4. Moderation".

    The title of the article is left out, since it stands beside it; long steps are shortened.
    """
    names = place_names(citation)
    if names and names[0].casefold() == " ".join(citation.title.split()).casefold():
        names = names[1:]
    if len(names) > _MOST_STEPS:
        names = [names[0], "…", *names[2 - _MOST_STEPS :]]
    return " › ".join(shortened(name, _LONGEST_STEP) for name in names)


def shortened(text: str, most: int) -> str:
    """Return a title or a word, not a quote, in at most so many characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def goes_on(quote: Quote, shown: str) -> str:
    """Return that a list or a section goes on after what is shown of it; empty if it does not.

    ``shown`` is what is shown after the quote.
    """
    after = quote.reading[quote.preceding + 1 :]
    kept = end = 0
    while kept < len(after) and shown.startswith(after[kept], end):
        end += len(after[kept])
        kept += 1
    more = quote.more + len(after) - kept
    if not more:
        return ""
    thing = "item" if quote.text.rstrip().endswith((":", "：")) else "sentence"
    return f"… and {counted(more, f'more {thing}')} in the article"


def place(citation: Citation) -> tuple[str, ...]:
    """Return where in which revision of its article a quote stands."""
    return (
        f"paragraph {citation.paragraph}",
        f"characters {citation.start}–{citation.end}",
        f"revision {citation.revision[:REVISION_DIGITS]}",
    )


def counted(number: int, thing: str) -> str:
    """Return a number of things in words: "1 passage", "2,000 passages"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
