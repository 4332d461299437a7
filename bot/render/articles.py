"""Lay out what people read about articles: added, listed, shown, removed. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.render.answers import HOW_TO_ADD, NO_ARTICLES
from bot.render.layout import ANSWERED, NOT_ANSWERED, TROUBLE, Block, Layout, fit, notice
from bot.render.markdown import block_quote, escape, one_line, titled
from bot.render.phrases import counted, shortened
from index.model import REVISION_DIGITS
from index.text.boilerplate import lines_of_article

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from index.model import Article, LeftOut, Record, Removed

PAGE = 8
"""Articles on a page of a list: with their buttons they are within Discord's 40 components."""
_LONGEST_OPENING = 300
_LONGEST_LEFT_OUT = 200
_MOST_LEFT_OUT = 15
"""Pieces that were left out that a message shows: with what is around them, within its limits."""
_MOST_WITH_LOOK = 5
"""Results that each have a second button; of more there would be too many for one message."""
_BEGINNING = 5000
"""Characters of an article among which its first line is looked for."""
_LONGEST_LANGUAGE = 35
_LONGEST_ORIGIN = 60
"""Characters of a source in a list: with `PAGE` long titles it is within a message's limits."""


@dataclass(frozen=True, slots=True)
class AddOutcome:
    """What became of a source: an article, or a reason why not."""

    name: str
    record: Record | None = None
    created: bool = False
    """False when the very text was there already."""
    reason: str = ""
    """In Markdown."""


def reading(name: str, number: int, count: int) -> str:
    """Return what is being done while sources are read."""
    which = f" {number} of {count}" if count > 1 else ""
    return f"Reading{which}: {titled(name)} …"


def waiting(name: str) -> str:
    """Return what is being done while another file of the same person is read."""
    return f"Waiting until your other files are read: {titled(name)} …"


def added_layout(outcomes: Sequence[AddOutcome]) -> Layout:
    """Return the message that says what became of each of some sources, one or more."""
    added = [outcome for outcome in outcomes if outcome.created]
    head = []
    if len(outcomes) > 1:
        head.append(f"**{len(added)} of {counted(len(outcomes), 'article')} added**")
    seen: set[str] = set()
    may_look = len(outcomes) <= _MOST_WITH_LOOK
    bodies = [_outcome(outcome, seen, may_look=may_look) for outcome in outcomes]
    color = ANSWERED if any(outcome.record for outcome in outcomes) else TROUBLE
    return Layout(fit(head, bodies, "result"), color)


def _outcome(outcome: AddOutcome, seen: set[str], *, may_look: bool) -> tuple[Block, ...]:
    """Return what became of a source; each article has its buttons once, as Discord wants it."""
    record = outcome.record
    if record is None:
        return (Block(f"**Not added: {titled(outcome.name)}**\n{outcome.reason}"),)
    title = titled(record.title)
    heading = f"**Added: {title}**" if outcome.created else f"**Already here: {title}**"
    if record.id in seen:
        return (Block(f"{heading}\n-# {_size(record)}"),)
    seen.add(record.id)
    return _with_buttons(heading, record, may_look=may_look)


def _with_buttons(heading: str, record: Record, *, may_look: bool = True) -> tuple[Block, ...]:
    """Return what is said of an article that was read, and beside it what can be done with it."""
    said = f"{heading}\n-# {_size(record)}"
    if not record.left_out:
        return (Block(said, article_id=record.id),)
    left_out = f"{counted(record.left_out, 'line')} left out"
    if not may_look:
        return (Block(f"{said} · {left_out}", article_id=record.id),)
    look = Block(f"-# {left_out}:", left_out_of=record.id)
    return Block(said, article_id=record.id), look


def _size(record: Record) -> str:
    """Return how many passages an article has, and in what language."""
    language = escape(shortened(record.language, _LONGEST_LANGUAGE))
    return f"{counted(record.passages, 'passage')} · language {language}"


def left_out_layout(record: Record, left_out: Sequence[LeftOut]) -> Layout:
    """Return the message that shows what a document says that is no part of its article."""
    head = f"**Left out of {titled(record.title)}**"
    if not left_out:
        return notice(f"**Nothing was left out of {titled(record.title)}.**")
    lines = [
        f"> {escape(shortened(one.text, _LONGEST_LEFT_OUT))}\n-# {escape(one.why)}"
        for one in left_out[:_MOST_LEFT_OUT]
    ]
    groups = fit([head], [(Block(line),) for line in lines], "piece")
    shown = tuple(block for group in groups for block in group)
    if more := len(left_out) - len(lines):
        shown = (*shown, Block(f"-# … and {more:,} more; `pullquote inspect` shows all."))
    return Layout((shown,), NOT_ANSWERED)


def pages_of(count: int) -> int:
    """Return how many pages a list of so many articles has, at least one."""
    return max(1, math.ceil(count / PAGE))


def list_layout(records: Sequence[Record], page: int, *, personal: bool) -> Layout:
    """Return a page, from 0, of a collection's list with what it hides; ``personal`` in DMs."""
    if not records:
        return notice(f"{NO_ARTICLES} {HOW_TO_ADD}")
    pages = pages_of(len(records))
    whose = "that you can ask here" if personal else "in this server"
    head = f"**{counted(len(records), 'article')} {whose}**"
    if pages > 1:
        head += f" · page {page + 1} of {pages}"
    shown = records[page * PAGE : (page + 1) * PAGE]
    return Layout(((Block(head),), tuple(_line(record) for record in shown)), NOT_ANSWERED)


def sources_layout(records: Sequence[Record], page: int) -> Layout:
    """Return a page, from 0, of what can be asked: titles, how long, how old and from where."""
    if not records:
        return notice(NO_ARTICLES)
    pages = pages_of(len(records))
    head = f"**You can ask {counted(len(records), 'article')} here**"
    if pages > 1:
        head += f" · page {page + 1} of {pages}"
    shown = records[page * PAGE : (page + 1) * PAGE]
    return Layout(((Block(head),), tuple(_source(record) for record in shown)), NOT_ANSWERED)


def _source(record: Record) -> Block:
    changed = record.updated_at or record.added_at
    about = [counted(record.passages, "passage")]
    if record.source:
        about.append(escape(one_line(record.source, _LONGEST_ORIGIN)))
    if changed:
        about.append(f"{'changed' if record.updated_at else 'added'} {_day(changed)}")
    return Block(f"**{titled(record.title)}**\n-# {' · '.join(about)}", article_id=record.id)


def _line(record: Record) -> Block:
    about = [counted(record.passages, "passage")]
    if record.added_at is None:
        about.append("came with Pullquote")
    elif record.shared:
        about.append("from the operator")
    else:
        about.append(f"added {_day(record.added_at)}")
    if record.hidden:
        about.append("**hidden here**")
    return Block(f"**{titled(record.title)}**\n-# {' · '.join(about)}", article_id=record.id)


def show_layout(record: Record, article: Article) -> Layout:
    """Return the message that says what an article is."""
    by = (record.source, record.author, record.published)
    origin = " · ".join(titled(part) for part in by if part)
    heading = f"**{titled(record.title, record.url)}**\n{origin}"
    if record.hidden:
        heading += "\n**Hidden here:** no answer quotes it. `/article unhide` shows it again."
    size = f"{counted(record.characters, 'character')} · {_size(record)}"
    facts = (
        f"-# {size}\n-# {_history(record)}\n"
        f"-# id {escape(record.id)} · revision {record.revision[:REVISION_DIGITS]}"
    )
    blocks = (Block(heading), Block(block_quote(_opening(article))), Block(facts))
    return Layout((blocks,), NOT_ANSWERED)


def _history(record: Record) -> str:
    """Return when and by whom an article was added and last changed."""
    if record.added_at is None:
        return "Came with Pullquote"
    known = [f"Added {_moment(record.added_at)}{_by(record.added_by)}"]
    if record.shared:
        known = [f"Added by the operator {_moment(record.added_at)}"]
    if record.updated_at:
        known.append(f"changed {_moment(record.updated_at)}{_by(record.updated_by)}")
    return " · ".join(known)


def _by(person: int | None) -> str:
    return f" by <@{person}>" if person else ""


def _opening(article: Article) -> str:
    """Return the first line of an article that says something, its title apart."""
    start = len(article.text) - len(article.text.lstrip())
    beginning = article.text[start : start + _BEGINNING]
    lines = (beginning[slice(*line)] for line in lines_of_article(beginning))
    openings = (one_line(line, _LONGEST_OPENING) for line in lines)
    opening = next((text for text in openings if text != article.title), None)
    return titled(article.title) if opening is None else escape(opening)


def updated_layout(record: Record, *, changed: bool) -> Layout:
    """Return the message after an update; ``changed`` unless the text was the same."""
    heading = f"**Updated: {titled(record.title)}**"
    if not changed:
        heading = f"**The text of {titled(record.title)} is the same as before**"
    return Layout((_with_buttons(heading, record),), ANSWERED)


def edited_layout(reason: str) -> Layout:
    """Return the message for one whose edit came after that of somebody else."""
    return notice(
        f"{escape(reason)} What you wrote is attached: open the article again and put in what it "
        "needs.",
        color=TROUBLE,
    )


def renamed_layout(old: str, record: Record) -> Layout:
    """Return the message after an article got another title."""
    return notice(f"**Renamed:** {titled(old)} is now **{titled(record.title)}**.", color=ANSWERED)


def confirm_layout(record: Record) -> Layout:
    """Return the question before an article is removed."""
    text = (
        f"**Remove “{titled(record.title)}”?**\n"
        f"Its {counted(record.passages, 'passage')} will no longer be quoted. "
        "You can undo this for a minute."
    )
    return notice(text, color=TROUBLE)


def removed_layout(removed: Removed) -> Layout:
    """Return the message after an article was removed."""
    until = math.floor(removed.until.timestamp())
    return notice(
        f"**Removed: {titled(removed.record.title)}**\nYou can undo this until <t:{until}:T>."
    )


def restored_layout(record: Record) -> Layout:
    """Return the message after a removal was undone."""
    return notice(f"**{titled(record.title)} is back.**", color=ANSWERED)


def hidden_layout(record: Record) -> Layout:
    """Return the message after a shared article was hidden."""
    return notice(
        f"**Hidden here: {titled(record.title)}**\n"
        "Answers here no longer quote it. `/article unhide` shows it again."
    )


def unhidden_layout(record: Record) -> Layout:
    """Return the message after a hidden article was shown again."""
    return notice(f"**Shown again: {titled(record.title)}**", color=ANSWERED)


def allowed_layout(role: int | None) -> Layout:
    """Return the message after a role was allowed to change articles, or none any more."""
    if role is None:
        return notice("Only people with the Manage Server permission can change articles now.")
    text = (
        f"People with <@&{role}> can now change the articles of this server.\n"
        "Discord shows them `/article` once you add the role in Server Settings, Integrations, "
        "Pullquote."
    )
    return notice(text, color=ANSWERED)


def _day(moment: datetime) -> str:
    return f"<t:{math.floor(moment.timestamp())}:d>"


def _moment(moment: datetime) -> str:
    return f"<t:{math.floor(moment.timestamp())}:f>"
