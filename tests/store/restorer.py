"""A process that restores a backup and is killed at one step of it, then at the next, and so on.

    python -m tests.store.restorer BACKUP FOLDER FRESH

Each time it begins with a copy of the folder FRESH, whose database is ``a.db``, at FOLDER/N, and N
is the number of the step that it did not do. It prints how many there were: after that many,
nothing is left to kill.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.store.sqlite import SqliteStore
from index.store.sqlite.backup import restore

if TYPE_CHECKING:
    from types import FrameType

NOW = datetime(2026, 11, 24, tzinfo=UTC)
STEPS = frozenset(
    "backup chmod close connect execute fetchone fsync link mkdir".split()
    + "open rename replace rmdir unlink".split()
)
"""The functions of C after which files may be others than before."""


def restore_until(backup: Path, database: Path, step: int) -> None:
    """Restore, but be killed before a step."""
    steps = 0

    def count(_: FrameType, event: str, function: object) -> None:
        nonlocal steps
        if event == "c_call" and getattr(function, "__name__", "") in STEPS:
            steps += 1
            if steps == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(count)
    restore(backup, database, now=NOW)
    sys.setprofile(None)


def main(backup: Path, folder: Path, fresh: Path) -> None:
    """Be killed at every step, each time by way of a process of its own."""
    SqliteStore(folder / "warm" / "a.db").close()  # what is imported late is there by now
    step = 0
    killed = True
    while killed:
        step += 1
        shutil.copytree(fresh, folder / str(step))
        child = os.fork()
        if not child:
            restore_until(backup, folder / str(step) / "a.db", step)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        if not killed and os.waitstatus_to_exitcode(status):
            sys.exit("The restore failed.")
    sys.stdout.write(f"{step - 1}\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
