"""Deadlines for a database that does not answer: libpq itself would wait forever."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager, suppress
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_EVERY = 0.25
"""Seconds from one look at what is due to the next."""


class Deadlines:
    """A thread that shuts the sockets of those who wait too long; they fail as if cut."""

    def __init__(self) -> None:
        self._due: dict[object, tuple[float, int]] = {}
        self._changed = Condition()
        self._closed = False
        self._thread = Thread(target=self._run, daemon=True, name="pullquote-deadlines")
        self._thread.start()

    @contextmanager
    def within(self, seconds: float, socket_number: int) -> Iterator[None]:
        """Shut a socket, by its file descriptor, if the block takes longer than so many seconds."""
        key = object()
        with self._changed:
            self._due[key] = (monotonic() + seconds, socket_number)
        try:
            yield
        finally:
            with self._changed:
                self._due.pop(key, None)

    def close(self) -> None:
        """Shut nothing any more."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                self._changed.wait(_EVERY)
                now = monotonic()
                for key, (due, number) in list(self._due.items()):
                    if due < now:
                        del self._due[key]
                        _shut(number)


def _shut(number: int) -> None:
    # Whoever waits has the socket open until it has taken leave, under the lock: it is still its.
    with suppress(OSError), socket.socket(fileno=os.dup(number)) as theirs:
        theirs.shutdown(socket.SHUT_RDWR)
