"""Files for their owner alone, which are there whole or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FOLDER, _FILE = 0o700, 0o600
_OTHERS = 0o077
"""What its group and all others may do with a file."""
_OURS = ("pullquote.", "models")
"""How the names begin of all that Pullquote keeps in its folder."""
_DATABASES = "pullquote.*db*"
_PARTIAL = ".partial"
_HAS_MODES = os.name != "nt"
"""On Windows the folders of a user are closed to others, and modes mean nothing."""


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may look into, or close one that is there.

    One that holds anything but what is ours stays as it is, since others may need it; only the
    databases in it are closed. Raise OSError when it cannot be made.
    """
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        if not folder.is_dir():
            raise
        for database in folder.glob(_DATABASES):
            close_to_others(database)
        if not may_others(folder) or not _is_ours(folder):
            return
    _set_mode(folder, _FOLDER)  # whatever the umask is


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner may read; raise OSError when it cannot be made."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE)
    os.close(descriptor)
    _set_mode(path, _FILE)  # whatever the umask is


def close_to_others(path: Path) -> None:
    """Let only its owner read a file, if there is one and it is ours."""
    # By its name: to open and close a file would give up the locks that SQLite has on it.
    if path.exists() and may_others(path):
        _set_mode(path, _FILE)


def may_others(path: Path) -> bool:
    """Tell whether anybody but its owner may do anything with a file or folder."""
    return _HAS_MODES and bool(path.stat().st_mode & _OTHERS)


def _is_ours(folder: Path) -> bool:
    try:
        return all(path.name.startswith(_OURS) for path in folder.iterdir())
    except OSError:
        return False


def _set_mode(path: Path, mode: int) -> None:
    if _HAS_MODES:
        with suppress(OSError):  # it is another user's, or on a disk that has no modes
            path.chmod(mode)


def partial_of(target: Path) -> Path:
    """Return the name of a file while it is not whole yet."""
    return target.with_name(target.name + _PARTIAL)


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Lend an empty file that gets the name of the target when the block is left.

    When that is left by an exception, nothing is left behind.
    """
    partial = partial_of(target)
    partial.unlink(missing_ok=True)
    make_private_file(partial)
    try:
        yield partial
        put_in_place(partial, target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def put_in_place(path: Path, target: Path) -> None:
    """Give a file another name, in place of any that has it; both are on the disk afterwards."""
    _sync(path, os.O_RDWR)
    path.replace(target)
    if _HAS_MODES:  # Windows opens no folders
        _sync(target.parent, os.O_RDONLY)


def _sync(path: Path, how: int) -> None:
    descriptor = os.open(path, how)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
