"""`pullquote backup` and `pullquote restore`: the database as a whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import load
from bot.storage import back_up, restore
from bot.terminal.exit import ANSWERED

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Copy the database to a file, or a file to the database; return the exit code."""
    settings, file = load(), Path(arguments.file)
    if arguments.command == "backup":
        path = back_up(settings, file)
        print(f"{path} is copied to {file} ({file.stat().st_size / 1e6:.1f} MB).")
        return ANSWERED
    restored, aside = restore(settings, file, now=datetime.now(UTC))
    print(f"{file} is restored to {restored}.")
    if aside:
        print(f"The previous database is kept as {aside}.")
    return ANSWERED
