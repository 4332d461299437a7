"""The benchmarks run: at a tiny size, on made-up text."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import load, opening, servers, stranger, suite
from tests.benchmarks.__main__ import main
from tests.benchmarks.aims import aims
from tests.benchmarks.clock import Result
from tests.benchmarks.corpus import made
from tests.benchmarks.engines import engines

ROOT = Path(__file__).parents[2]


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


@pytest.mark.thorough
def test_the_benchmark_of_the_store_measures_a_folder_of_question_sets(tmp_path: Path) -> None:
    text = "\n\n".join(
        f"In year {number} the keeper of the harbor at Lindow counted {number} boats and wrote the "
        f"number into a book. The storm of that winter took {number // 3} of them."
        for number in range(1800, 1815)
    )
    questions = [{"question": f"How many boats were there in {year}?"} for year in (1802, 1807)]
    found = json.dumps([{"title": "Boats", "text": text, "questions": questions}])
    (tmp_path / "boats.json").write_text(found, encoding="utf-8")
    arguments = ["--data", str(tmp_path), "--articles", "6", "--collections", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.store", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "import: 6 articles" in done.stdout
    assert "warm / rank_bm25: " in done.stdout
    assert "all 2 collections open" in done.stdout


@pytest.mark.thorough
async def test_the_answers_to_others_and_a_small_file_of_theirs_are_timed() -> None:
    seen = await stranger.tried(stranger.quiet, stranger.HERE, seconds=1.0, files=1)
    assert len(seen.answers) >= 2
    assert None not in (*seen.answers, *seen.added)
    assert seen.row("quiet").startswith(f"| quiet | {len(seen.answers)} | 0 |")


@pytest.mark.thorough
async def test_many_people_at_once_are_all_answered_while_articles_are_added() -> None:
    found = await load.measured(12, 4.0, passages=200, text=20_000)
    assert [seen.unanswered for _, seen in found] == [0, 0, 0, 0]
    ways = found[0][1].times
    assert {*load.WAYS} <= {*ways}
    assert found[0][1].rows("at once")[0].startswith("| at once | autocomplete | 3 | 0 |")


@pytest.mark.thorough
async def test_many_questions_in_a_row_leave_no_tasks_files_or_threads() -> None:
    before, after = await load.in_a_row(120, first=60)
    assert after.tasks <= before.tasks
    assert after.files <= before.files + 2
    assert after.threads <= before.threads + 2


@pytest.mark.thorough
async def test_a_small_server_is_answered_while_one_with_many_passages_is_opened(
    tmp_path: Path,
) -> None:
    opening.filled(tmp_path / "a.db", 40_000)
    found = await opening.opened(tmp_path / "a.db", 40_000)
    assert len(found.waits) >= 5
    assert statistics.median(found.waits) < 0.2
    assert found.row().startswith("| 40,000 | ")


@pytest.mark.thorough
async def test_nobody_is_answered_twice_while_one_process_is_killed_and_one_replaced() -> None:
    asked = servers.Options(servers=40, shards=4, seconds=4, rate=5, chatter=10, every=0.2)
    found = await servers.run(asked)
    phases = {phase.name: found.run.answers(phase) for phase in found.run.phases}
    assert all(set(answers) <= {0, 1} for answers in phases.values())
    assert phases["questions as well"][1] == sum(phases["questions as well"].values()) > 5
    assert phases["a process is replaced"][1] > 0
    assert any("questions that open an index" in line for line in found.lines())


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
