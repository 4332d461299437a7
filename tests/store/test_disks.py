"""Disks that are full or read-only: what can still be done is done, and nothing else is said."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from index.store.sqlite import SqliteStore
from tests.store.articles import HERE, LIMITS, draft
from tests.store.disk import needs_disk, on_a_disk

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = """
from datetime import UTC, datetime
from index.errors import FullError, ReadOnlyError
from index.library import Library
from index.model import Article, CollectionId
from index.store.sqlite import SqliteStore

HERE = CollectionId("server", 1)
NOW = datetime(2026, 11, 24, tzinfo=UTC)

def opened():
    return Library(store=SqliteStore(DISK / "a.db"))

def add(library, name, text):
    try:
        library.add(HERE, Article(name, name, text, "test"), by=1, now=NOW)
    except (FullError, ReadOnlyError) as error:
        print(type(error).__name__)
    else:
        print("added", name)

def ask(library):
    answer = library.ask("Where did the zebra sleep?", collection_id=HERE)
    print(*(quote.text for quote in answer.quotes or answer.nearest))

def listed(library):
    print(*sorted(record.id for record in library.articles(HERE)))
"""
ZEBRA = 'add(library, "zebra", "The zebra slept in the barn.")\n'
LONG = 'add(library, "yak", "The yak danced. " * 20_000)\n'
SHORT = 'add(library, "gnu", "The gnu sang.")\n'
READ_ONLY_SAYS = ["The zebra slept in the barn.", "ReadOnlyError", "zebra"]


def said(folder: Path, *parts: str) -> list[str]:
    return on_a_disk(folder, LIBRARY + "".join(parts)).splitlines()


@needs_disk
def test_a_database_on_a_read_only_disk_is_asked(tmp_path: Path) -> None:
    script = (
        f"library = opened()\n{ZEBRA}library.close()\nmounted('ro')\n",
        f"library = opened()\nask(library)\n{SHORT}listed(library)\n",
        f"mounted('rw')\n{SHORT}ask(library)\nlisted(library)\n",
    )
    afterwards = ["added gnu", "The zebra slept in the barn.", "gnu zebra"]
    assert said(tmp_path, *script) == ["added zebra", *READ_ONLY_SAYS, *afterwards]


@needs_disk
def test_what_a_killed_process_left_on_a_read_only_disk_is_asked(tmp_path: Path) -> None:
    script = (
        f"if not os.fork():\n    library = opened()\n    {ZEBRA}    os._exit(0)\nos.wait()\n",
        "assert (DISK / 'a.db-wal').stat().st_size\nmounted('ro')\n",
        f"library = opened()\nask(library)\n{SHORT}listed(library)\n",
    )
    assert said(tmp_path, *script)[-3:] == READ_ONLY_SAYS


@needs_disk
def test_a_backup_on_a_read_only_disk_is_asked_as_it_is(tmp_path: Path) -> None:
    script = (
        "from index.store.sqlite.backup import backup\n",
        f"library = opened()\n{ZEBRA}library.close()\nbackup(DISK / 'a.db', DISK / 'b.db')\n",
        "(DISK / 'b.db').replace(DISK / 'a.db')\nmounted('ro')\n",
        f"library = opened()\nask(library)\n{SHORT}listed(library)\n",
    )
    assert said(tmp_path, *script) == ["added zebra", *READ_ONLY_SAYS]


@needs_disk
def test_a_backup_is_taken_of_a_database_on_a_read_only_disk(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = (
        f"library = opened()\n{ZEBRA}library.close()\nmounted('ro')\n",
        "from index.store.sqlite.backup import backup\n",
        f"backup(DISK / 'a.db', Path({str(tmp_path / 'copy.db')!r}))\n",
    )
    said(disk, *script)
    store = SqliteStore(tmp_path / "copy.db")
    assert [record.id for record in store.records(HERE)] == ["zebra"]
    store.close()


@needs_disk
def test_on_a_full_disk_questions_are_answered_and_changes_refused(tmp_path: Path) -> None:
    script = (
        f"library = opened()\n{ZEBRA}fill(leave=40_000)\n{LONG}ask(library)\nlisted(library)\n",
        f"(DISK / 'fill').unlink()\n{LONG}listed(library)\n",
    )
    assert said(tmp_path, *script) == [
        *("added zebra", "FullError", "The zebra slept in the barn.", "zebra"),
        *("added yak", "yak zebra"),
    ]


@needs_disk
def test_a_database_is_opened_on_a_disk_that_is_full(tmp_path: Path) -> None:
    script = (
        f"library = opened()\n{ZEBRA}library.close()\nfill()\n",
        f"library = opened()\nask(library)\n{SHORT}listed(library)\n",
        f"(DISK / 'fill').unlink()\n{SHORT}listed(library)\n",
    )
    assert said(tmp_path, *script) == [
        *("added zebra", "The zebra slept in the barn.", "FullError", "zebra"),
        *("added gnu", "gnu zebra"),
    ]


@needs_disk
def test_what_does_not_fit_on_a_disk_leaves_nothing_there(tmp_path: Path) -> None:
    data = tmp_path / "data" / "pullquote.db"
    (tmp_path / "disk").mkdir()
    store = SqliteStore(data)
    for number in range(200):
        store.add(HERE, draft(f"Number {number}. " * 50, str(number)), limits=LIMITS)
    store.close()
    script = f"""
    environment = {{**os.environ, "PULLQUOTE_DATA": {str(data.parent)!r}}}
    for command in ("backup", "export"):
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", command, DISK / "file"],
            env=environment, capture_output=True, text=True,
        )
        print(done.returncode, "Traceback" in done.stderr, os.listdir(DISK))
        print(done.stderr.replace(str(DISK), "DISK").strip())
    """
    assert on_a_disk(tmp_path / "disk", script, kilobytes=100).splitlines() == [
        "1 False []",
        "pullquote: The disk is full: DISK/file cannot grow. Make room; nothing was changed.",
        "2 False []",
        "pullquote: DISK/file cannot be written: No space left on device.",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits for files")
@pytest.mark.parametrize("command", ["backup", "export"])
def test_what_cannot_be_written_whole_is_not_there_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path / "data"))
    (tmp_path / "out").mkdir()
    store = SqliteStore(tmp_path / "data" / "pullquote.db")
    for number in range(50):
        store.add(HERE, draft(f"Number {number}. " * 50, str(number)), limits=LIMITS)
    store.close()
    limited = ["sh", "-c", 'ulimit -f 80; exec "$@"', "sh"]  # half kilobytes
    done = subprocess.run(
        [*limited, sys.executable, "-m", "bot.cli", command, str(tmp_path / "out" / "file")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (1, 2)
    assert done.stderr.startswith("pullquote: ")
    assert list((tmp_path / "out").iterdir()) == []
