"""`pullquote backup` and `pullquote restore`: the database as a whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import load
from bot.storage import database
from bot.terminal.exit import ANSWERED
from index.store.sqlite.backup import backup, restore

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Copy the database to a file, or a file to the database; return the exit code."""
    path, file = database(load()), Path(arguments.file)
    if arguments.command == "backup":
        backup(path, file)
        print(f"{path} is copied to {file} ({file.stat().st_size / 1e6:.1f} MB).")
        return ANSWERED
    aside = restore(file, path, now=datetime.now(UTC))
    print(f"{file} is restored to {path}.")
    if aside:
        print(f"The previous database is kept as {aside}.")
    return ANSWERED
