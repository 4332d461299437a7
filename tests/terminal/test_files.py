"""`pullquote backup`, `restore`, `export` and `import`."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from index.library import Library
from index.model import SHARED, CollectionId
from index.store.sqlite import SqliteStore
from tests.store.articles import ALICE, HERE, MINUTE, NOW, article
from tests.terminal.test_ask import pullquote

if TYPE_CHECKING:
    from pathlib import Path

    from index.store.protocol import Stored


@pytest.fixture
def filled(kept: Path) -> Path:
    """A database with articles that were added, updated, renamed, hidden and removed."""
    path = kept / "pullquote.db"
    with closing(Library.open(SqliteStore(path))) as library:
        old = library.add(HERE, article("The zebra slept.", title="Zebras"), by=7, now=NOW).record
        library.update(
            HERE, old.id, article("Der Fuß, \u2028 “gut”.\r\x85"), by=8, now=NOW + MINUTE
        )
        library.add(ALICE, article("The yak danced."), by=7, now=NOW)
        library.add(SHARED, article("The gnu sang.", "gnu"), by=None, now=NOW)
        gone = library.add(HERE, article("Gone."), by=7, now=NOW).record
        library.remove(HERE, gone.id, now=NOW)
        for name in ("gnu", "iraq-strikes"):
            library.hide(CollectionId("server", 2), name)
    return path


def everything(path: Path) -> tuple[list[Stored], dict[str, frozenset[str]]]:
    with closing(SqliteStore(path)) as store:
        return list(store.export()), {str(c): store.hidden(c) for c in store.collections()}


def test_an_export_imported_elsewhere_is_the_same(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "all.jsonl"
    assert pullquote("export", str(file)).returncode == 0
    assert pullquote("export").stdout == file.read_text(encoding="utf-8")
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path / "elsewhere"))
    done = pullquote("import", str(file))
    assert done.returncode == 0
    assert "5 added, 0 there already, 0 refused." in done.stderr
    assert everything(tmp_path / "elsewhere" / "pullquote.db") == everything(filled)
    again = pullquote("import", str(file))
    assert "0 added, 5 there already, 0 refused." in again.stderr


def test_of_an_import_with_a_line_that_is_wrong_nothing_is_imported(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "all.jsonl"
    pullquote("export", str(file))
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path / "elsewhere"))
    good = file.read_text(encoding="utf-8").splitlines()
    whole = json.loads(good[1])
    wrong = [
        "{",
        "[]",
        json.dumps({**whole, "collection": "group:1"}),
        json.dumps({**whole, "text": None}),
        json.dumps({**whole, "added_at": "yesterday"}),
        json.dumps({**whole, "added_at": "2026-11-24T10:50:00"}),
        json.dumps({**whole, "added_by": "Ann"}),
        json.dumps({**whole, "earlier": [3]}),
        json.dumps({**whole, "colour": "red"}),
        json.dumps({**whole, "text": "\ud800"}),
    ]
    file.write_text("\n".join([*good, *wrong]) + "\n", encoding="utf-8")
    done = pullquote("import", str(file))
    assert done.returncode == 2
    for number in range(len(good) + 1, len(good) + len(wrong) + 1):
        assert f"all.jsonl, line {number}: " in done.stderr
    assert "Nothing was imported." in done.stderr
    assert not (tmp_path / "elsewhere" / "pullquote.db").exists()
    file.write_text("\n".join(good[1:]), encoding="utf-8")
    assert "line 1: not an export that can be read" in pullquote("import", str(file)).stderr


def test_an_import_does_not_replace_another_text(filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.jsonl"
    pullquote("export", str(file))
    text = file.read_text(encoding="utf-8").replace("The gnu sang.", "The gnu danced.")
    file.write_text(text, encoding="utf-8")
    done = pullquote("import", str(file))
    assert done.returncode == 2
    assert "has the id “gnu” already, with another text" in done.stderr
    assert "0 added, 4 there already, 1 refused." in done.stderr
    assert filled.exists()


def test_a_backup_is_restored(filled: Path, tmp_path: Path) -> None:
    before = everything(filled)
    file = tmp_path / "copy.db"
    assert pullquote("backup", str(file)).returncode == 0
    pullquote("article", "remove", "gnu")
    assert everything(filled) != before
    done = pullquote("restore", str(file))
    assert done.returncode == 0
    assert "What was there before is in " in done.stdout
    assert everything(filled) == before
    assert len(list(filled.parent.glob("pullquote.before-*.db"))) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["backup", "new.db"], "There is no file"),
        (["export"], "There is nothing to export"),
        (["restore", "none.db"], "There is no file none.db."),
        (["import", "none.jsonl"], "There is no file none.jsonl."),
    ],
)
def test_without_a_file_there_is_a_sentence(arguments: list[str], says: str, kept: Path) -> None:
    done = pullquote(*arguments)
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (kept / "pullquote.db").exists()
