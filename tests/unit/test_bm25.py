"""The index against the arithmetic it is made of, and the failures of the library it mends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.bm25 import BM25Lucene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def ids(index: BM25Lucene, terms: Sequence[str]) -> NDArray[np.int32]:
    return np.array([index.intern(term) for term in terms], dtype=np.int32)


def test_an_empty_index_answers_with_nothing() -> None:
    index = BM25Lucene()
    assert index.top(["iraq"], 10) == []
    assert index.get_scores(["iraq"]).tolist() == []
    assert index.avgdl == 0


def test_empty_documents_are_never_hits() -> None:
    index = BM25Lucene([[], [], ["iraq"]])
    assert [number for number, _ in index.top(["iraq"], 10)] == [2]


def test_a_term_in_every_document_still_counts_a_little() -> None:
    index = BM25Lucene([["a", "b"], ["a"], ["a"]])
    assert 0 < index.idf("a") < index.idf("b")
    assert all(score > 0 for _, score in index.top(["a"], 10))


def test_documents_without_a_shared_term_are_not_hits() -> None:
    index = BM25Lucene([["a"], ["b"], ["c"]])
    assert [number for number, _ in index.top(["a", "z"], 10)] == [0]


def test_ties_are_broken_by_the_order_of_addition() -> None:
    index = BM25Lucene([["a"]] * 5)
    assert [number for number, _ in index.top(["a"], 3)] == [0, 1, 2]


def test_the_score_is_the_formula() -> None:
    index = BM25Lucene([["a", "a", "b"], ["b"]], k1=1.2, b=0.75)
    idf = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (1 - 0.75 + 0.75 * 3 / 2)
    assert index.get_scores(["a"]).tolist() == pytest.approx([idf * 2 * 2.2 / (2 + norm), 0])


def test_a_removed_document_leaves_no_trace() -> None:
    index = BM25Lucene([["a", "b"], ["a"], ["c"]])
    index.remove(range(1), ids(index, "ab"))
    fresh = BM25Lucene([["a"], ["c"]])
    assert index.df("b") == 0
    assert [score for _, score in index.top(["a"], 9)] == [
        score for _, score in fresh.top(["a"], 9)
    ]
    with pytest.raises(KeyError):
        index.remove(range(1), ids(index, "ab"))


def test_a_search_can_be_restricted_to_some_documents() -> None:
    index = BM25Lucene([["a"], ["a"], ["a"]])
    assert [number for number, _ in index.top(["a"], 9, within=range(1, 2))] == [1]


def test_batch_scores_are_those_of_all() -> None:
    index = BM25Lucene([["a"], ["b"], ["a", "b"]])
    assert index.get_batch_scores(["a"], [2, 0]) == index.get_scores(["a"])[[2, 0]].tolist()
