"""Whatever the documents: rank_bm25's own arithmetic gives the same scores."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from index.bm25.index import BM25Lucene

term = st.sampled_from("abcdefgh")
documents = st.lists(st.lists(term, max_size=12), min_size=1, max_size=20).filter(any)
question = st.lists(st.sampled_from("abcdefghz"), max_size=6)


def reference(
    corpus: list[list[str]], query: list[str]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """rank_bm25's scores with its idf replaced by Lucene's."""
    okapi = BM25Okapi(corpus, k1=0.9, b=0.4)
    for word in okapi.idf:
        df = sum(word in document for document in corpus)
        okapi.idf[word] = np.log(1 + (len(corpus) - df + 0.5) / (df + 0.5))
    scores: np.ndarray[tuple[int], np.dtype[np.float64]] = okapi.get_scores(query)
    return scores


@given(documents, question)
def test_scores_are_those_of_rank_bm25(corpus: list[list[str]], query: list[str]) -> None:
    ours = BM25Lucene(corpus).get_scores(query)
    np.testing.assert_allclose(ours, reference(corpus, query), rtol=0, atol=1e-9)


@given(documents, st.data())
def test_scores_after_removals_are_those_of_a_rebuild(
    corpus: list[list[str]], data: st.DataObject
) -> None:
    removed = data.draw(st.sets(st.integers(0, len(corpus) - 1)))
    query = data.draw(question)
    index = BM25Lucene(corpus)
    for number in removed:
        terms = np.array([index.intern(term) for term in corpus[number]], dtype=np.int32)
        index.remove(range(number, number + 1), terms)
    kept = [number for number in range(len(corpus)) if number not in removed]
    rest = [corpus[number] for number in kept]
    if any(rest):
        ours = index.get_scores(query)[kept]
        np.testing.assert_allclose(ours, reference(rest, query), rtol=0, atol=1e-9)


@given(documents, question, st.integers(1, 30))
def test_every_hit_shares_a_term_and_the_best_come_first(
    corpus: list[list[str]], query: list[str], n: int
) -> None:
    index = BM25Lucene(corpus)
    hits = index.top(query, n)
    sharing = [number for number, document in enumerate(corpus) if set(document) & set(query)]
    assert len(hits) == min(n, len(sharing))
    scores = index.get_scores(query)
    expected = sorted(sharing, key=lambda number: (-scores[number], number))[:n]
    assert [number for number, _ in hits] == expected
