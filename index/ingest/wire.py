"""What a worker answers, as bytes on a pipe: read within bounds, since a file may speak for it."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import IO

_LENGTHS = struct.Struct("<II")
MOST_SAID = 32_000_000
"""Bytes of all that is said beside the body, most of it the outline: a table of 2,000,000
characters with four short cells in a row takes 11 MB."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker answers: named values, and a long text or a table as bytes."""

    said: dict[str, object]
    body: bytes = b""

    def text(self, name: str, most: int) -> str | None:
        """Return a value that is a text of at most so many characters, or is not there.

        Raise ValueError when it is anything else.
        """
        value = self.said.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > most:
            raise ValueError(f"“{name}” is no text of up to {most} characters")
        return value

    def number(self, name: str) -> float:
        """Return a value that is a number; raise ValueError for anything else."""
        value = self.said.get(name)
        if not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"“{name}” is no number")
        return value


def send(pipe: IO[bytes], answer: Answer) -> None:
    """Write an answer."""
    said = json.dumps(answer.said).encode("ascii")
    pipe.write(_LENGTHS.pack(len(said), len(answer.body)))
    pipe.write(said)
    pipe.write(answer.body)
    pipe.flush()


def receive(pipe: IO[bytes], *, most: int) -> Answer:
    """Read an answer whose body has at most so many bytes.

    Raise ValueError for one that is too long or not valid, and EOFError when the worker has ended.
    """
    said_length, body_length = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    if said_length > MOST_SAID or body_length > most:
        raise ValueError(f"an answer of {said_length:,} and {body_length:,} bytes is too long")
    said: object = json.loads(_exactly(pipe, said_length))
    if not isinstance(said, dict):
        raise ValueError("an answer has to be an object")  # noqa: TRY004 - of what was read
    return Answer(said, _exactly(pipe, body_length))


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    found = pipe.read(count)
    if len(found) < count:
        raise EOFError
    return found
