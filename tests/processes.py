"""Processes as the system shows them (Linux), and waiting for what they do."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

WITHIN = 10.0
"""Seconds that something may take that takes no time, on a busy machine."""


def eventually(condition: Callable[[], object], within: float = WITHIN) -> bool:
    """Wait until a condition holds; return whether it came to that in so many seconds."""
    until = time.monotonic() + within
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def children(pid: int) -> list[int]:
    """Return the processes that a process has started and that it has not taken leave of.

    For a moment, such a process is a copy of the one that starts it; then it is none yet.
    """
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text(encoding="ascii").split())
    return [child for child in found if _command(child) != _command(pid)]


def environment_of(pid: int) -> bytes:
    """Return the environment that a process was started with."""
    return Path(f"/proc/{pid}/environ").read_bytes()


def is_running(pid: int) -> bool:
    """Tell whether a process is there and has not ended."""
    return bool(_stat(pid)) and _stat(pid)[0] not in "ZX"


def ticks(pid: int) -> int:
    """Return for how many ticks (SC_CLK_TCK to the second) a process has had the processor."""
    return int(_stat(pid)[11])


def cpu_seconds(pid: int) -> float:
    """Return for how many seconds a process has had the processor; 0 if it is gone."""
    stat = _stat(pid)
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK") if stat else 0.0


def resident_memory(pid: int) -> int:
    """Return the bytes that a process has resident."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def peak_memory(pid: int) -> int:
    """Return the most bytes that a process has had resident so far."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _stat(pid: int) -> list[str]:
    """Return what the system says of a process, from its state on; nothing if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return []
