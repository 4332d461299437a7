"""What is kept is for the user alone under whom the bot runs."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from index.store.sqlite import SqliteStore
from index.store.sqlite.backup import restore
from tests.store.articles import HERE, LIMITS, NOW, draft

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes mean nothing on Windows")


def modes(folder: Path) -> dict[str, str]:
    """The modes of a folder and of the files in it, in octal digits."""
    return {path.name: f"{path.stat().st_mode & 0o777:o}" for path in (folder, *folder.iterdir())}


@pytest.mark.parametrize(
    "umask",
    [0o000, *(pytest.param(mask, marks=pytest.mark.thorough) for mask in (0o022, 0o077)), 0o777],
)
def test_whatever_the_umask_is_only_the_owner_may_read(
    tmp_path: Path, umask: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, out = tmp_path / "one" / "data", tmp_path / "out"
    out.mkdir()
    (tmp_path / "one").mkdir()
    (tmp_path / "zebra.txt").write_text("The zebra slept.", encoding="utf-8")
    monkeypatch.setenv("PULLQUOTE_DATA", str(data))
    for command in (
        ["article", "add", str(tmp_path / "zebra.txt")],
        ["backup", str(out / "copy.db")],
        ["export", str(out / "all.jsonl")],
        ["restore", str(out / "copy.db")],
    ):
        arguments = [sys.executable, "-m", "bot.cli", *command]
        subprocess.run(arguments, check=True, capture_output=True, umask=umask)
    (aside,) = data.glob("pullquote.before-*.db")
    assert modes(data) == {"data": "700", "pullquote.db": "600", aside.name: "600"}
    found = modes(out)
    assert (found["copy.db"], found["all.jsonl"]) == ("600", "600")


def test_the_files_beside_an_open_database_are_closed_to_others(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with closing(SqliteStore(data / "pullquote.db")) as store:
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
        assert set(modes(data).values()) == {"700", "600"}
        assert len(modes(data)) == 4


def test_what_an_earlier_version_left_open_is_closed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    code = (
        "import os, sys; from pathlib import Path\n"
        "from index.store.sqlite import SqliteStore\n"
        "store = SqliteStore(Path(sys.argv[1]))\n"
        "store._connections.writing().__enter__().execute('UPDATE sequence SET last = last + 1')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(data / "pullquote.db")], check=True)
    (data / "models").mkdir()
    (data / "pullquote.before-20261101-101010.db").touch()
    for path in (data, *data.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with closing(SqliteStore(data / "pullquote.db")):
        found = modes(data)
    assert {found[name] for name in found if name.startswith("pullquote.")} == {"600"}
    assert found["data"] == "700"


def test_a_folder_that_holds_other_things_stays_open_to_those_who_need_them(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "thesis.tex").touch()
    with closing(SqliteStore(tmp_path / "pullquote.db")) as store:
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
        found = modes(tmp_path)
    assert found[tmp_path.name] == "755"
    assert {found[name] for name in found if name.startswith("pullquote.")} == {"600"}


def test_a_damaged_database_is_kept_aside_for_its_owner_alone(tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "copy.db")) as store:
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
    damaged = tmp_path / "data" / "pullquote.db"
    damaged.parent.mkdir()
    damaged.write_bytes(b"damaged")
    damaged.chmod(0o644)
    aside = restore(tmp_path / "copy.db", damaged, now=NOW)
    assert aside is not None
    assert set(modes(damaged.parent).values()) == {"700", "600"}


def test_an_import_leaves_nothing_but_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path / "one"))
    with closing(SqliteStore(tmp_path / "one" / "pullquote.db")) as store:
        store.add(HERE, draft("The zebra slept."), limits=LIMITS)
    for command, data in (("export", "one"), ("import", "two")):
        monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path / data))
        arguments = [sys.executable, "-m", "bot.cli", command, str(tmp_path / "all.jsonl")]
        subprocess.run(arguments, check=True, capture_output=True)
    assert modes(tmp_path / "two") == {"two": "700", "pullquote.db": "600"}
