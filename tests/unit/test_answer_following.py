"""The sentence after the first quote is shown with it, where the ranking thinks it may answer."""

from __future__ import annotations

from itertools import combinations

from index.collection.collection import Collection
from index.library import Library
from index.model import Article
from index.quote.answer import _LEAST_FOLLOWING, _OWN_QUOTE
from index.rank.question import read_question
from index.rank.rankers import LexicalRanker

FIRST = "The town built a dam on the river above the mill."
AFTER = "The dam keeps the river from the lower streets in spring."
LAST = "The miller sold his flour on the market."
WORDS = ("town", "built", "mill", "river", "streets", "spring")
QUESTIONS = [
    f"What do {' '.join(words)} have to do with the dam?"
    for count in (2, 3, 4, 5)
    for words in combinations(WORDS, count)
]


def part_of_the_next(question: str, collection: Collection) -> float | None:
    """What the sentence after the first gets, as a part of the first's; None if there is none."""
    ranking = LexicalRanker().order(read_question(question, collection), collection, within=None)
    assert ranking is not None
    numbers = ranking.numbers.tolist()
    if numbers[0] == len(collection.table.starts) - 1:
        return None
    return float(ranking.shares[numbers.index(numbers[0] + 1)] / ranking.shares[0])


def shown(text: str) -> dict[str, tuple[float | None, str]]:
    """For each question that is answered: the part of the sentence after, and what is shown."""
    article = Article("a", "A", text, "test")
    library, collection = Library([article]), Collection([article])
    found = {}
    for question in QUESTIONS:
        answer = library.ask(question)
        if answer.answered:
            after = answer.quotes[0].context_after.strip()
            found[question] = (part_of_the_next(question, collection), after)
    return found


def test_the_sentence_after_is_shown_where_it_has_a_fair_part_and_nowhere_else() -> None:
    found = shown(f"{FIRST} {AFTER} {LAST}")
    fair = {q for q, (part, _) in found.items() if part and _LEAST_FOLLOWING <= part < _OWN_QUOTE}
    assert {question for question, (_, after) in found.items() if after} == fair
    assert {found[question][1] for question in fair} <= {AFTER, LAST}
    assert 3 < len(fair) < len(found) - 3


def test_what_follows_in_another_paragraph_is_not_shown_with_it() -> None:
    found = shown(f"{FIRST}\n\n{AFTER}\n\n{LAST}")
    assert any(part and _LEAST_FOLLOWING <= part < _OWN_QUOTE for part, _ in found.values())
    assert not any(after for _, after in found.values())
