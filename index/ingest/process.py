"""A process that takes files apart, as the process sees it that started it: a `Worker`."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.ingest.wire import Answer, receive

if TYPE_CHECKING:
    from index.ingest.request import AnalysisRequest, Request

_MOST_REQUESTS = 200
"""After this many files a worker is replaced: parsers keep caches."""
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

COUNTS = hasattr(os, "wait4")
"""Whether the system says how much of the processor a process has used."""


class Worker:
    """A process that answers one request after another; one thread has it at a time."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.late = False
        self._requests = 0
        self._ended = False
        self._lock = threading.Lock()
        # The worker imports what this process would. It has a session of its own: the terminal's
        # Ctrl-C is for this process, which then closes the worker.
        path = [str(Path(entry).absolute()) for entry in sys.path]
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
