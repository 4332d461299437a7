"""`pullquote inspect`: what would be read from a file, without adding it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.terminal.command import pullquote

if TYPE_CHECKING:
    from pathlib import Path

KEYS = "title author publisher published language url format passages left_out warnings".split()
PASSAGE_KEYS = "text start end paragraph kind place link".split()
TEXT = """Harbour prices

Item | Price
Lamp | 40
Rope | 7

Read also: Ten more harbours

Pay at the gate.
"""


def test_json_has_what_is_read_and_what_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "prices.txt"
    path.write_text(TEXT, encoding="utf-8")
    done = pullquote("inspect", str(path), "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert list(found) == KEYS
    assert all(list(passage) == PASSAGE_KEYS for passage in found["passages"])
    assert (found["title"], found["format"]) == ("Harbour prices", "text")
    lamp = next(passage for passage in found["passages"] if passage["text"] == "Lamp | 40")
    assert TEXT[lamp["start"] : lamp["end"]] == "Lamp | 40"
    assert (lamp["kind"], lamp["place"]) == ("row", ["Harbour prices", "Item | Price"])
    assert found["left_out"] == [{"text": "Read also: Ten more harbours", "why": "boilerplate"}]
    assert not (tmp_path / "pullquote.db").exists()


def test_people_see_the_same(tmp_path: Path) -> None:
    path = tmp_path / "prices.txt"
    path.write_text(TEXT, encoding="utf-8")
    shown = pullquote("inspect", str(path)).stdout
    assert "Harbour prices › Item | Price" in shown
    assert "Lamp | 40" in shown
    assert "1 piece left out" in shown
    assert "boilerplate: Read also: Ten more harbours" in shown


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    done = pullquote("inspect", str(tmp_path / "no.txt"), "--json")
    assert done.returncode == 2
    assert "There is no file" in done.stderr
