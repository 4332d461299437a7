"""`pullquote` as people run it: a process of its own for each command.

What a command needs is imported once, by a server that forks such a process: half a second of a
processor is saved each time. With `--thorough`, each process begins from nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from bot.cli import main

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(
    [
        __name__,
        *(f"bot.terminal.{part}" for part in ("add", "article", "ask", "evaluate.run", "transfer")),
    ]
)


class Start:
    """How the processes begin."""

    from_nothing = False


class _Command(NamedTuple):
    """A command, and where it is run."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    folder: Path
    said: tuple[Path, Path]
    """What it prints, and what it says of errors."""


def pullquote(
    *arguments: str,
    stdin: str = "",
    environment: dict[str, str] | None = None,
    within: float = 60,
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end.

    With something in its environment that Python looks at as it starts, it begins from nothing.
    """
    given = {"COLUMNS": "80", **(environment or {})}
    whole = {**os.environ, "PYTHONIOENCODING": "utf-8", **given}
    if Start.from_nothing or any(name.startswith("PYTHON") for name in given):
        return subprocess.run(
            [sys.executable, "-m", "bot.cli", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=whole,
            timeout=within,
            check=False,
        )
    with TemporaryDirectory() as folder:
        said = Path(folder, "out"), Path(folder, "err")
        read, written = _SERVER.Pipe(duplex=False)
        command = _Command(arguments, whole, Path.cwd(), said)
        process = _SERVER.Process(target=_run, args=(command, read, written))
        process.start()
        read.close()
        typing = Thread(target=_type, args=(written, stdin.encode()))
        typing.start()
        process.join(within)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(arguments, within)
        typing.join()
        out, err = (path.read_text(encoding="utf-8") for path in said)
    return subprocess.CompletedProcess(arguments, process.exitcode, out, err)


def _type(to: Connection, what: bytes) -> None:
    """Write what is typed, as far as the command reads it, and end it."""
    with open(to.fileno(), "wb", closefd=False) as file, suppress(BrokenPipeError):
        file.write(what)
    to.close()


def _run(command: _Command, read: Connection, written: Connection) -> None:
    """Be the process of a command."""
    written.close()
    os.dup2(read.fileno(), 0)
    read.close()
    for number, path in enumerate(command.said, start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    os.chdir(command.folder)
    os.environ.clear()
    os.environ.update(command.environment)
    sys.exit(main(command.arguments))
