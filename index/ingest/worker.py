"""The process that takes files apart: `index.ingest.isolate` starts it, and it reads from there."""

from __future__ import annotations

import logging
import mimetypes
import os
import pickle
import queue
import select
import signal
import sys
import threading
import time
from typing import IO, TYPE_CHECKING, TypeAlias

from index.errors import ArticleError
from index.ingest.confine import give_up
from index.ingest.read import parse, sendable
from index.ingest.request import Request
from index.ingest.wire import Answer, send

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.ingest.request import AnalysisRequest
    from index.model import Article

    _Request: TypeAlias = Request | AnalysisRequest

_SPARE = 5
"""Seconds that a file may take longer than allowed, if nobody is left to end the process."""


def main(memory: int, lifeline: int) -> None:
    """Answer requests, pickled on standard input, on standard output (`index.ingest.wire`).

    ``memory`` is what the process may have, in bytes; ``lifeline`` the descriptor of a pipe whose
    other end is closed when the process ends that started this one.
    """
    # openpyxl asks for the types of files, and here no list of them can be read.
    mimetypes.knownfiles.clear()
    logging.disable()  # parser warnings do not help the operator
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints is no answer
    give_up()
    _bound(memory)
    _end_with(lifeline)
    source = sys.stdin.buffer
    for request in _requests(source) if sys.platform == "linux" else _in_thread(source):
        _alarm(int(request.limits.parse_seconds) + _SPARE)
        send(answers, _answer(request))
        _alarm(0)


def _answer(request: _Request) -> Answer:
    started = time.process_time()
    try:
        answer = _parsed(request) if isinstance(request, Request) else _analyzed(request.article)
    except ArticleError as error:
        return Answer({"refused": str(error)})
    except MemoryError:
        return Answer(
            {
                "refused": f"{request.name} needs more memory to read than there is for one file. "
                "Split it into several, or give its text as a text file."
            }
        )
    except Exception as error:  # noqa: BLE001 - parsers raise anything, and the parent tells it
        return Answer({"failed": _fault(error)})
    answer.said["seconds"] = time.process_time() - started
    return answer


def _fault(error: Exception) -> str:
    """Return what to log of an error: what is wrong here, but no words of the file."""
    ours = isinstance(error, ImportError | OSError)
    return repr(error)[:1000] if ours else type(error).__name__


def _parsed(request: Request) -> Answer:
    return sendable(parse(request))


def _analyzed(article: Article) -> Answer:
    from index.text.analysis import analyze  # noqa: PLC0415 - who takes files apart needs no numpy

    return Answer({}, analyze(article).to_bytes())


def _bound(memory: int) -> None:
    """Bound the memory of this process, for good."""
    if sys.platform == "linux":  # elsewhere the limit is not kept, or counts what is shared
        import resource  # noqa: PLC0415 - there is none on Windows

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _alarm(seconds: int) -> None:
    if sys.platform != "win32":
        signal.alarm(seconds)


def _end_with(lifeline: int) -> None:
    """Let this process end at once when the other end of a pipe is closed.

    The system then sends SIGIO, which ends a process whatever it does, also in a C library.
    """
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - there is none on Windows

        fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
        if select.select([lifeline], [], [], 0)[0]:
            sys.exit()  # it was closed before


def _in_thread(source: IO[bytes]) -> Iterator[_Request]:
    """Yield the requests as `_requests`, read by a thread that ends the process with its input.

    That is for systems without such a signal: it ends in the middle of a file, too, as soon as a
    parser lets go of the interpreter, and else with the alarm.
    """
    found: queue.Queue[_Request] = queue.Queue()

    def read() -> None:
        for request in _requests(source):
            found.put(request)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield found.get()


def _requests(source: IO[bytes]) -> Iterator[_Request]:
    while True:
        try:
            yield pickle.load(source)  # noqa: S301 - it comes from our own process
        except (EOFError, pickle.UnpicklingError):  # the other side is gone, perhaps in mid-word
            return
