"""The index against the arithmetic it is made of, and the failures of the library it mends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.bm25.index import BM25Lucene

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


def test_documents_are_added_in_bulk_by_the_ids_of_their_terms() -> None:
    one_by_one, at_once = BM25Lucene(), BM25Lucene()
    for document in ("aab", "", "bc"):
        one_by_one.add(document)
    assert at_once.extend(ids(at_once, "aabbc"), np.array([3, 3, 5])) == range(3)
    assert at_once.lengths.tolist() == [3, 0, 2]
    assert at_once.top("ab", 9) == one_by_one.top("ab", 9)


def test_weights_multiply_the_idf_and_add() -> None:
    index = BM25Lucene([["a", "b"], ["b"], ["c"]])
    numbers, scores = index.search([(0, 0.5), (1, 2.0), (0, 1.0)], 9)
    a, b = index.get_scores(["a"]), index.get_scores(["b"])
    assert numbers.tolist() == [0, 1]
    assert scores.tolist() == pytest.approx([1.5 * a[0] + 2 * b[0], 2 * b[1]])


def test_compaction_says_where_the_documents_went() -> None:
    index = BM25Lucene(["a", "b", "c", "ab"])
    index.remove(range(1, 3), ids(index, "bc"))
    assert index.removed == 2
    assert index.compact().tolist() == [0, 3]
    assert index.removed == 0
    assert [number for number, _ in index.top("b", 9)] == [1]
    assert index.add("b") == 2


def test_removing_with_the_wrong_terms_is_refused_and_changes_nothing() -> None:
    index = BM25Lucene(["ab", "a"])
    with pytest.raises(ValueError, match="hold 2 terms, not 1"):
        index.remove(range(1), ids(index, "a"))
    assert index.df("b") == 1


def test_an_index_that_lost_everything_is_empty_and_can_be_filled() -> None:
    index = BM25Lucene(["ab"])
    index.remove(range(1), ids(index, "ab"))
    assert index.top("ab", 9) == []
    assert index.get_scores("a").tolist() == [0]
    assert index.compact().tolist() == []
    index.add("a")
    assert [number for number, _ in index.top("a", 9)] == [0]


def test_terms_are_numbered_as_they_come() -> None:
    index = BM25Lucene(["ab"])
    assert [index.intern(term) for term in "bca"] == [1, 2, 0]
    assert index.id_of("c") == 2
    assert index.id_of("d") is None
    assert index.df("c") == index.df("d") == 0
    found = index.idf_of(ids(index, "ac")).tolist()
    assert found == pytest.approx([index.idf("a"), index.idf("c")])
