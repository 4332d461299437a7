"""One process for one bot: a second one would answer everybody a second time."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.settings import SettingsError
from index.store.files import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.settings import Settings

_DIGITS = 16


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Keep others from running the bot of this token with this data folder in the block.

    The system gives the lock back when the process ends, however it does. Raise SettingsError when
    another process has it.
    """
    make_private_folder(settings.data)
    bot = hashlib.sha256((settings.token or "").encode()).hexdigest()[:_DIGITS]
    path = settings.data / f"running-{bot}.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _taken(lock):
            raise SettingsError(
                f"This bot is running already, in another process with the data folder "
                f"{settings.data}. Stop that one first: two would answer everybody twice."
            )
        yield
    finally:
        os.close(lock)


def _taken(lock: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return _taken_on_windows(lock)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _taken_on_windows(lock: int) -> bool:
    import msvcrt  # noqa: PLC0415 - it is on Windows only

    try:
        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    except OSError:
        return False
    return True
