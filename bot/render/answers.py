"""Answer to Discord layout: pure functions from values to blocks of text, within Discord's limits.

The text of articles and of people is escaped so that Discord shows it character by character.
Nothing is cut: a quote that does not fit is left out whole, and the message says so.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encode

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
    shortened,
    sureness,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import Answer, Citation, Quote

MOST_TEXT = 4000
"""Characters that Discord takes in all text of a Components V2 message."""
MOST_CHOICE = 100
"""Characters of the name of an autocomplete choice."""
MOST_CHOICES = 25
_ROOM_FOR_NOTES = 120
_LONGEST_QUESTION = 600
_LONGEST_TITLE = 120
_LONGEST_CONTEXT = 1500
_LONGEST_LINK = 1500
LONGEST_SENTENCE = 1500
"""Longest sentence of our own that may quote people and articles, in characters."""
_LONGEST_WORD = 40
_ROOM_FOR_SPACES = 4
_MOST_MISSING = 8
_MOST_NEAREST = 2
NO_ARTICLES = "There are no articles here yet. `/article add` adds the first."
ANSWERED, NOT_ANSWERED, TROUBLE = 0x2B8A3E, 0x868E96, 0xE67700

_SPECIAL = re.compile(r"[\\`*_~|<>\[\]#@]|:(?=//)")
# Not \s, which goes on over the ends of lines: blank ones would be read again from each of them on.
_SPECIAL_AT_LINE_START = re.compile(r"^([^\S\n]*)([-+]|\d+(?=\.))", re.MULTILINE)
_BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Block:
    """Some Markdown, and the citation whose context a button beside it shows, if there is one."""

    text: str
    citation: Citation | None = None
    article_id: str | None = None
    """The article that a button beside it is about, if there is one."""
    left_out_of: str | None = None
    """The article of which a button beside it shows what was left out, if there is one."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A message: groups of blocks one below the other, and a colour beside them."""

    groups: tuple[tuple[Block, ...], ...]
    colour: int
    asker: int | None = None
    """The id of the person whose question it answers, who may delete it."""


def escape(text: str) -> str:
    r"""Return Markdown that Discord shows as exactly these characters.

    A backslash makes plain whatever could open formatting, a mention, a masked link, an automatic
    link, an emoji or a time; at the start of a line also lists. Text with bidirectional controls
    is set in an isolate, so that it cannot turn round what stands beside it.

    >>> print(escape("a *b* <@1> 2. c"))
    a \*b\* \<\@1\> 2. c
    """
    plain = _SPECIAL.sub(r"\\\g<0>", text)
    plain = _SPECIAL_AT_LINE_START.sub(_escape_list_mark, plain)
    if _BIDI_CONTROL.search(plain):
        return f"{_ISOLATE}{plain}{_END_ISOLATE}"
    return plain


def unescape(markdown: str) -> str:
    """Return the text of which `escape` made some Markdown, isolates left out."""
    plain = re.sub(r"^(\s*\d+)\\(?=\.)", r"\1", markdown.strip(_ISOLATE + _END_ISOLATE))
    return re.sub(r"\\([\\`*_~|<>\[\]#@:+-])", r"\1", plain)


def _escape_list_mark(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def answer_layout(answer: Answer, *, articles: int, asker: int | None = None) -> Layout:
    """Return the message for an answer out of so many articles, which its asker may delete."""
    head = [_question(answer.question)]
    if not articles:
        head.append(NO_ARTICLES)
        return Layout(fit(head, ()), NOT_ANSWERED, asker)
    if answer.answered:
        bodies = [
            _body(quote, _room(head), f"**{sureness(quote.confidence)}**\n")
            for quote in quotes_to_show(answer)
        ]
        return Layout(fit(head, bodies), ANSWERED, asker)
    sentence = f"**{escape(refusal(answer, articles))}**"
    if answer.missing_terms:
        missing = [shortened(word, _LONGEST_WORD) for word in answer.missing_terms[:_MOST_MISSING]]
        sentence += " " + escape(never_used(missing, articles))
    head.append(sentence)
    if line := lead_in(answer):
        head.append(line)
    bodies = [_body(quote, _room(head)) for quote in answer.nearest[:_MOST_NEAREST]]
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


def notice(text: str, *, colour: int = NOT_ANSWERED) -> Layout:
    """Return the message for a sentence of our own (Markdown, not escaped here)."""
    return Layout(((Block(text[:MOST_TEXT]),),), colour)


def choice_name(title: str) -> str:
    """Return a title as the name of an autocomplete choice."""
    return one_line(title, MOST_CHOICE) or "Untitled"


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


def block_quote(markdown: str) -> str:
    """Return Markdown as a block quote."""
    return "\n".join(f"> {line}" for line in markdown.split("\n"))


def fit(
    head: Sequence[str], bodies: Sequence[tuple[Block, ...]], thing: str = "quote"
) -> tuple[tuple[Block, ...], ...]:
    """Return the groups that fit together, and a note about the things that do not."""
    kept: list[tuple[Block, ...]] = [(Block(text),) for text in head]
    room = _room(head)
    for body in bodies:
        length = sum(len(block.text) for block in body)
        if length <= room:
            kept.append(body)
            room -= length
    left_out = len(head) + len(bodies) - len(kept)
    if left_out:
        what = f"{thing} does" if left_out == 1 else f"{thing}s do"
        note = f"-# {left_out} more {what} not fit."
        kept.append((Block(note),))
    return tuple(kept)


def _room(head: Sequence[str]) -> int:
    """Return how many characters there are for quotes or other things below the first lines."""
    return MOST_TEXT - _ROOM_FOR_NOTES - sum(map(len, head))


def question_shown(text: str) -> str | None:
    """Return the question in the first line of an answer, None when it was too long to show."""
    shown = re.fullmatch(r"\*\*(.+)\*\*", text)
    return unescape(shown[1]) if shown else None


def _question(question: str) -> str:
    too_long = len(question) > _ROOM_FOR_SPACES * _LONGEST_QUESTION
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


def titled(title: str, url: str | None = None) -> str:
    """Return a title on one line, at most 120 characters of it, as a link where there is one."""
    shown = escape(one_line(title, _LONGEST_TITLE))
    link = safe_link(url) if url else None
    return f"[{shown}]({link})" if link else shown


def safe_link(url: str) -> str | None:
    """Return an http(s) URL in the form that is safe inside a masked link, None if it is none.

    One that is too long for a message is none either.
    """
    if not url.startswith(("https://", "http://")) or len(url) > _LONGEST_LINK:
        return None
    link = percent_encode(url, safe="/:?#@!$&'*+,;=%~-._")
    return link if len(link) <= _LONGEST_LINK else None


def one_line(text: str, most: int) -> str:
    """Return a text on one line in at most so many characters; no more than needed is read."""
    words = text[: _ROOM_FOR_SPACES * most].split()
    if len(text) > _ROOM_FOR_SPACES * most:
        words.append("…")
    return shortened(" ".join(words), most)


def too_soon(until: float) -> str:
    """Return the sentence for a person who asks too often; ``until`` is in seconds of Unix time."""
    return f"That was a lot in a short time. Please ask again <t:{math.ceil(until)}:R>."


def introduction(mention: str) -> str:
    """Return the two lines that explain the bot."""
    return (
        f"Ask me about the articles here: {mention} and a question, or `/ask`.\n"
        "I answer in the articles’ own words and say where they stand, or that they do not say."
    )
