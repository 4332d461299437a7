"""Training: the same sets give the same files, and the files are a model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from index.rank.model import parse_model
from index.train.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path


THINGS = "bridge tower harbour castle museum library station garden theatre market".split()


def question_set(path: Path, *, near: bool) -> Path:
    """Write a question set with one article for each thing."""
    articles = []
    for number, thing in enumerate(THINGS):
        facts = [
            f"The {thing} was opened in {1900 + number}.",
            f"It has {number + 3} gates of iron.",
            f"Mary Smith {number} designed the {thing}.",
            "The weather is mild.",
        ]
        text = "\n\n".join(facts)

        def span(fact: str, text: str = text) -> list[list[int]]:
            return [[text.index(fact), text.index(fact) + len(fact)]]

        questions: list[dict[str, object]] = [
            {
                "question": f"When was the {thing} opened?",
                "gold": span(facts[0]),
                "kind": "answerable",
            },
            {
                "question": f"How many gates does the {thing} have?",
                "gold": span(facts[1]),
                "kind": "answerable",
            },
            {
                "question": f"Who designed the {thing}?",
                "gold": span(facts[2]),
                "kind": "answerable",
            },
        ]
        if near:
            questions.append(
                {"question": f"Who painted the {thing} blue?", "gold": [], "kind": "near"}
            )
        articles.append({"title": thing, "text": text, "questions": questions})
    path.write_text(json.dumps(articles), encoding="utf-8")
    return path


@pytest.mark.thorough
def test_training_is_reproducible_and_reports_what_it_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sets = [question_set(tmp_path / f"{name}.json", near=name == "a") for name in "ab"]
    for out in ("one", "two"):
        (tmp_path / out).mkdir()
        assert main([*map(str, sets), "--leave-out", "--out", str(tmp_path / out)]) == 0
    for name in ("model.toml", "background.txt"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    model = parse_model((tmp_path / "one" / "model.toml").read_text(encoding="utf-8"))
    assert model.weights.any()
    said = capsys.readouterr().out
    assert "cross-validated" in said
    assert "a, alone" in said
    assert "Trained on the other sets" in said
