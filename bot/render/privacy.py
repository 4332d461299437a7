"""Lay out what people read about what is kept of them, and what was deleted. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.render.layout import ANSWERED, NOT_ANSWERED, TROUBLE, Block, Layout, notice
from bot.render.phrases import counted

if TYPE_CHECKING:
    from index.model import Forgotten, Usage

_NOT_KEPT = (
    "**Not kept:** questions, answers, messages, names. Your last question in direct messages is "
    "in memory, so the next one can follow on it, for eleven minutes at most; how often you ask, "
    "for two; how long your files took to read, for fifteen; which of my messages answers which "
    "of yours, for eleven. None of that is written down."
)


def privacy_layout(kept: Usage, *, personal: bool, grace_days: int) -> Layout:
    """Return what is kept of a server's articles, or of a person's in direct messages."""
    whose = "of yours" if personal else "of this server"
    articles = f"{counted(kept.articles, 'article')} {whose}"
    what = [
        (
            f"**Kept here:** {articles} with {counted(kept.passages, 'passage')}, "
            f"{counted(kept.characters, 'character')} in all; when and by whom (their Discord id) "
            "each was added and last changed."
        )
    ]
    if kept.earlier:
        what.append(
            f"{counted(kept.earlier, 'earlier text')} of them, so that old citations can be found."
        )
    if kept.removed:
        what.append(f"{counted(kept.removed, 'removed article')}, for a minute of undo.")
    if kept.hidden:
        what.append(f"The choice to hide {counted(kept.hidden, 'shared article')}.")
    gone = "**Deleted:** a removed article within minutes. `/forget-me` deletes all that is yours."
    if not personal:
        gone += (
            " If I am removed from this server, its articles are deleted "
            f"{counted(grace_days, 'day')} later."
        )
    blocks = (Block(" ".join(what)), Block(_NOT_KEPT), Block(gone))
    return Layout(tuple((block,) for block in blocks), NOT_ANSWERED)


def forget_layout(kept: Usage) -> Layout:
    """Return the question before a person is forgotten, with what they have in direct messages."""
    text = (
        f"**Forget you?**\nThis deletes your {counted(kept.articles, 'article')} in direct "
        "messages for good, and takes your id off the articles that you added to servers. Those "
        "stay: they are the servers’. There is no undo."
    )
    return notice(text, color=TROUBLE)


def forgotten_layout(forgotten: Forgotten) -> Layout:
    """Return what was deleted of a person."""
    text = (
        f"**Forgotten.** {counted(forgotten.articles, 'article')} of yours deleted, your id taken "
        f"off {counted(forgotten.names, 'article')} of servers. How often you asked is forgotten "
        "within two minutes."
    )
    return notice(text, color=ANSWERED)
