"""Public question sets, where they are at hand: in `PULLQUOTE_QUESTION_SETS`, or beside us.

They are not part of the repository (see CONTRIBUTING.md). The model that ships has been trained on
two of them, so these tests say that nothing broke, not how good it is on other articles. Every set
is asked, and its figures are printed (`pytest -rP`); that the first quote is right more often than
the peers' is held only where it is claimed: for English prose.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.terminal.evaluate.peers import SYSTEMS, unavailable
from index.evaluate.asking import ask_all
from index.evaluate.plan import plan
from index.evaluate.questions import QuestionSet, read_question_set
from index.evaluate.scores import result

VARIABLE = "PULLQUOTE_QUESTION_SETS"
BESIDE = Path(__file__).parents[3] / "shared" / "data"
FOLDER = Path(os.environ.get(VARIABLE) or BESIDE)
FILES = sorted(FOLDER.glob("*.json"))
QUESTIONS = 400
"""About how many questions of each set are asked."""

CLAIMED = (
    "squad_dev_even",
    "selqa_dev",
    "shifts_wiki",
    "shifts_reddit",
    "shifts_amazon",
    "covidqa_papers",
    "coqa_other",
    "xquad_en",
)
"""Sets in English prose. In other languages words are not stemmed yet, and of a document whose
questions are its own headings the heading is quoted; there the peers are ahead."""

QUICK = ("xquad_en",)
"""The others are asked with `--thorough`."""

ABSENT = f"there are no question sets in {FOLDER}; set {VARIABLE} to a folder of them"
pytestmark = pytest.mark.skipif(not FILES, reason=ABSENT)


def sample(questions: QuestionSet) -> QuestionSet:
    """The same articles every time, evenly spread, and of long lists every so many-th question."""
    articles = len(questions.articles)
    kept = range(0, articles, max(articles // 80, 1))
    asked = sum(len(questions.questions[number]) for number in kept)
    step = max(asked // QUESTIONS, 1)
    return QuestionSet(
        questions.name,
        tuple(questions.articles[number] for number in kept),
        tuple(questions.questions[number][::step] for number in kept),
    )


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=() if path.stem in QUICK else pytest.mark.thorough)
        for path in FILES
    ],
)
def test_every_quote_is_verbatim_and_the_first_is_right_more_often_than_the_peers(
    path: Path,
) -> None:
    questions = sample(read_question_set(path))
    trials = plan(questions, together=False)
    first: dict[str, float] = {}
    for name, make in SYSTEMS.items():
        if unavailable(name) is None:
            outcomes = list(ask_all(trials, questions, make))
            found = result(name, outcomes, len(questions.articles))
            first[name] = found.overall.measures["hit@1"].value
            assert found.altered == 0
    print(f"{questions.name}, hit@1:", first)
    if path.stem in CLAIMED:
        assert first["Pullquote"] == max(first.values())
