"""The body of a response, decompressed as it comes and never further than allowed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from index.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse

_PIECE = 65_536
_GZIP = b"\x1f\x8b"


def body_of(response: HTTPResponse, *, host: str, most: int) -> bytes:
    """Return the body of a response, of at most ``most`` bytes; ``host`` is for the errors.

    Raise FetchError when it is longer, before or after decompression, when it breaks off, and when
    it is compressed in a way that was not asked for.
    """
    encoding = (response.headers["content-encoding"] or "identity").strip().lower()
    pieces = _pieces(response, host, most)
    match encoding:
        case "identity":
            return b"".join(pieces)
        case "gzip" | "x-gzip" | "deflate":
            return _inflated(pieces, host, most)
        case _:
            raise FetchError(
                f"{host} sends the page compressed as “{encoding[:20]}”, which was not asked for. "
                "Copy its text and give that."
            )


def _pieces(response: HTTPResponse, host: str, most: int) -> Iterator[bytes]:
    received = 0
    while piece := response.read(_PIECE):
        received += len(piece)
        if received > most:
            raise _too_long(host, most)
        yield piece
    if response.length:  # what was announced, and has not come
        raise _broken(host)


def _inflated(pieces: Iterator[bytes], host: str, most: int) -> bytes:
    """Return decompressed pieces; a bomb is left alone after ``most`` bytes of what it holds."""
    found = bytearray()
    inflater = None
    try:
        for piece in pieces:
            rest = piece
            while rest:
                inflater = inflater or zlib.decompressobj(_window_bits(rest))
                found += inflater.decompress(rest, most + 1 - len(found))
                if len(found) > most:
                    raise _too_long(host, most)
                if not inflater.eof:
                    break
                rest = inflater.unused_data
                if rest and not rest.startswith(_GZIP):
                    return bytes(found)  # padding
                inflater = None if rest else inflater  # one more member of the same stream
    except zlib.error as error:
        raise _broken(host) from error
    if inflater is not None and not inflater.eof:
        raise _broken(host)
    return bytes(found)


def _window_bits(start: bytes) -> int:
    """Return zlib's parameter for a stream: some servers send "deflate" without zlib's header."""
    is_zlib = start[0] & 0x0F == zlib.DEFLATED and int.from_bytes(start[:2], "big") % 31 == 0
    return zlib.MAX_WBITS | 32 if is_zlib or start.startswith(_GZIP[:1]) else -zlib.MAX_WBITS


def _too_long(host: str, most: int) -> FetchError:
    return FetchError(
        f"The page of {host} has more than {most / 1e6:g} MB, which is the most that is read. "
        "Give a shorter one, or copy the part that matters."
    )


def _broken(host: str) -> FetchError:
    return FetchError(f"{host} broke off in the middle of the page; try again later.")
