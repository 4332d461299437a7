"""Reranking by meaning reorders the first candidates, and leaves the others behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.service import Service
from index.collection.collection import Collection
from index.ingest import article_from_text
from index.ingest.metadata import Overrides
from index.library import Library
from index.model import SHARED
from index.quote.answer import answer
from index.rank.encoder import Encoder
from index.rank.question import read_question
from index.rank.rankers import LexicalRanker, SemanticRanker
from index.rank.semantic import DEPTH
from tests.embedding import DULL, MEANT, QUESTION, harbour_model

if TYPE_CHECKING:
    from index.model import Article


@pytest.fixture(scope="module")
def ranker(tmp_path_factory: pytest.TempPathFactory) -> SemanticRanker:
    folder = harbour_model(tmp_path_factory.mktemp("models") / "words")
    return SemanticRanker(Encoder.load(folder))


@pytest.fixture
def article() -> Article:
    others = [f"Ship number {n} left the harbour." for n in range(2 * DEPTH)]
    text = "\n\n".join([DULL, *others[:DEPTH], MEANT, *others[DEPTH:]])
    return article_from_text(text, overrides=Overrides(title="Port life"))


def test_what_means_the_same_comes_first(ranker: SemanticRanker, article: Article) -> None:
    collection = Collection([article])
    lexical = answer(QUESTION, collection, limit=3, threshold=0.0)
    assert lexical.quotes[0].text == DULL
    semantic = answer(QUESTION, collection, limit=3, threshold=0.0, ranker=ranker)
    assert semantic.quotes[0].text == MEANT
    assert 0 < semantic.confidence < 1


def test_only_the_first_change_their_order(ranker: SemanticRanker, article: Article) -> None:
    collection = Collection([article])
    question = read_question(QUESTION, collection)
    before = LexicalRanker().judge(question, collection).ranking
    after = ranker.judge(question, collection).ranking
    assert before is not None
    assert after is not None
    assert len(after.numbers) == len(before.numbers) > DEPTH
    assert after.numbers[:DEPTH].tolist() != before.numbers[:DEPTH].tolist()
    assert set(after.numbers[:DEPTH].tolist()) == set(before.numbers[:DEPTH].tolist())
    assert after.numbers[DEPTH:].tolist() == before.numbers[DEPTH:].tolist()
    assert (np.diff(after.scores) <= 0).all()


def test_nothing_found_is_not_answered(ranker: SemanticRanker, article: Article) -> None:
    found = answer("Quantum chromodynamics?", Collection([article]), limit=3, ranker=ranker)
    assert not found.answered
    assert found.confidence < 0.01
    assert found.nearest


async def test_the_bot_asks_by_meaning(ranker: SemanticRanker, article: Article) -> None:
    service = Service(Library([article], threshold=0.0, ranker=ranker), workers=2)
    try:
        found = await service.ask(QUESTION, collection_id=SHARED, limit=1)
    finally:
        service.close()
    assert found.quotes[0].text == MEANT
