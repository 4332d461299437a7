"""Connections to public addresses: resolved, checked and used in one step.

The address that was checked is the one that is connected to, so that a name which resolves to
something else a moment later changes nothing. Everything on a connection ends at its deadline, also
when the other side sends a byte at a time. Proxies of the environment are not used: they would
resolve the name again.
"""

from __future__ import annotations

import http.client
import io
import queue
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeAlias

from index.errors import FetchError

if TYPE_CHECKING:
    import ssl

    from index.ingest.addresses import Allow

Resolve: TypeAlias = Callable[[str, int], list[str]]
"""Returns the addresses of a host, as text, for a port; raises OSError when there are none."""

_SLOW = "takes too long to answer; try again later, or copy its text and give that."


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, in the order in which the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Route:
    """How connections are made: which addresses, until when, and who says what a name means."""

    allow: Allow
    deadline: float
    """On the clock of ``time.monotonic``, in seconds."""
    resolve: Resolve = resolve

    def remaining(self, host: str) -> float:
        """Return the seconds that are left; raise FetchError when none are."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise FetchError(f"{host} {_SLOW}")
        return left

    def connect(self, host: str, port: int) -> socket.socket:
        """Return a socket connected to an allowed address of a host; raise FetchError otherwise."""
        allowed = [address for address in self._addresses(host, port) if self._allows(address)]
        if not allowed:
            raise FetchError(
                f"{host} is not on the public internet, and only public pages are fetched. "
                "Copy the text and give that."
            )
        for address in allowed:
            try:
                return socket.create_connection((address, port), timeout=self.remaining(host))
            except OSError:
                continue  # the next address may do
        self.remaining(host)
        raise FetchError(f"{host} cannot be reached; look whether the link opens in a browser.")

    def _allows(self, address: str) -> bool:
        try:
            return self.allow(ip_address(address))
        except ValueError:
            return False

    def _addresses(self, host: str, port: int) -> list[str]:
        """Resolve a host in a thread of its own: the system's resolver knows no deadline."""
        answers: queue.Queue[list[str] | None] = queue.Queue()

        def ask() -> None:
            try:
                answers.put(self.resolve(host, port))
            except (OSError, UnicodeError):
                answers.put(None)

        threading.Thread(target=ask, daemon=True, name="pullquote-resolve").start()
        try:
            found = answers.get(timeout=self.remaining(host))
        except queue.Empty:
            raise FetchError(f"{host} {_SLOW}") from None
        if not found:
            raise FetchError(f"There is no site {host}; look for a mistake in the link.")
        return found


class _Received(io.RawIOBase):
    """What a socket receives, as a file that ends with an error at the deadline."""

    def __init__(self, connected: socket.socket, route: Route, host: str) -> None:
        self._socket, self._route, self._host = connected, route, host

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # what io passes
        self._socket.settimeout(self._route.remaining(self._host))
        return self._socket.recv_into(buffer)


class _Sock:
    """The part of a socket that http.client uses, with the deadline on every piece received."""

    def __init__(self, connected: socket.socket, route: Route, host: str) -> None:
        self._socket, self._route, self._host = connected, route, host

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Received(self._socket, self._route, self._host))

    def sendall(self, request: bytes) -> None:
        self._socket.settimeout(self._route.remaining(self._host))
        self._socket.sendall(request)

    def close(self) -> None:
        """Leave the socket open: http.client calls this before the body is read."""


class Connection(http.client.HTTPConnection):
    """An HTTP or HTTPS connection over a `Route`."""

    def __init__(self, host: str, port: int, route: Route, *, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port)
        self._connected: socket.socket | None = None
        self.default_port = http.client.HTTPS_PORT if tls else http.client.HTTP_PORT
        self._route, self._tls = route, tls

    def connect(self) -> None:
        """Resolve, check, connect, and agree on encryption."""
        self._connected = self._route.connect(self.host, self.port)
        self._connected.settimeout(self._route.remaining(self.host))
        if self._tls is not None:
            self._connected = self._tls.wrap_socket(self._connected, server_hostname=self.host)
        self.sock = _Sock(self._connected, self._route, self.host)

    def hang_up(self) -> None:
        """End the connection, whether it was made or not."""
        self.close()
        if self._connected is not None:
            self._connected.close()
