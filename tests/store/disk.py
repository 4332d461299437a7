"""A disk of any size that a test may fill or make read-only, without being an administrator."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from functools import cache
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_IN_A_WORLD_OF_ITS_OWN = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-euc"]
_HEAD = """
import os, subprocess, sys
from pathlib import Path

DISK = Path(sys.argv[1])

def mounted(how):
    "Mount the disk again, such as `ro`."
    subprocess.run(["mount", "-o", "remount," + how, DISK], check=True)

def fill(leave=0):
    "Fill the disk but for some bytes."
    room = os.statvfs(DISK)
    (DISK / "fill").write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - leave)))
"""


@cache
def _can_be_had() -> bool:
    if shutil.which("unshare") is None:
        return False
    mount = [*_IN_A_WORLD_OF_ITS_OWN, "mount -t tmpfs none /tmp"]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


needs_disk = pytest.mark.skipif(
    not _can_be_had(), reason="only Linux with user namespaces lends disks to anybody"
)


def on_a_disk(folder: Path, script: str, *, kilobytes: int = 5000) -> str:
    """Run some Python with a disk at a folder, called ``DISK`` there; return what it prints."""
    start = 'mount -t tmpfs -o "size=$1k" none "$2"; exec "$3" -c "$4" "$2"'
    program = _HEAD + textwrap.dedent(script)
    done = subprocess.run(
        [
            *_IN_A_WORLD_OF_ITS_OWN,
            start,
            "sh",
            str(kilobytes),
            str(folder),
            sys.executable,
            program,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
