"""The process that takes files apart: `index.ingest.isolate` starts it, and it reads from there."""

from __future__ import annotations

import logging
import os
import pickle
import queue
import select
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, BinaryIO

from index.errors import ArticleError
from index.ingest.confine import give_up
from index.ingest.document import parse, sendable
from index.ingest.isolate import Request
from index.ingest.wire import Answer, send

if TYPE_CHECKING:
    from index.ingest.isolate import AnalysisRequest
    from index.model import Article

_SPARE = 5
"""Seconds that a file may take longer than allowed, if nobody is left to end the process."""


def main(memory: int) -> None:
    """Answer requests, pickled on standard input, on standard output (`index.ingest.wire`).

    ``memory`` is what the process may have, in bytes. It ends when its input does, also in the
    middle of a file.
    """
    logging.disable()  # what the parsers think of a file is no news to the operator
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints is no answer
    give_up()
    _bound(memory)
    requests = _Watched(sys.stdin.buffer) if sys.platform == "linux" else _Waiting(sys.stdin.buffer)
    while (request := requests.next()) is not None:
        _alarm(int(request.limits.parse_seconds) + _SPARE)
        send(answers, _answer(request))
        _alarm(0)


def _answer(request: Request | AnalysisRequest) -> Answer:
    started = time.process_time()
    try:
        answer = _parsed(request) if isinstance(request, Request) else _analysed(request.article)
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
        return Answer({"failed": repr(error)[:1000]})
    answer.said["seconds"] = time.process_time() - started
    return answer


def _parsed(request: Request) -> Answer:
    return sendable(parse(request.raw, request.kind, request.name, request.charset, request.limits))


def _analysed(article: Article) -> Answer:
    from index.analysis import analyse  # noqa: PLC0415 - who takes files apart needs no numpy

    return Answer({}, analyse(article).to_bytes())


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


def _received(source: BinaryIO) -> Request | AnalysisRequest | None:
    try:
        request: Request | AnalysisRequest = pickle.load(source)  # noqa: S301 - it comes from our own process
    except (EOFError, pickle.UnpicklingError):  # the other side is gone, perhaps in mid-word
        return None
    return request


class _Watched:
    """Requests; between them, the end of the input ends the process at once.

    The system sends SIGIO then, which no loop in a C library holds up.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._watch(False)
        if sys.platform == "linux":
            import fcntl  # noqa: PLC0415 - there is none on Windows

            fcntl.fcntl(source, fcntl.F_SETOWN, os.getpid())

    def next(self) -> Request | AnalysisRequest | None:
        """Return the next request, None when there is none any more."""
        self._watch(False)
        request = _received(self._source)
        self._watch(True)
        if select.select([self._source], [], [], 0)[0]:
            return None  # it ended before the watch began: nothing else comes before the answer
        return request

    def _watch(self, on: bool) -> None:
        if sys.platform == "linux":
            import fcntl  # noqa: PLC0415 - as above

            flags = fcntl.fcntl(self._source, fcntl.F_GETFL)
            flags = flags | os.O_ASYNC if on else flags & ~os.O_ASYNC
            fcntl.fcntl(self._source, fcntl.F_SETFL, flags)


class _Waiting:
    """Requests, read by a thread that ends the process with its input: for every system.

    It comes to that when a parser lets go of the interpreter, and else with the alarm.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._requests: queue.Queue[Request | AnalysisRequest] = queue.Queue()
        threading.Thread(target=self._read, args=(source,), daemon=True).start()

    def next(self) -> Request | AnalysisRequest | None:
        """Return the next request."""
        return self._requests.get()

    def _read(self, source: BinaryIO) -> None:
        while request := _received(source):
            self._requests.put(request)
        os._exit(0)
