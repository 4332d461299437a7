"""Another program that has a database locked: a real process, which does not know us."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    connection.execute(statement)
print("locked", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(database: Path, *statements: str) -> Iterator[None]:
    """Let another process keep a database locked by some SQL, for as long as the block lasts."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(database), *(statements or ("BEGIN EXCLUSIVE",))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            assert process.stdout.readline() == "locked\n"
            yield
        finally:
            process.stdin.close()
            process.wait(30)
