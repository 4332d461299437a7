"""Questions are asked of the right articles, and outcomes are what people would see."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.terminal.evaluate.peers import SYSTEMS
from index.evaluate.asking import Found, Response, ask_all
from index.evaluate.plan import Trial, in_halves, plan
from index.evaluate.pullquote import Pullquote
from index.evaluate.questions import AskedQuestion, QuestionSet
from index.model import Article

if TYPE_CHECKING:
    from collections.abc import Sequence

TEXTS = {
    "Zebras": "The zebra slept in the shade of a tree. It was a hot day in Kenya.",
    "Lions": "The lion hunted at night. Its cubs waited in a cave near the river.",
    "Bakers": "The baker sold twelve loaves. Customers praised the sourdough bread.",
}
GOLD = {"Zebras": "The zebra slept", "Lions": "a cave near the river", "Bakers": "twelve loaves"}
ASKED = {
    "Zebras": "Who slept in the shade?",
    "Lions": "Where did the cubs wait?",
    "Bakers": "How many loaves did the baker sell?",
}


def animals() -> QuestionSet:
    articles, questions = [], []
    for title, text in TEXTS.items():
        start = text.index(GOLD[title])
        articles.append(Article(title.lower(), title, text, "test"))
        questions.append(
            (
                AskedQuestion("When did it snow there?", ()),
                AskedQuestion(ASKED[title], ((start, start + len(GOLD[title])),)),
            )
        )
    return QuestionSet("animals", tuple(articles), tuple(questions))


def kinds(trials: Sequence[Trial]) -> Counter[str]:
    return Counter(trial.kind for trial in trials)


def test_alone_each_article_is_asked_its_own_and_as_many_of_others() -> None:
    trials = plan(animals(), together=False)
    assert kinds(trials) == {"answerable": 3, "near": 3, "off-topic": 3}
    for trial in trials:
        assert trial.asked == (trial.about,)
        own = animals().questions[trial.about]
        assert (trial.question in own) is (trial.kind != "off-topic")
        assert bool(trial.question.gold) is (trial.kind != "near")


def test_the_plan_is_the_same_every_time() -> None:
    for together in (False, True):
        assert plan(animals(), together=together) == plan(animals(), together=together)


def test_together_off_topic_questions_are_of_the_half_that_is_left_out() -> None:
    trials = plan(animals(), together=True)
    assert kinds(trials) == {"answerable": 3, "near": 3, "off-topic": 3}
    for trial in trials:
        if trial.kind == "off-topic":
            assert trial.about not in trial.asked
            assert trial.asked in ((0, 2), (1,))
        else:
            assert trial.asked == (0, 1, 2)


def test_halves_are_asked_what_any_article_answers() -> None:
    trials = list(in_halves(animals()))
    assert kinds(trials) == {"answerable": 3, "off-topic": 3}
    for trial in trials:
        assert trial.asked in ((0, 2), (1,))
        assert (trial.about in trial.asked) is (trial.kind == "answerable")


def test_one_article_has_no_off_topic_questions() -> None:
    whole = animals()
    one = QuestionSet("one", whole.articles[:1], whole.questions[:1])
    for together in (False, True):
        assert kinds(plan(one, together=together)) == {"answerable": 1, "near": 1}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("together", [False, True])
def test_every_system_finds_the_easy_answers(system: str, together: bool) -> None:
    pytest.importorskip("bm25s")
    trials = plan(animals(), together=together)
    outcomes = list(ask_all(trials, animals(), SYSTEMS[system]))
    assert [o.kind for o in outcomes] == [t.kind for t in trials]
    for outcome in outcomes:
        assert outcome.altered == 0
        assert outcome.relevant == (outcome.kind == "answerable")
        assert outcome.ranks == ((1,) if outcome.kind == "answerable" else ())


class Fixed:
    """Finds the same two passages whatever is asked."""

    made = 0

    def __init__(self, articles: Sequence[Article]) -> None:
        type(self).made += 1

    def ask(self, question: str) -> Response:
        found = Found("lions", 0, 25), Found("zebras", 0, 39)
        return Response(found, 0.7, answered=True, altered=1)


def test_an_outcome_has_the_ranks_in_the_article_that_the_question_is_about() -> None:
    Fixed.made = 0
    trials = plan(animals(), together=True)
    outcomes = list(ask_all(trials, animals(), Fixed))
    assert Fixed.made == 3  # all, and each half
    zebra = next(o for o in outcomes if o.kind == "answerable" and o.article == 0)
    assert zebra.ranks == (2,)
    assert (zebra.confidence, zebra.answered, zebra.altered) == (0.7, True, 1)
    lion = next(o for o in outcomes if o.kind == "answerable" and o.article == 1)
    assert lion.ranks == ()  # the right article, another sentence
    assert all(o.ranks == () for o in outcomes if o.kind != "answerable")


def test_a_question_that_cannot_be_asked_is_not_answered() -> None:
    response = Pullquote(animals().articles).ask("?!")
    assert (response.found, response.confidence, response.answered) == ((), 0.0, False)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_question_that_shares_no_word_finds_nothing(system: str) -> None:
    pytest.importorskip("bm25s")
    response = SYSTEMS[system](animals().articles).ask("Quantum chromodynamics?")
    assert response.found == ()


def test_an_article_without_passages_does_not_stop_the_peers() -> None:
    pytest.importorskip("bm25s")
    empty = Article("empty", "Empty", "READ ALSO  Embryo Revived\n", "test")
    for make in SYSTEMS.values():
        assert make([empty]).ask("Who was revived?").found == ()
