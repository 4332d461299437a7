"""The questions about the article that ships: answered rightly, and refused where they have to be.

By the words alone, and with the reader. They are never trained on. The bounds were set beforehand,
not fitted to what comes out; `pytest -rP` shows what does.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.evaluate.questions import which_answer
from index.library import Library
from index.rank.rankers import ReadingRanker

ENTRIES = json.loads(Path(__file__).with_name("seed_questions.json").read_text(encoding="utf-8"))
ASKED = [(entry["article"], question) for entry in ENTRIES for question in entry["questions"]]
LEAST_RIGHT, LEAST_REFUSED = 0.70, 0.85


@pytest.fixture(
    scope="module", params=["words", pytest.param("reader", marks=pytest.mark.thorough)]
)
def library(request: pytest.FixtureRequest) -> Library:
    return Library.open(ranker=ReadingRanker.load() if request.param == "reader" else None)


def spans(text: str, golds: list[str]) -> list[tuple[int, int]]:
    """Where the golds stand; each has to be a quote of the article."""
    starts = [text.index(gold) for gold in golds]
    return [(start, start + len(gold)) for start, gold in zip(starts, golds, strict=True)]


def test_answerable_questions_get_the_right_passage_first(library: Library) -> None:
    wrong, total = [], 0
    for article_id, question in ASKED:
        if question["kind"] != "answerable":
            continue
        total += 1
        text = library.article(article_id).text
        answer = library.ask(question["question"], article_id=article_id)
        starts = np.array([quote.start for quote in answer.quotes])
        ends = np.array([quote.end for quote in answer.quotes])
        if not which_answer(starts, ends, spans(text, question["gold"]))[:1].any():
            wrong.append(f"{question['question']} ({answer.confidence:.2f})")
    share = 1 - len(wrong) / total
    print(f"answered, the first passage right: {share:.3f} of {total}; not:", *wrong, sep="\n  ")
    assert share >= LEAST_RIGHT


def test_off_topic_questions_are_refused(library: Library) -> None:
    asked = [(a, q["question"]) for a, q in ASKED if q["kind"] == "off-topic"]
    answered = [q for article_id, q in asked if library.ask(q, article_id=article_id).answered]
    share = 1 - len(answered) / len(asked)
    print(f"off-topic questions refused: {share:.3f} of {len(asked)}; not:", *answered, sep="\n  ")
    assert share >= LEAST_REFUSED
