"""Work on files from strangers in processes of their own, which may take their time, or die.

Parsers of HTML and PDF are large, and partly written in C: a hostile file can make them loop, take
all memory, end the process, or take it over. Here that happens to a worker (`index.ingest.worker`):
this process only waits for it, and its other threads go on. A worker is told nothing of this
process, has given up whatever the system lets it give up (`index.ingest.confine`), and what it
answers is read within bounds and checked. Where several people's files are read, those of one are
read by a worker that ends with them (`Workers.alone`). So even one that a file has taken over can
only say what is in that file.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import weakref
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.ingest.wire import Answer, receive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.ingest.limits import Limits
    from index.ingest.sniff import Kind
    from index.model import Article

_MOST_REQUESTS = 200
"""After this many files a worker is replaced: parsers keep caches."""
_LONGEST_REFUSAL = 1000
"""Characters of a refusal that are shown, and of a fault that are logged."""

_ENVIRONMENT = (
    *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ"),
    *("SYSTEMROOT", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
)
"""What a worker gets of the environment: what Python needs to start, and no secret."""
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Else numpy has a thread for each core, and memory for each thread."""
_START = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from index.ingest.worker import main; main(int(sys.argv[1]), int(sys.argv[2]))"
)


@dataclass(frozen=True, slots=True)
class Request:
    """A file to take apart: the arguments of `index.ingest.document.parse`."""

    raw: bytes
    kind: Kind
    name: str
    charset: str | None
    limits: Limits


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """An article to analyse (`index.analysis.analyse`)."""

    article: Article
    limits: Limits

    @property
    def name(self) -> str:
        """The title of the article."""
        return self.article.title


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
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
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
            used.seconds = own._seconds if _COUNTS else time.monotonic() - started
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

    def _take(self, memory: int) -> _Worker:
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
            worker = worker or _Worker(memory)
            self._busy.add(worker)
        for ended in dead:
            self._end(ended)
        return worker

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            self._busy.discard(worker)
            kept = worker.is_of_use and not self._closed and len(self._idle) < self._most_idle
            if kept:
                self._idle.append(worker)
        if not kept:
            self._end(worker)

    def _end(self, worker: _Worker) -> None:
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
    """End the workers that wait for work; they are started anew when there is some."""
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
    """Return the error about a file that no parser gets through; ``fault`` is for the log."""
    error = ArticleError(
        f"{name} is damaged, or made in a way that Pullquote cannot read; save it anew, "
        "or give its text as a text file."
    )
    error.__cause__ = RuntimeError(fault)  # for the log
    return error


_COUNTS = hasattr(os, "wait4")
"""Whether the system says how much of the processor a process has used."""


class _Worker:
    """A process that answers one request after another; one thread has it at a time."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.late = False
        self._requests = 0
        self._ended = False
        self._lock = threading.Lock()
        # The worker imports what this process would. It has a session of its own: the terminal's
        # Ctrl-C is for this process, which then closes the worker.
        path = [entry or str(Path.cwd()) for entry in sys.path]
        # Nobody writes to this pipe: the system closes it when this process ends, however it does.
        end, lifeline = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no words of strangers
                [sys.executable, "-P", "-B", "-c", _START, str(memory), str(end), *path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=() if sys.platform == "win32" else (end,),
                env={key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
                | _ONE_THREAD,
            )
        except BaseException:
            os.close(lifeline)
            raise
        finally:
            os.close(end)
        self._lifeline: int | None = lifeline

    @property
    def is_of_use(self) -> bool:
        """Whether it can be given another request."""
        return not self._ended and self._requests < _MOST_REQUESTS

    def is_alive(self) -> bool:
        """Tell whether the process is there still."""
        return self._process.poll() is None

    def answer(self, request: Request | AnalysisRequest, most: int) -> Answer | None:
        """Return the answer to a request; None when none came, and then the worker has ended."""
        self._requests += 1
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None  # noqa: S101 - they are pipes, see above
        assert stdout is not None  # noqa: S101
        alarm = threading.Timer(request.limits.parse_seconds, self._give_up)
        alarm.daemon = True  # a process that ends does not wait for it
        alarm.start()
        try:
            pickle.dump(request, stdin)
            stdin.flush()
            return receive(stdout, most=most)
        except (OSError, EOFError, ValueError, RecursionError):
            self._ended = True
            return None
        except BaseException:  # Ctrl-C: the answer would be taken for that of the next request
            self._ended = True
            raise
        finally:
            alarm.cancel()

    def _give_up(self) -> None:
        self.late = True
        self.kill()

    def kill(self) -> None:
        """Kill the process; whoever waits for its answer gets none."""
        self._ended = True
        with self._lock:
            if self._process.returncode is not None:
                return
            if sys.platform == "win32":
                self._process.kill()
            else:
                # Not by Popen, which looks first whether it has ended, and would not count it.
                with suppress(ProcessLookupError):
                    os.kill(self._process.pid, signal.SIGKILL)

    def end(self) -> float:
        """End the process; return how many seconds of the processor it has used, if that is known.

        Only the thread that has the worker may call this.
        """
        self.kill()
        seconds = 0.0
        with self._lock:
            if self._process.returncode is None and sys.platform != "win32":
                _, status, used = os.wait4(self._process.pid, 0)
                self._process.returncode = os.waitstatus_to_exitcode(status)
                seconds = used.ru_utime + used.ru_stime
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what is left in it can go nowhere
                if pipe is not None:
                    pipe.close()
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
        return seconds


def _end_all(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.end()


_shared = Workers()
"""For a process that reads its operator's files, one after another."""
_current: ContextVar[Workers] = ContextVar("_current", default=_shared)
