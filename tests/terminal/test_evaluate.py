"""`pullquote evaluate`, run as people run it, on a question set that is made here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.terminal.evaluate.plot import calibration_curve, risk_coverage
from tests.terminal.command import pullquote
from tests.unit.test_evaluate_asking import ASKED, GOLD, TEXTS
from tests.unit.test_evaluate_measures import outcome

if TYPE_CHECKING:
    from subprocess import CompletedProcess

PAGE = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text(encoding="utf-8")
ALONE = ("hit@1 hit@3 hit@5 shown@1 mrr@10 map@10 answered refused refused_near refused_at_95"
         " refused_near_at_95 auroc_off_topic auroc_near ece ece_answerable").split()  # fmt: skip


@pytest.fixture
def animals(tmp_path: Path) -> Path:
    path = tmp_path / "animals.json"
    entries = []
    for title, text in TEXTS.items():
        start = text.index(GOLD[title])
        gold = [[start, start + len(GOLD[title])]]
        questions = [
            {"question": ASKED[title], "gold": gold, "kind": "answerable"},
            {"question": "When did it snow there?", "gold": [], "kind": "near"},
        ]
        entries.append({"title": title, "text": text, "questions": questions})
    path.write_text(json.dumps(entries), encoding="utf-8")
    return path


def test_tables_have_every_system_and_the_types(animals: Path) -> None:
    done = pullquote("evaluate", str(animals))
    assert done.returncode == 0, done.stderr
    assert "animals: 3 articles, each asked alone" in done.stdout
    assert "3 answerable, 3 near, 3 off-topic" in " ".join(done.stdout.split())
    for text in ("Pullquote", "rank_bm25", "bm25s", "hit@1", "1.000", "1.00–1.00", "how many"):
        assert text in done.stdout
    assert "Every quote is what stands in the article" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "…" not in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_json_is_one_line_with_the_documented_keys(animals: Path) -> None:
    pytest.importorskip("bm25s")
    done = pullquote("evaluate", str(animals), str(animals), "--json")
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert list(found) == ["interval", "sets"]
    assert found["interval"] == {"coverage": 0.95, "resamples": 1000, "seed": 2026}
    assert found["sets"][0] == found["sets"][1]
    one = found["sets"][0]
    assert list(one) == ["name", "together", "articles", "systems", "not_installed"]
    assert [system["name"] for system in one["systems"]] == [
        "Pullquote",
        "rank_bm25",
        "bm25s, stems",
    ]
    ours = one["systems"][0]
    assert list(ours) == ["name", "altered_quotes", "questions", "measures", "by_type"]
    assert ours["altered_quotes"] == 0
    assert list(ours["measures"]) == ALONE
    assert list(ours["measures"]["hit@1"]) == ["value", "low", "high"]
    assert ours["measures"]["hit@1"]["value"] == 1
    assert list(ours["by_type"]) == ["who", "when", "where", "how many"]
    for key in (*found, *one, *ours, *ALONE):
        assert f"`{key}`" in PAGE or f'"{key}"' in PAGE, key


@pytest.mark.thorough
def test_the_same_files_give_the_same_output(animals: Path) -> None:
    first, second = (
        pullquote("evaluate", str(animals), "--json", environment={"PYTHONHASHSEED": seed}).stdout
        for seed in "12"
    )
    assert first == second


def test_together_all_articles_are_asked(animals: Path) -> None:
    done = pullquote("evaluate", str(animals), "--together", "--json")
    assert json.loads(done.stdout)["sets"][0]["together"] is True
    assert "asked together" in pullquote("evaluate", str(animals), "--together").stdout


def test_a_plot_is_drawn(animals: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    picture = tmp_path / "out.png"
    done = pullquote("evaluate", str(animals), "--plot", str(picture))
    assert done.returncode == 0, done.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")


_WITHOUT = """
import importlib.util, sys
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == {missing!r} else real(name, *more)
from bot.cli import main
sys.exit(main({arguments!r}))
"""


def without(missing: str, *arguments: str) -> CompletedProcess[str]:
    """Run the command as it runs where a package is not installed."""
    import os  # noqa: PLC0415 - only here
    import subprocess  # noqa: PLC0415 - as above

    code = _WITHOUT.format(missing=missing, arguments=["evaluate", *arguments])
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"},
        timeout=60,
        check=False,
    )


@pytest.mark.thorough
def test_a_peer_that_is_not_installed_is_named_in_its_place(animals: Path) -> None:
    done = without("bm25s", str(animals))
    assert done.returncode == 0, done.stderr
    assert "install bm25s" in done.stdout
    done = without("bm25s", str(animals), "--json")
    (one,) = json.loads(done.stdout)["sets"]
    assert one["not_installed"] == ["bm25s, stems"]
    assert len(one["systems"]) == 2


def test_without_matplotlib_a_plot_says_what_to_install(animals: Path, tmp_path: Path) -> None:
    done = without("matplotlib", str(animals), "--plot", str(tmp_path / "out.png"))
    assert done.returncode == 2
    assert "pip install 'pullquote[plot]'" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        (None, [], "There is no file"),
        ("[", [], "is not valid JSON"),
        ('[{"title": "A", "text": "Text."}]', [], "article 1: “questions” has to be a list"),
        ("fine", ["--plot", "out.exe"], "out.exe: a plot is a file with one of .png"),
        ("fine", ["--plot", "no/such/out.png"], "there is no folder no/such"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_code_2(
    animals: Path, tmp_path: Path, content: str | None, options: list[str], says: str
) -> None:
    path = animals
    if content != "fine":
        path = tmp_path / "set.json"
        if content is not None:
            path.write_text(content, encoding="utf-8")
    if options:
        pytest.importorskip("matplotlib")
    done = pullquote("evaluate", str(path), *options)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_calibration_curve_by_hand() -> None:
    asked = [
        outcome(1, confidence=0.92),
        outcome(2, confidence=0.98),
        outcome(confidence=0.05, kind="off-topic"),
        outcome(confidence=0.03, kind="off-topic"),
    ]
    said, happened, share = calibration_curve(asked)
    assert said.tolist() == pytest.approx([0.04, 0.95])
    assert happened.tolist() == [0, 0.5]
    assert share.tolist() == [0.5, 0.5]


def test_a_risk_coverage_curve_by_hand() -> None:
    asked = [outcome(2, confidence=0.2), outcome(1, confidence=0.9), outcome(2, confidence=0.5)]
    coverage, risk = risk_coverage(asked)
    assert coverage.tolist() == pytest.approx([1 / 3, 2 / 3, 1])
    assert risk.tolist() == pytest.approx([0, 1 / 2, 2 / 3])
