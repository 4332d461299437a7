"""Whatever is added, removed and compacted: the index scores as one that was built afresh."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from index.bm25 import scoring
from index.bm25.index import BM25Lucene
from tests.property.test_bm25 import reference

document = st.lists(
    st.sampled_from("abcdefgh") | st.text("xyz", min_size=1, max_size=3), max_size=9
)
weighted = st.lists(
    st.tuples(st.sampled_from([*"abcdefgh", "x", "xy"]), st.sampled_from([0.3, 1.0, 2.5])),
    max_size=6,
)


class History(RuleBasedStateMachine):
    """An index beside the list of its documents; None stands for a removed one."""

    @initialize()
    def start(self) -> None:
        self.index = BM25Lucene()
        self.documents: list[list[str] | None] = []

    def ids(self, documents: list[list[str]]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        terms = [self.index.intern(term) for words in documents for term in words]
        return np.array(terms, dtype=np.int32)

    @rule(documents=st.lists(document, max_size=8))
    def extend(self, documents: list[list[str]]) -> None:
        ends = np.cumsum([len(words) for words in documents], dtype=np.int64)
        numbers = self.index.extend(self.ids(documents), ends)
        assert numbers == range(len(self.documents), len(self.documents) + len(documents))
        self.documents += documents

    @rule(words=document)
    def add(self, words: list[str]) -> None:
        assert self.index.add(words) == len(self.documents)
        self.documents.append(words)

    @precondition(lambda self: self.documents)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(self.documents) - 1))
        numbers = range(start, min(start + data.draw(st.integers(1, 4)), len(self.documents)))
        there = [words for number in numbers if (words := self.documents[number]) is not None]
        if len(there) < len(numbers):
            with pytest.raises(KeyError):
                self.index.remove(numbers, self.ids(there))
        else:
            self.index.remove(numbers, self.ids(there))
            self.documents[start : numbers.stop] = [None] * len(numbers)

    @rule()
    def compact(self) -> None:
        old = self.index.compact().tolist()
        assert old == [n for n, words in enumerate(self.documents) if words is not None]
        self.documents = [self.documents[number] for number in old]
        assert self.index.removed == 0

    @rule(query=weighted, n=st.integers(1, 5), data=st.data())
    def search(self, query: list[tuple[str, float]], n: int, data: st.DataObject) -> None:
        ends = st.integers(0, len(self.documents))
        within = data.draw(st.none() | st.builds(range, ends, ends))
        weights = [(self.index.intern(term), weight) for term, weight in query]
        numbers, found = self.index.search(weights, n, within=within)
        expected = self.scores(query)
        sharing = [
            number
            for number, words in enumerate(self.documents)
            if set(words or ()) & {term for term, _ in query}
            and (within is None or number in within)
        ]
        # Every bit of the scores is that of scoring everything, so the order is too.
        full, all_scores = self.index.search(weights, len(self.documents) + 1)
        exact = dict(zip(full.tolist(), all_scores.tolist(), strict=True))
        best = sorted(sharing, key=lambda number: (-exact[number], number))[:n]
        assert numbers.tolist() == best
        assert found.tolist() == [exact[number] for number in best]
        np.testing.assert_allclose(found, expected[best], rtol=0, atol=1e-9)
        again, same = self.index.search(weights[::-1], n, within=within)
        assert (again.tolist(), same.tolist()) == (numbers.tolist(), found.tolist())

    def scores(
        self, query: list[tuple[str, float]]
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        kept = [number for number, words in enumerate(self.documents) if words is not None]
        corpus = [words for words in self.documents if words is not None]
        scores = np.zeros(len(self.documents))
        if any(corpus):
            for term, weight in query:
                scores[kept] += weight * reference(corpus, [term])
        return scores

    @invariant()
    def the_statistics_are_those_of_the_documents_that_are_there(self) -> None:
        corpus = [words for words in self.documents if words is not None]
        assert self.index.corpus_size == len(corpus)
        assert self.index.removed == len(self.documents) - len(corpus)
        for term in "ax":
            assert self.index.df(term) == sum(term in words for words in corpus)
        query = ["a", "b", "b", "x"]
        expected = self.scores([(term, 1.0) for term in query])
        np.testing.assert_allclose(self.index.get_scores(query), expected, rtol=0, atol=1e-9)
        found = self.index.top(query, 3)
        exact = dict(found)
        assert sorted(exact, key=lambda number: (-exact[number], number)) == list(exact)


SOME = settings(max_examples=40, stateful_step_count=25)


def test_an_index_forgets_how_it_came_about() -> None:
    run_state_machine_as_test(History, settings=SOME)


def test_a_large_index_forgets_it_too() -> None:
    with patch.object(scoring, "_SMALL", 0):
        run_state_machine_as_test(History, settings=SOME)
