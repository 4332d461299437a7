"""The process that takes files apart: `index.ingest.isolate` starts it, and it reads from there."""

from __future__ import annotations

import json
import logging
import os
import pickle
import signal
import sys
from typing import TYPE_CHECKING, Any

from index.errors import ArticleError
from index.ingest.document import parse, sendable

if TYPE_CHECKING:
    from index.ingest.isolate import Request
    from index.ingest.limits import Limits


def main() -> None:
    """Answer requests, pickled on standard input, with a line of JSON each, until they end.

    The answer holds the fields of a Document; or "refused", the text of an ArticleError; or
    "failed", what else went wrong.
    """
    logging.disable()  # what the parsers think of a file is no news to the operator
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a parser prints is no answer
    while True:
        try:
            request = pickle.load(sys.stdin.buffer)  # noqa: S301 - it comes from our own process
        except EOFError:
            return
        _restrict(request.limits)
        answers.write(json.dumps(_answer(request)) + "\n")
        answers.flush()
        _rest()


def _answer(request: Request) -> dict[str, Any]:
    try:
        found = parse(request)
    except ArticleError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {
            "refused": f"{request.name} needs more memory to read than there is for one file. "
            "Split it into several, or give its text as a text file."
        }
    except Exception as error:  # noqa: BLE001 - parsers raise anything, and the parent tells it
        return {"failed": repr(error)[:1000]}
    return sendable(found)


def _restrict(limits: Limits) -> None:
    """Bound the memory of this process, and its time for one file if nobody is left to end it."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    signal.alarm(int(limits.parse_seconds) + 5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the limit is not kept, or counts what is shared
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limits.parse_bytes, hard))


def _rest() -> None:
    if sys.platform != "win32":
        signal.alarm(0)
