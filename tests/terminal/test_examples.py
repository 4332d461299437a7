"""The programs in examples/ run as they are, each as its own process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
BRIDGE = "The harbor bridge\n\nThe bridge was opened in 1932. It is painted grey.\n"
TOWER = "The old tower\n\nThe tower was built by Mary Smith. It has three gates.\n"


def run(example: str, *arguments: object) -> str:
    command = [sys.executable, EXAMPLES / example, *arguments]
    done = subprocess.run(
        list(map(str, command)), capture_output=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_folder_of_files_is_asked(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (tmp_path / "tower.md").write_text(f"# {TOWER}", encoding="utf-8")
    assert run("ask_a_folder.py", tmp_path, "When was the bridge opened?").startswith(
        "“The bridge was opened in 1932.” (The harbor bridge, paragraph 2;"
    )
    assert "built by Mary Smith" in run("ask_a_folder.py", tmp_path, "Who built the tower?")
    assert run("ask_a_folder.py", tmp_path, "Where do zebras sleep?").startswith(
        "The files do not say. The closest passages:"
    )


def test_what_an_own_store_has_kept_is_there_the_next_time(tmp_path: Path) -> None:
    kept, bridge, tower = tmp_path / "kept", tmp_path / "bridge.txt", tmp_path / "tower.txt"
    bridge.write_text(BRIDGE, encoding="utf-8")
    tower.write_text(TOWER, encoding="utf-8")
    asked = "When was the bridge opened?"
    assert run("own_store.py", kept, asked, bridge, tower).splitlines() == [
        "Added: The harbor bridge",
        "Added: The old tower",
        "The bridge was opened in 1932.",
    ]
    assert run("own_store.py", kept, asked, bridge).splitlines() == [
        "Already here: The harbor bridge",
        "The bridge was opened in 1932.",
    ]
    assert run("own_store.py", kept, "Who built the tower?").strip() == (
        "The tower was built by Mary Smith."
    )
