"""Work on files from strangers in processes of their own, which may take their time, or die.

Parsers of HTML and PDF are large, and partly written in C: a hostile file can make them loop, take
all memory, or end the process. Here that ends a worker (`index.ingest.worker`): this process only
waits for it, and its other threads go on. What a worker sends is JSON, so that even one that a file
has taken over can only say what is in the file.
"""

from __future__ import annotations

import atexit
import json
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ArticleError

if TYPE_CHECKING:
    from index.ingest.limits import Limits
    from index.ingest.sniff import Kind

_MOST_IDLE = 2
_MOST_REQUESTS = 200
"""After this many files a worker is replaced: parsers keep caches."""


@dataclass(frozen=True, slots=True)
class Request:
    """A file to take apart: the arguments of `index.ingest.document.parse`."""

    raw: bytes
    kind: Kind
    name: str
    charset: str | None
    limits: Limits


_START = "import sys; sys.path[:] = sys.argv[1:]; from index.ingest.worker import main; main()"

_idle: list[_Worker] = []
_lock = threading.Lock()


def in_worker(request: Request, *, name: str, limits: Limits) -> dict[str, Any]:
    """Return what a worker makes of a request, within the limits; any thread may call this.

    Raise the ArticleError that the work raises, and one of our own when it takes longer than
    ``limits.parse_seconds``, needs more memory than ``limits.parse_bytes``, or ends in any other
    way; ``name`` is for those.
    """
    worker = _waiting() or _Worker()
    answer = worker.answer(request, limits.parse_seconds)
    if answer is None:
        if worker.late:
            raise ArticleError(
                f"{name} takes longer than {limits.parse_seconds:g} seconds to read; "
                "give its text as a text file."
            )
        raise _unreadable(name, "the process that read it has died")
    _release(worker)
    if "refused" in answer:
        raise ArticleError(answer["refused"])
    if "failed" in answer:
        raise _unreadable(name, answer["failed"])
    return answer


def _unreadable(name: str, fault: str) -> ArticleError:
    error = ArticleError(
        f"{name} is damaged, or made in a way that Pullquote cannot read; save it anew, "
        "or give its text as a text file."
    )
    error.__cause__ = RuntimeError(fault)  # for the log
    return error


def _waiting() -> _Worker | None:
    """Return a worker that waits for a request, if one does; the system may have ended it."""
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.is_alive():
                return worker
            worker.close()
    return None


def _release(worker: _Worker) -> None:
    with _lock:
        if worker.requests < _MOST_REQUESTS and len(_idle) < _MOST_IDLE:
            _idle.append(worker)
            return
    worker.close()


@atexit.register
def close_workers() -> None:
    """End the workers that wait for a request."""
    with _lock:
        waiting, _idle[:] = list(_idle), []
    for worker in waiting:
        worker.close()


class _Worker:
    """A process that answers one request after another; one thread has it at a time."""

    def __init__(self) -> None:
        self.requests = 0
        self.late = False
        # The worker imports what this process would. It has a session of its own: the terminal's
        # Ctrl-C is for this process, which then closes the worker.
        path = [entry or str(Path.cwd()) for entry in sys.path]
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no words of strangers
            [sys.executable, "-P", "-c", _START, *path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def answer(self, request: Request, seconds: float) -> dict[str, Any] | None:
        """Return the answer to a request; None when none came, and then the worker has ended."""
        self.requests += 1
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None  # noqa: S101 - they are pipes, see above
        assert stdout is not None  # noqa: S101
        alarm = threading.Timer(seconds, self._give_up)
        alarm.start()
        try:
            pickle.dump(request, stdin)
            stdin.flush()
            line = stdout.readline()
            answer: dict[str, Any] = json.loads(line)
        except (OSError, ValueError):
            self.close()
            return None
        except BaseException:  # Ctrl-C: the answer would be taken for that of the next request
            self.close()
            raise
        finally:
            alarm.cancel()
        return answer

    def _give_up(self) -> None:
        self.late = True
        self._process.kill()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()
