"""The best documents of a large index: the same, and the same bits, as by scoring everything."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import numpy as np
import pytest

from index.bm25 import scoring
from index.bm25.index import BM25Lucene

SIZE = 30_000
"""Documents: more than are scored one and all."""


@pytest.fixture(scope="module")
def index() -> BM25Lucene:
    """Documents of 2 to 29 terms, the term number r as frequent as Zipf's law says."""
    rng = np.random.default_rng(5)
    index = BM25Lucene()
    for number in range(2_000):
        index.intern(str(number))
    for size in (SIZE - 200, 150, 50):
        ends = np.cumsum(rng.integers(2, 30, size=size))
        terms = rng.zipf(1.3, size=ends[-1]) % 2_000
        index.extend(terms.astype(np.int32), ends)
    return index


def questions(count: int) -> list[list[str]]:
    """Questions of rare terms and of frequent ones."""
    rng = np.random.default_rng(6)
    rare, frequent = rng.integers(60, 900, (count, 2)), rng.integers(1, 9, (count, 3))
    return [[str(term) for term in terms] for terms in np.hstack([rare, frequent])]


def expected(index: BM25Lucene, question: list[str], n: int) -> list[tuple[int, float]]:
    scores = index.get_scores(question)
    order = np.lexsort((np.arange(len(scores)), -scores))[:n]
    return [(int(number), float(scores[number])) for number in order if scores[number] > 0]


@pytest.mark.parametrize("n", [1, 10, 100])
def test_the_best_are_those_of_scoring_everything_to_the_bit(index: BM25Lucene, n: int) -> None:
    for question in questions(60):
        assert index.top(question, n) == expected(index, question, n)


def test_removed_documents_are_left_out(index: BM25Lucene) -> None:
    question = ["7", "40", "90"]
    removed = [number for number, _ in index.top(question, 20)]
    with patch.object(index, "_tombstones") as tombstones:
        tombstones.return_value = np.isin(np.arange(SIZE), removed)
        found = index.top(question, 20)
    everything = index.top(question, 40)
    assert found == [hit for hit in everything if hit[0] not in removed][:20]


def test_threads_search_the_same_index_at_once(index: BM25Lucene) -> None:
    asked = questions(40)
    alone = [index.top(question, 10) for question in asked]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda question: index.top(question, 10), asked)) == alone


def test_a_search_that_failed_leaves_nothing_behind(index: BM25Lucene) -> None:
    question = questions(1)[0]
    before = index.top(question, 10)
    with patch.object(scoring, "_collect", side_effect=MemoryError), pytest.raises(MemoryError):
        index.top(question, 10)
    assert index.top(question, 10) == before
