"""Lay out an answer, or a quote in its context, for Discord. Pure."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from bot.excerpt import around, words_of
from bot.render.layout import ANSWERED, MOST_TEXT, NOT_ANSWERED, Block, Layout, fit, room_below
from bot.render.markdown import ROOM_FOR_SPACES, block_quote, escape, safe_link, titled, unescape
from bot.render.phrases import (
    goes_on,
    lead_in,
    never_used,
    origin,
    path,
    place,
    quotes_to_show,
    refusal,
    shortened,
    sureness,
)

if TYPE_CHECKING:
    from index.model import Answer, Citation, Quote

_LONGEST_QUESTION = 600
_LONGEST_CONTEXT = 1500
_LONGEST_WORD = 40
_MOST_MISSING = 8
_MOST_NEAREST = 2
NO_ARTICLES = "There are no articles here yet."
HOW_TO_ADD = "`/article add` adds the first."


def answer_layout(answer: Answer, *, asker: int | None = None, may_add: bool = False) -> Layout:
    """Return the message for an answer, which its asker may delete.

    Where there are no articles, those who ``may_add`` some read how.
    """
    head = [_question(answer.question)]
    if not answer.articles:
        head.append(f"{NO_ARTICLES} {HOW_TO_ADD}" if may_add else NO_ARTICLES)
        return Layout(fit(head, ()), NOT_ANSWERED, asker)
    if answer.answered:
        bodies = [
            _body(quote, room_below(head), f"**{sureness(quote.confidence)}**\n")
            for quote in quotes_to_show(answer)
        ]
        return Layout(fit(head, bodies), ANSWERED, asker)
    sentence = f"**{escape(refusal(answer))}**"
    if answer.missing_terms:
        missing = [shortened(word, _LONGEST_WORD) for word in answer.missing_terms[:_MOST_MISSING]]
        sentence += " " + escape(never_used(missing, answer.articles))
    head.append(sentence)
    if line := lead_in(answer):
        head.append(line)
    bodies = [_body(quote, room_below(head)) for quote in answer.nearest[:_MOST_NEAREST]]
    return Layout(fit(head, bodies), NOT_ANSWERED, asker)


def context_layout(quote: Quote) -> Layout:
    """Return the message that shows a quote among its neighbors, the quote itself in bold.

    Neighbors that do not fit are left out, those that are farthest from it first.
    """
    words = f"**{escape(words_of(quote))}**"
    citation = _citation(quote.citation, MOST_TEXT - _cost(words))
    room = MOST_TEXT - _cost(words) - len(citation)
    before, after = around(quote, room=room, cost=lambda text: _cost(escape(text)))
    blocks = (Block(block_quote(f"{escape(before)}{words}{escape(after)}")), Block(citation))
    return Layout((blocks,), NOT_ANSWERED)


def _cost(markdown: str) -> int:
    """Return how many characters some Markdown takes in a block quote, at most."""
    return len(markdown) + 2 * markdown.count("\n") + 2


def _body(quote: Quote, room: int, sure: str = "") -> tuple[Block, Block]:
    """Return the blocks of a quote: its words with the context they need, and its citation.

    Without what needs more than the room, if that is enough: the context, and the link.
    """
    before, after = around(quote, room=_LONGEST_CONTEXT)
    said = words_of(quote)
    words = block_quote(escape(f"{before}{said}{after}"))
    if more := goes_on(quote, after):
        sure = f"-# {more}\n{sure}"
    citation = _citation(quote.citation, room - len(sure) - len(words))
    if len(words) + len(sure) + len(citation) > room:
        words = block_quote(escape(said))
        citation = _citation(quote.citation, room - len(sure) - len(words))
    return Block(words), Block(sure + citation, quote.citation)


def question_shown(text: str) -> str | None:
    """Return the question in the first line of an answer, None when it was too long to show."""
    shown = re.fullmatch(r"\*\*(.+)\*\*", text)
    return unescape(shown[1]) if shown else None


def _question(question: str) -> str:
    too_long = len(question) > ROOM_FOR_SPACES * _LONGEST_QUESTION
    line = "" if too_long else escape(" ".join(question.split()))
    if too_long or len(line) > _LONGEST_QUESTION:
        return f"-# Your question, {len(question):,} characters long:"
    return f"**{line}**"


def _citation(citation: Citation, room: int) -> str:
    """Return where a quote stands, with the link that fits: to the sentence, the page, or none."""
    known = (titled(part) for part in origin(citation))
    under = path(citation)
    rest = (f" › {escape(under)}" if under else "") + " · ".join(("", *known, *place(citation)))
    page = citation.url and citation.url.partition("#:~:")[0]
    links = [url for url in (citation.url, page) if url and safe_link(url)]
    shown = [f"-# {titled(citation.title, link)}{rest}" for link in (*links, None)]
    return next((line for line in shown if len(line) <= room), shown[-1])


def too_soon(until: float, *, of_server: bool = False) -> str:
    """Return the sentence for a person who asks too often; ``until`` is in seconds of Unix time.

    Where it is the server that has asked so much, it is not the person's fault.
    """
    what = "This server has asked" if of_server else "That was"
    return f"{what} a lot in a short time. Please ask again <t:{math.ceil(until)}:R>."


def not_allowed(channel: int) -> str:
    """Return the sentence for a person who asked where the bot may not write."""
    return (
        f"You asked me something in <#{channel}>, but I may not write there. "
        "A moderator can allow it (Send Messages); until then, use `/ask`, or ask me here."
    )


def how_to_ask(mention: str) -> str:
    """Return the sentence for a person whose reply Discord does not show to the bot."""
    return (
        "Discord does not show me what replies to this answer say. "
        f"Press the button to ask about it, or mention me: {mention} and your question."
    )


def introduction(mention: str) -> str:
    """Return the two lines that explain the bot."""
    return (
        f"Ask me about the articles here: {mention} and a question, or `/ask`. "
        "`/sources` lists them.\n"
        "I answer in the articles’ own words and say where they stand, or that they do not say."
    )
