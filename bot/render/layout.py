"""What a message consists of: blocks of Markdown within Discord's limits. Pure.

Nothing is cut: a thing that does not fit is left out whole, and the message says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import Citation

MOST_TEXT = 4000
"""Characters that Discord takes in all text of a Components V2 message."""
LONGEST_SENTENCE = 1500
"""Longest sentence of our own that may quote people and articles, in characters."""
_ROOM_FOR_NOTES = 120
ANSWERED, NOT_ANSWERED, TROUBLE = 0x2B8A3E, 0x868E96, 0xE67700


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
    """A message: groups of blocks one below the other, and a color beside them."""

    groups: tuple[tuple[Block, ...], ...]
    color: int
    asker: int | None = None
    """The id of the person whose question it answers, who may delete it."""


NO_FORM_IN_TIME = (
    "I was too busy to open the form in time, so nothing was done. Please try again in a moment."
)
CHANGED_COMMANDS = (
    "The commands were changed; they will be here again in a minute. If this one is still shown "
    "then, restart Discord."
)
UNDELIVERED = "Discord did not take my answer. Please try again in a moment."
SOMEBODYS_OWN = (
    "This article is somebody’s own, or is no longer there. Here others may read along, so only "
    "its owner can see more of it, in a direct message with me."
)
ARCHIVED = (
    "This thread is archived, so I cannot delete anything in it. Write something in it, and then "
    "press Delete again."
)


def notice(text: str, *, color: int = NOT_ANSWERED) -> Layout:
    """Return the message for a sentence of our own (Markdown, not escaped here)."""
    return Layout(((Block(text[:MOST_TEXT]),),), color)


def lost_layout() -> Layout:
    """Return the message for one whose form was open while the bot was restarted."""
    return notice(
        "I was restarted while this form was open, so nothing was done. Please open it again; "
        "what you wrote is attached.",
        color=TROUBLE,
    )


def fit(
    head: Sequence[str], bodies: Sequence[tuple[Block, ...]], thing: str = "quote"
) -> tuple[tuple[Block, ...], ...]:
    """Return the groups that fit together, and a note about the things that do not."""
    kept: list[tuple[Block, ...]] = [(Block(text),) for text in head]
    room = room_below(head)
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


def room_below(head: Sequence[str]) -> int:
    """Return how many characters there are for quotes or other things below the first lines."""
    return MOST_TEXT - _ROOM_FOR_NOTES - sum(map(len, head))
