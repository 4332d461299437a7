"""The benchmark runs: at a tiny size, on made-up text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.benchmarks import stranger, suite
from tests.benchmarks.__main__ import main
from tests.benchmarks.aims import aims
from tests.benchmarks.clock import Result
from tests.benchmarks.corpus import made
from tests.benchmarks.engines import engines

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_benchmark_measures_every_engine_and_writes_what_it_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ("rank_bm25", "SQLite FTS5", "Pullquote")  # the others are no part of the tests
    chosen = {name: make for name, make in engines().items() if name in known}
    monkeypatch.setattr(suite, "engines", lambda: chosen)
    assert main(["--sizes", "50", "--questions", "5", "--out", str(tmp_path)]) == 0
    record = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    found = {(row["measure"], row["engine"]) for row in record["results"]}
    for engine in known:
        assert {(measure, engine) for measure in ("top", "build", "add", "remove")} <= found
    assert ("answer", "Pullquote, whole answer") in found
    table = (tmp_path / "table.md").read_text(encoding="utf-8")
    assert table in capsys.readouterr().out


async def test_the_answers_to_others_and_a_small_file_of_theirs_are_timed() -> None:
    seen = await stranger.tried(stranger.quiet, stranger.HERE, seconds=1.0, files=1)
    assert len(seen.answers) >= 2
    assert None not in (*seen.answers, *seen.added)
    assert seen.row("quiet").startswith(f"| quiet | {len(seen.answers)} | 0 |")


def test_passages_are_repeated_with_variation_and_always_the_same() -> None:
    corpus = made(sentences=20, questions=5)
    passages = corpus.passages(60)
    assert len(set(passages)) == 60
    assert passages == corpus.passages(60)


def test_an_aim_is_a_ratio_of_medians() -> None:
    results = [
        Result("top", "Pullquote", 5_000, 1e-4, 2e-4, 300),
        Result("top", "bm25s", 5_000, 4e-4, 5e-4, 300),
    ]
    assert list(aims(results)) == ["| Pullquote (top) / bm25s (top), 5,000 | 1 | 0.25 |"]
