"""The boundaries of the design: which room may import which, and what only one place may use."""

from __future__ import annotations

import ast
import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted([*(ROOT / "index").rglob("*.py"), *(ROOT / "bot").rglob("*.py")])

VALUES = (
    "index.arrays",
    "index.errors",
    "index.limits",
    "index.model",
    "index.version",
)
"""Modules that every room may import; they import one another only."""

ROOMS = {
    # The library: neither Discord nor an event loop
    "index/text": "",
    "index/bm25": "",
    "index/ingest": "index/text",
    "index/store": "index/text index/ingest",
    "index/store/sqlite": "index/store",
    "index/store/postgres": "index/store",
    "index/collection": "index/text index/bm25 index/store",
    "index/articles": "index/text index/ingest index/store",
    "index/rank": "index/text index/bm25 index/collection",
    "index/quote": "index/text index/collection index/rank",
    "index/library": """
        index/text index/ingest index/store index/collection index/articles index/rank index/quote
    """,
    # What answering does without
    "index/evaluate": "index/text index/rank index/library",
    "index/train/reader": """
        index/text index/collection index/rank index/evaluate
    """,
    "index/train": """
        index/text index/collection index/rank index/evaluate index/train/reader
    """,
    "index": "index/ingest index/store index/store/sqlite index/library",
    # The bot and the command line
    "bot/settings": "",
    "bot/observing": "index/store",
    "bot/storage": """
        index/store index/store/sqlite index/store/postgres index/rank index/library bot/settings
        bot/observing
    """,
    "bot/delivery": "",
    "bot/connecting": "bot/observing bot/delivery",
    "bot/excerpt": "",
    "bot/render": "index/text bot/excerpt",
    "bot/underway": "bot/render",
    "bot/reading": "index/text index/ingest bot/observing bot/render",
    "bot/service": "index/text index/ingest index/library bot/observing bot/reading",
    "bot/upkeep": "bot/service",
    "bot/interaction": "bot/underway bot/service",
    "bot/place": "bot/service bot/interaction",
    "bot/wording": "",
    "bot/names": "bot/wording bot/interaction",
    "bot/permission": "bot/service bot/interaction bot/place",
    "bot/views": """
        index/ingest index/library bot/observing bot/delivery bot/underway bot/render bot/service
        bot/interaction bot/place bot/permission
    """,
    "bot/asking": """
        index/library bot/underway bot/render bot/service bot/interaction bot/place bot/views
        bot/wording bot/names bot/permission
    """,
    "bot/commands": """
        index/library bot/delivery bot/underway bot/render bot/service bot/interaction bot/place
        bot/permission bot/views bot/asking bot/wording bot/names
    """,
    "bot/commands/articles": """
        index/ingest bot/render bot/reading bot/service bot/interaction bot/place bot/permission
        bot/views bot/commands bot/wording bot/names
    """,
    "bot/client": """
        bot/settings bot/reading bot/service bot/upkeep bot/views bot/asking bot/commands
        bot/commands/articles bot/connecting
    """,
    "bot/shards": """
        index/store bot/settings bot/observing bot/service bot/upkeep bot/asking bot/client
    """,
    "bot/terminal": """
        index/ingest index/store index/quote index/library index bot/settings
        bot/observing bot/storage bot/excerpt bot/render bot/service bot/upkeep bot/asking
        bot/client bot/shards bot/connecting
    """,
    "bot/terminal/evaluate": """
        index/text index/rank index/evaluate bot/settings bot/storage bot/render bot/terminal
    """,
    "bot/cli": "bot/terminal",
}
"""Each room, and the rooms that it may import: only ones that stand above it. A folder is a room,
and so is a module that stands in no folder but `index` or `bot`."""


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


def room_of(name: str) -> str:
    """Return the room of a module; features are a part of the ranking, formats of the reading."""
    path = NAMES[name]
    folder = path.parent.relative_to(ROOT).as_posix()
    if folder in ("index", "bot") and path.name != "__init__.py":
        return name.replace(".", "/")
    return re.sub(r"(index/rank|index/ingest)/.*", r"\1", folder)


@cache
def imported(path: Path) -> frozenset[str]:
    """The dotted names that a module imports, also inside functions and for types only."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path}: imports are absolute"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


def packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def arrows() -> set[tuple[str, str]]:
    """Every import of one of our modules by another."""
    found = set()
    for name, path in NAMES.items():
        for target in imported(path):
            module = target if target in NAMES else target.rpartition(".")[0]
            if module in NAMES and module != name:
                found.add((name, module))
    return found


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_room_imports_only_what_the_table_allows(name: str) -> None:
    targets = {target for source, target in arrows() if source == name}
    if name in VALUES:
        assert targets <= {*VALUES}
    elif name != "bot":
        room = room_of(name)
        assert room in ROOMS, "a new room: say in the table what it may import"
        found = {room_of(target) for target in targets if target not in VALUES}
        assert found - {room} <= {*ROOMS[room].split()}


def test_the_table_leads_one_way_and_has_nothing_that_is_not_used() -> None:
    above: set[str] = set()
    for room, allowed in ROOMS.items():
        assert above >= {*allowed.split()}, room
        above.add(room)
    used = {(room_of(source), room_of(target)) for source, target in arrows()}
    for room, allowed in ROOMS.items():
        assert {(room, target) for target in allowed.split()} <= used


def test_there_is_no_circle_of_imports_even_for_types() -> None:
    graph: dict[str, set[str]] = {name: set() for name in NAMES}
    for source, target in arrows():
        graph[source].add(target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_library_knows_nothing_of_discord_or_of_the_event_loop(path: Path) -> None:
    if path.is_relative_to(ROOT / "index"):
        assert packages(path).isdisjoint({"bot", "discord", "asyncio", "aiohttp"})
    # The peer of `pullquote evaluate` is rank_bm25 as it comes; answers are found by ours alone.
    if path not in (
        ROOT / "index" / "bm25" / "index.py",
        ROOT / "bot" / "terminal" / "evaluate" / "peers.py",
    ):
        assert "rank_bm25" not in packages(path)


@pytest.mark.parametrize("path", sorted((ROOT / "bot" / "render").glob("*.py")), ids=name_of)
def test_rendering_is_pure(path: Path) -> None:
    assert packages(path).isdisjoint({"discord", "asyncio", "time", "random", "os"})


def test_the_event_loop_meets_the_library_in_one_place() -> None:
    crossing = [path for path in MODULES if "run_in_executor" in path.read_text(encoding="utf-8")]
    assert crossing == [ROOT / "bot" / "service.py"]


@pytest.mark.parametrize(("package", "store"), [("sqlite3", "sqlite"), ("psycopg", "postgres")])
def test_only_the_store_speaks_to_the_database(package: str, store: str) -> None:
    speaking = [path for path in MODULES if package in packages(path)]
    assert speaking
    assert all(path.parent == ROOT / "index" / "store" / store for path in speaking)


def test_the_types_of_arrays_are_named_in_one_place() -> None:
    named = re.compile(r"^\s*\w+ = (?:npt\.)?NDArray\[", re.MULTILINE)
    naming = [path for path in MODULES if named.search(path.read_text(encoding="utf-8"))]
    assert naming == [ROOT / "index" / "arrays.py"]
