"""Exception to what the person reads and to the line in the log. Questions are never logged."""

from __future__ import annotations

import logging
import secrets

from discord import app_commands

from bot.render.answers import escape
from index.errors import PullquoteError, StoreError

log = logging.getLogger(__name__)


def explain(error: BaseException) -> str:
    """Return the one sentence that a person reads about an error.

    A `PullquoteError` says it itself, in plain text, and may quote people and articles. Anything
    else is ours, and so is a store that fails: it goes to the log with its traceback and a short
    reference, and the person gets the reference.
    """
    cause = error
    while isinstance(cause, app_commands.CommandInvokeError):
        cause = cause.original
    if isinstance(cause, PullquoteError) and not isinstance(cause, StoreError):
        return escape(str(cause))
    reference = secrets.token_hex(3)
    log.error("Unexpected error, reference %s", reference, exc_info=cause)
    return (
        "Something went wrong on my side, and it is not your fault. "
        f"Please try again; if it stays, tell the operator this reference: `{reference}`."
    )
