"""Errors without their own text, which may quote what people asked."""

from __future__ import annotations

import discord

from index.errors import StoreError

_SAID = (OSError, MemoryError, StoreError, discord.HTTPException)
"""Errors whose text is about the machine, or what Discord says of the form of a request."""
_MOST = 10
"""Errors of a chain that are told of."""


def unsaid(error: BaseException) -> BaseException:
    """Return an error to be logged in place of another one: its kind, and where it happened.

    Its text is left out unless it is about the machine or Discord, and so is that of those before.
    """
    chain = [error]
    while len(chain) < _MOST and (before := _before(chain[-1])):
        chain.append(before)
    told: BaseException | None = None
    for each in reversed(chain):
        shown = _alone(each)
        shown.__cause__, told = told, shown
    return told or error


def _before(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _alone(error: BaseException) -> BaseException:
    """Return an error that looks as another one in a log, without text and without others."""
    kind = type(error)
    named = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    text = (str(error),) if isinstance(error, _SAID) else ()
    shown: Exception = type(kind.__name__, (Exception,), named)(*text)
    return shown.with_traceback(error.__traceback__)
