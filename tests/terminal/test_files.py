"""`pullquote backup`, `restore`, `export` and `import`."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.library import Library
from index.model import SHARED, CollectionId, revision_of
from index.store.sqlite import SqliteStore
from tests.store.articles import ALICE, HERE, MINUTE, NOW, article
from tests.terminal.command import pullquote

if TYPE_CHECKING:
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
        json.dumps({**whole, "title": "\udfff"}),
        json.dumps({**whole, "text": "A\0b"}),
        json.dumps({**whole, "title": "A\0b"}),
        json.dumps({**whole, "title": " "}),
        json.dumps({**whole, "title": "x" * 5000}),
        json.dumps({**whole, "text": " \n "}),
        json.dumps({**whole, "id": "x" * 92}),
        json.dumps({**whole, "id": "a:b"}),
        json.dumps({**whole, "id": "a\x1bb"}),
        json.dumps({**whole, "language": "x" * 50}),
        json.dumps({**whole, "added_by": 2**70}),
        json.dumps({**whole, "added_by": -1}),
        json.dumps({**whole, "added_at": "0000-01-01T00:00:00+00:00"}),
        json.dumps({**whole, "added_at": "9999-12-31T23:59:59-23:00"}),
        json.dumps({**whole, "added_at": "0001-01-01T00:00:00+23:00"}),
        json.dumps({**whole, "earlier": [{"text": "\ud800", "replaced_at": whole["added_at"]}]}),
        json.dumps({**whole, "collection": f"server:{2**70}"}),
        json.dumps({"collection": "shared", "hides": "gnu"}),
        json.dumps({"collection": "server:1", "hides": "\ud800"}),
        json.dumps({"collection": "server:1", "hides": "gnu", "colour": "red"}),
        good[1][:-1] + ', "id": "twice"}',
        good[1][:-1] + ', "added_by": NaN}',
        good[1][:-1] + f', "added_by": {"9" * 5000}}}',
        '{"collection":' + "[" * 200_000 + "]" * 200_000 + "}",
        "[" * 200_000,
    ]
    text = "\n".join([*good, *wrong]) + "\n"
    file.write_bytes(text.encode() + b'{"collection": "\xff"}\n')
    wrong.append("the bytes that are no UTF-8")
    done = pullquote("import", str(file))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
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


def test_of_an_import_that_does_not_go_with_what_is_there_nothing_is_imported(
    filled: Path, tmp_path: Path
) -> None:
    before = everything(filled)
    file = tmp_path / "all.jsonl"
    pullquote("export", str(file))
    lines = file.read_text(encoding="utf-8").splitlines()
    gnu = next(json.loads(line) for line in lines if '"gnu"' in line)
    new = {**gnu, "id": "emu", "text": "The emu ran."}
    for wrong, says in (
        ({**gnu, "text": "The gnu danced."}, "has the id “gnu” already, with another text"),
        ({**new, "id": "again"}, "already has exactly this text"),
        ({**new, "text": "The emu sat."}, "has the id “emu” already, with another text"),
    ):
        hides = {"collection": "server:9", "hides": "gnu"}
        whole = [json.loads(lines[0]), new, hides, wrong]
        file.write_text("\n".join(map(json.dumps, whole)), encoding="utf-8")
        done = pullquote("import", str(file))
        assert done.returncode == 2
        assert "all.jsonl, line 4: " in done.stderr
        assert says in done.stderr
        assert "0 added, 0 there already, 1 refused.\nNothing was imported." in done.stderr
        assert everything(filled) == before


def test_a_text_is_imported_in_the_form_of_all_texts(tmp_path: Path, kept: Path) -> None:
    article = {
        "collection": "shared",
        "id": "cafe",
        "title": "The café",
        "text": "Cafe\u0301 opened.\r\nIt closed.",
        "source": "test",
        "language": "en",
        "added_at": "2026-11-24T10:50:00+00:00",
        "earlier": [{"text": "Cafe\u0301.", "replaced_at": "2026-11-24T10:50:00+00:00"}],
    }
    file = tmp_path / "all.jsonl"
    file.write_text(
        f'\ufeff{{"pullquote-export": 1}}\r\n\r\n{json.dumps(article)}', encoding="utf-8"
    )
    done = pullquote("import", str(file))
    assert (done.returncode, done.stderr) == (0, "1 added, 0 there already, 0 refused.\n")
    (stored,), _ = everything(kept / "pullquote.db")
    assert stored.content.article.text == "Café opened.\nIt closed."
    assert stored.content.article.revision == revision_of("Café opened.\nIt closed.")
    assert [earlier.text for earlier in stored.earlier] == ["Café."]


def test_an_import_from_a_pipe(
    filled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = pullquote("export").stdout
    monkeypatch.setenv("PULLQUOTE_DATA", str(tmp_path / "elsewhere"))
    done = pullquote("import", "/dev/stdin", stdin=lines)
    assert "5 added, 0 there already, 0 refused." in done.stderr
    assert everything(tmp_path / "elsewhere" / "pullquote.db") == everything(filled)


@pytest.mark.parametrize("content", [b"", b"\n", b"{}", b'{"pullquote-export": 2}\n'])
def test_what_is_no_export_is_said_of_its_first_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "all.jsonl").write_bytes(content)
    done = pullquote("import", str(tmp_path / "all.jsonl"))
    assert done.returncode == 2
    assert "all.jsonl, line 1: " in done.stderr


_MEASURED = """
import sys
from pathlib import Path
from bot.cli import main
code = main(sys.argv[1:])
status = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
sys.exit(code)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says what it took")
@pytest.mark.parametrize(
    ("start", "piece", "says"),
    [
        (b'{"id": "', b"x" * 150, "longer than 67,108,864 bytes"),
        (b"[", b"[]," * 20, "it is brackets and numbers"),
        (b"", b'""' * 30, "it is brackets and numbers"),
        (b"", b'"' + b"\\n" * 29 + b'"', "not valid JSON"),
    ],
    ids=["long", "brackets", "quotes", "escapes"],
)
def test_a_long_line_does_not_take_all_memory(
    tmp_path: Path, start: bytes, piece: bytes, says: str
) -> None:
    file = tmp_path / "all.jsonl"
    with file.open("wb") as out:
        out.write(b'{"pullquote-export": 1}\n' + start)
        for _ in range(1000):
            out.write(piece * 1000)
        out.write(b"\n{\n")
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, "import", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "line 2: " in done.stderr
    assert says in done.stderr
    assert "line 3: not valid JSON" in done.stderr
    assert int(done.stdout) < 500_000  # kB; without a word from outside it takes 70 MB
    file.unlink()


def test_an_export_to_a_full_device_is_a_sentence(filled: Path) -> None:
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("there is no device that is always full")
    arguments = [sys.executable, "-m", "bot.cli", "export"]
    with device.open("w", encoding="utf-8") as full:
        done = subprocess.run(
            arguments, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert filled.exists()
    assert done.returncode == 2
    assert done.stderr.startswith("pullquote: Standard output cannot be written: ")
    assert "Traceback" not in done.stderr


def test_a_backup_is_restored(filled: Path, tmp_path: Path) -> None:
    before = everything(filled)
    file = tmp_path / "copy.db"
    assert pullquote("backup", str(file)).returncode == 0
    pullquote("article", "remove", "gnu")
    assert everything(filled) != before
    done = pullquote("restore", str(file))
    assert done.returncode == 0
    assert "The previous database is kept as " in done.stdout
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
