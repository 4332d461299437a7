"""The boundaries of the design: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted([*(ROOT / "index").rglob("*.py"), *(ROOT / "bot").rglob("*.py")])


def imported(path: Path) -> set[str]:
    """The top-level names of the packages that a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_library_knows_nothing_of_discord_or_of_the_event_loop(path: Path) -> None:
    if path.is_relative_to(ROOT / "index"):
        assert imported(path).isdisjoint({"bot", "discord", "asyncio", "aiohttp"})
    # The peer of `pullquote evaluate` is rank_bm25 as it comes; answers are found by ours alone.
    if path not in (
        ROOT / "index" / "bm25" / "index.py",
        ROOT / "bot" / "terminal" / "evaluate" / "peers.py",
    ):
        assert "rank_bm25" not in imported(path)


def test_rendering_is_pure() -> None:
    assert imported(ROOT / "bot" / "render" / "answers.py").isdisjoint({"discord", "asyncio"})


def test_the_event_loop_meets_the_library_in_one_place() -> None:
    crossing = [path for path in MODULES if "run_in_executor" in path.read_text(encoding="utf-8")]
    assert crossing == [ROOT / "bot" / "service.py"]


def test_only_the_store_speaks_to_the_database() -> None:
    speaking = [path for path in MODULES if "sqlite3" in imported(path)]
    assert speaking
    assert all(path.parent == ROOT / "index" / "store" / "sqlite" for path in speaking)
