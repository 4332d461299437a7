"""PULLQUOTE_SEMANTIC from the command line: it works, can be measured, and says what is missing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from bot.terminal import doctor
from tests.embedding import DULL, MEANT, QUESTION, harbour_model

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return harbour_model(tmp_path_factory.mktemp("models") / "words")


@pytest.fixture
def article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PULLQUOTE_THRESHOLD", "0")
    path = tmp_path / "port.txt"
    path.write_text("\n\n".join([DULL, "Ships left early.", MEANT]), encoding="utf-8")
    return path


def first(answer: str) -> str:
    found = json.loads(answer)
    text: str = (found["quotes"] or found["nearest"])[0]["text"]
    return text


def test_a_question_is_asked_by_meaning_only_where_it_is_turned_on(
    article: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["ask", QUESTION, "--article", str(article), "--json"]
    main(asked)
    assert first(capsys.readouterr().out) == DULL
    monkeypatch.setenv("PULLQUOTE_SEMANTIC", str(model))
    main(asked)
    assert first(capsys.readouterr().out) == MEANT


def test_what_it_brings_can_be_measured(
    tmp_path: Path,
    article: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = article.read_text(encoding="utf-8")
    span = [text.index(MEANT), text.index(MEANT) + len(MEANT)]
    questions = [{"question": QUESTION, "gold": [span], "kind": "answerable"}]
    path = tmp_path / "set.json"
    path.write_text(
        json.dumps([{"title": "Port", "text": text, "questions": questions}]), encoding="utf-8"
    )
    monkeypatch.setenv("PULLQUOTE_SEMANTIC", str(model))
    assert main(["evaluate", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "Pullquote, semantic" in " ".join(shown.split())
    assert main(["evaluate", str(path), "--json"]) == 0
    assert "Pullquote, semantic" in capsys.readouterr().out


def test_a_folder_without_a_model_is_one_sentence_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PULLQUOTE_SEMANTIC", str(tmp_path))
    assert main(["ask", "Where is Camp Taji?"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"pullquote: PULLQUOTE_SEMANTIC is “{tmp_path}”. The embedding model")
    assert said.count("\n") == 1


def test_the_bot_does_not_start_without_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PULLQUOTE_SEMANTIC", str(tmp_path))
    monkeypatch.setenv("DISCORD_TOKEN", "token")
    assert main(["run"]) == 2
    assert "The folder needs model.onnx" in capsys.readouterr().err


def test_the_doctor_says_whether_it_works(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finding() -> doctor.Finding:
        found = doctor.examine(datetime(2027, 1, 1, tzinfo=UTC))
        return next(one for one in found if one.name == "meaning")

    monkeypatch.setenv("PULLQUOTE_SEMANTIC", str(model))
    assert finding() == doctor.Finding("meaning", good=True, text=f"the model in {model} works")
    monkeypatch.setenv("PULLQUOTE_SEMANTIC", str(tmp_path))
    assert not finding().good
    assert "The folder needs model.onnx" in finding().text
