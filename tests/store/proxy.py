"""A network between a store and PostgreSQL that fails around COMMIT, where it matters.

It reads what the client sends, message by message
(https://www.postgresql.org/docs/current/protocol-message-formats.html).
"""

from __future__ import annotations

import random
import socket
import struct
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Socket = socket.socket
_START = struct.Struct("!II")
_LENGTH = struct.Struct("!I")
_WANT_ENCRYPTION = (80877103, 80877104)
"""Codes of the requests before the startup message; the server says no, and the client goes on."""


class Proxy:
    """Forwards connections to a port; a part of the COMMITs is cut, before or after it is done."""

    def __init__(self, port: int, *, seed: int) -> None:
        """Listen on a free port of this machine."""
        self._target = port
        self._chance = random.Random(seed)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.cut_part = 0.0
        """Which part of the COMMITs is cut."""
        self.cuts_for_good = False
        """Whether nobody is let in any more after a cut."""
        self.cut_before = self.cut_after = 0
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        _shut(self._listening)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            cut = threading.Event()
            for forward in (self._to_server, self._to_client):
                threading.Thread(target=forward, args=(client, server, cut), daemon=True).start()

    def _to_server(self, client: Socket, server: Socket, cut: threading.Event) -> None:
        with suppress(OSError):
            for message in _messages(client):
                if b"COMMIT" not in message or message[:1] != b"Q":
                    server.sendall(message)
                    continue
                fate = self._fate()
                if fate == "before":
                    break
                if fate == "after":
                    cut.set()  # what the server answers is not heard any more
                    server.sendall(message)
                    _shut(client)
                    return
                server.sendall(message)
        _shut(client)
        _shut(server)

    def _to_client(self, client: Socket, server: Socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while (found := server.recv(65536)) and not cut.is_set():
                client.sendall(found)
        _shut(client)
        _shut(server)

    def _fate(self) -> str:
        with self._lock:
            if self._chance.random() >= self.cut_part:
                return "pass"
            if self.cuts_for_good:
                self.close()
            if self._chance.random() < 0.5:
                self.cut_before += 1
                return "before"
            self.cut_after += 1
            return "after"


def _messages(client: socket.socket) -> Iterator[bytes]:
    """Yield what a client sends, whole messages one by one."""
    unread = b""
    started = False
    while received := client.recv(65536):
        unread += received
        while (length := _length(unread, started=started)) and len(unread) >= length:
            message, unread = unread[:length], unread[length:]
            started = started or _START.unpack(message[:8])[1] not in _WANT_ENCRYPTION
            yield message


def _length(unread: bytes, *, started: bool) -> int:
    """Return how long the next message is; 0 when too little of it is there to tell."""
    if not started:
        return _START.unpack(unread[:8])[0] if len(unread) >= 8 else 0
    return _LENGTH.unpack(unread[1:5])[0] + 1 if len(unread) >= 5 else 0


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
