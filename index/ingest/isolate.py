"""Work on files from strangers in separate processes, which may be slow or crash.

Parsers of HTML and PDF are large, and partly written in C: a hostile file can make them loop, take
all memory, end the process, or take it over. Here that happens to a worker (`index.ingest.worker`):
this process only waits for it, and its other threads go on. A worker is told nothing of this
process, has given up whatever the system lets it give up (`index.ingest.confine`), and what it
answers is read within bounds and checked. Where several people's files are read, those of one are
read by a worker that ends with them (`Workers.alone`). So even one that a file has taken over can
only say what is in that file.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.ingest.process import COUNTS, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.ingest.request import AnalysisRequest, Request
    from index.ingest.wire import Answer

log = logging.getLogger(__name__)

_LONGEST_REFUSAL = 1000
"""Characters of a refusal that are shown, and of a fault that are logged."""


@dataclass(slots=True)
class Usage:
    """What was used by the end of a block."""

    seconds: float = 0.0
    """Of the processor; where the system does not count them, of the clock."""


class Workers:
    """Processes that do such work: started when there is some, ended by `close`.

    Any thread may use it.
    """

    def __init__(self, *, idle: int = 2) -> None:
        """Keep at most so many processes while there is no work."""
        self._most_idle = idle
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._alone: set[Workers] = set()
        self._closed = False
        self._lock = threading.Lock()
        self._seconds = 0.0
        # When nobody has this any more, and when the process ends.
        weakref.finalize(self, _end_all, self._idle)

    def ask(self, request: Request | AnalysisRequest, *, most: int) -> Answer:
        """Return the answer of a worker, whose body has at most so many bytes.

        Raise the ArticleError that the work raises, and one of our own when it takes longer than
        ``limits.parse_seconds``, needs more memory than ``limits.parse_bytes``, or ends in any
        other way; ``request.name`` is for those.
        """
        worker = self._take(request.limits.parse_bytes)
        try:
            answer = worker.answer(request, most)
        finally:
            self._give_back(worker)
        if answer is None and worker.late:
            raise ArticleError(
                f"{request.name} takes longer than {request.limits.parse_seconds:g} seconds to "
                "read; give its text as a text file, or split it into several."
            )
        if answer is None:
            raise unreadable(request.name, "the process that read it has died")
        return _believed(answer, request.name)

    @contextmanager
    def alone(self, used: Usage) -> Iterator[None]:
        """Let what this thread reads in the block have a worker of its own, which ends with it.

        ``used`` says afterwards what that has used.
        """
        own = Workers(idle=1)
        with self._lock:
            self._refuse_when_closed()
            self._alone.add(own)
        token = _current.set(own)
        started = time.monotonic()
        try:
            yield
        finally:
            _current.reset(token)
            own.close()
            used.seconds = own._seconds if COUNTS else time.monotonic() - started
            with self._lock:
                self._alone.discard(own)

    def rest(self) -> None:
        """End the processes that have no work."""
        with self._lock:
            waiting = self._idle.copy()
            self._idle.clear()
        for worker in waiting:
            self._end(worker)

    def close(self) -> None:
        """End all processes, also in the middle of their work, and take no more."""
        with self._lock:
            self._closed = True
            busy, alone = list(self._busy), list(self._alone)
        for workers in alone:
            workers.close()
        for worker in busy:
            worker.kill()  # the thread that waits for its answer does the rest
        self.rest()

    def _take(self, memory: int) -> Worker:
        """Return a worker with so much memory; one that waits, if the system has not ended it."""
        dead = []
        with self._lock:
            self._refuse_when_closed()
            worker = None
            while self._idle and worker is None:
                worker = self._idle.pop()
                if worker.memory != memory or not worker.is_alive():
                    dead.append(worker)
                    worker = None
            worker = worker or Worker(memory)
            self._busy.add(worker)
        for ended in dead:
            self._end(ended)
        return worker

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            self._busy.discard(worker)
            kept = worker.is_of_use and not self._closed and len(self._idle) < self._most_idle
            if kept:
                self._idle.append(worker)
        if not kept:
            self._end(worker)

    def _end(self, worker: Worker) -> None:
        seconds = worker.end()
        with self._lock:
            self._seconds += seconds

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise ArticleError("I am about to stop. Send it again in a minute.")


def in_worker(request: Request, *, most: int) -> Answer:
    """Return the answer of one of the workers that this thread reads with; as `Workers.ask`."""
    return _current.get().ask(request, most=most)


def close_workers() -> None:
    """End the workers that wait for work; new ones are started when there is some."""
    _shared.rest()


def _believed(answer: Answer, name: str) -> Answer:
    """Return an answer; raise the error that it is, if it is one."""
    try:
        refused = answer.text("refused", _LONGEST_REFUSAL)
        failed = answer.text("failed", _LONGEST_REFUSAL)
    except ValueError as error:
        raise unreadable(name, str(error)) from error
    if refused is not None:
        raise ArticleError(refused)
    if failed is not None:
        raise unreadable(name, failed)
    return answer


def unreadable(name: str, fault: str) -> ArticleError:
    """Return the error about a file that cannot be read; ``fault``, why, is logged."""
    error = ArticleError(
        f"{name} is damaged, or made in a way that Pullquote cannot read; save it again, "
        "or give its text as a text file."
    )
    error.__cause__ = RuntimeError(fault)
    # Not only for the file: a reader that lacks something of its own says so here.
    log.warning("A reader gave up a file: %.200r", fault)
    return error


def _end_all(workers: list[Worker]) -> None:
    for worker in workers:
        worker.end()


_shared = Workers()
"""For a process that reads its operator's files, one after another."""
_current: ContextVar[Workers] = ContextVar("_current", default=_shared)
