"""Turn an exception into what the person reads and what is logged; never a question."""

from __future__ import annotations

import logging
import secrets

from discord import app_commands

from bot.observing.unsaid import unsaid
from bot.render.layout import LONGEST_SENTENCE
from bot.render.markdown import escape
from bot.render.phrases import shortened
from index.errors import (
    BusyError,
    FullError,
    LockedError,
    MovedError,
    PullquoteError,
    ReadOnlyError,
    StoreError,
    UncertainError,
)

log = logging.getLogger(__name__)

_TOLD: dict[type[BaseException], str] = {
    BusyError: "The articles cannot be changed just now; try again in a minute.",
    LockedError: "The articles cannot be read just now; try again in a minute.",
    FullError: "The disk of this bot is full, so nothing was changed. "
    "Its operator has to make room.",
    ReadOnlyError: "The articles can only be read at the moment, so nothing was changed. "
    "The operator of this bot can find out why in its log.",
    MovedError: "The articles are not where this bot keeps them. Its operator has to put them "
    "back; the log says how.",
    UncertainError: "It is not known whether this was kept. Look with `/article list` before you "
    "try again.",
}
"""What people read about a store that fails, where it helps them to know; no files are named."""


def explain(error: BaseException) -> str:
    """Return the one sentence that a person reads about an error.

    A `PullquoteError` says it itself, in plain text, and may quote people and articles. What keeps
    a store from working is said in words that name no files; the log has them. Anything else is
    ours: it goes to the log with its traceback and a short reference, but without its text, which
    may quote the question; and the person gets the reference.
    """
    cause = error
    while isinstance(cause, app_commands.CommandInvokeError):
        cause = cause.original
    if told := _TOLD.get(type(cause)):
        log.error("%s", cause)
        return told
    if isinstance(cause, PullquoteError) and not isinstance(cause, StoreError):
        return escape(shortened(str(cause), LONGEST_SENTENCE))
    reference = secrets.token_hex(3)
    log.error(
        "Unexpected error, reference %s",
        reference,
        exc_info=unsaid(cause),
        extra={"reference": reference},
    )
    return (
        "Something went wrong on my side. "
        f"Please try again; if it keeps happening, give the operator this reference: `{reference}`."
    )
