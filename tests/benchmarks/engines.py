"""The peers, each behind the same few calls and at its own best: in memory, opened once.

Those that take tokens are given the terms that Pullquote makes of the text; the others are given
these terms with spaces between them, and split at the spaces. All are asked for the same number of
hits, for documents that hold at least one of the terms.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

import numpy as np

from index.bm25.index import BM25Lucene

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import tantivy

    Documents = Sequence[Sequence[str]]

BEST = 100
"""Hits that are asked for."""
K1, B = 0.9, 0.4


class Asked(NamedTuple):
    """A question, as text and as terms."""

    text: str
    terms: list[str]


class Engine(Protocol):
    """An index over documents."""

    def top(self, asked: Asked) -> object:
        """Find the best hits."""


@runtime_checkable
class Updatable(Engine, Protocol):
    """An index that can change."""

    def add(self, documents: Documents) -> None:
        """Add documents, to be seen by the next question."""

    def remove(self) -> None:
        """Remove the documents that were added last."""


class RankBM25:
    """rank_bm25's Okapi scores, and numpy's choice of the best: its own ``get_top_n`` sorts all."""

    def __init__(self, documents: Documents) -> None:
        from rank_bm25 import BM25Okapi  # noqa: PLC0415 - the peers are imported when wanted

        self._index = BM25Okapi(documents, k1=K1, b=B)

    def top(self, asked: Asked) -> object:
        """Score all documents."""
        scores = self._index.get_scores(asked.terms)
        best = np.argsort(scores)[::-1][:BEST]
        return best[scores[best] > 0]


class BM25S:
    """bm25s with Lucene's formula, and its usual backend, numpy."""

    backend = "numpy"

    def __init__(self, documents: Documents) -> None:
        import bm25s  # noqa: PLC0415 - the peers are imported when wanted

        self._index = bm25s.BM25(k1=K1, b=B, method="lucene", backend=self.backend)
        self._index.index(documents, show_progress=False)
        self._best = min(BEST, len(documents))

    def top(self, asked: Asked) -> object:
        """Retrieve without a progress bar."""
        return self._index.retrieve([asked.terms], k=self._best, show_progress=False)


class BM25SNumba(BM25S):
    """bm25s with its compiled backend; one thread, which is faster for one question."""

    backend = "numba"

    def top(self, asked: Asked) -> object:
        """Retrieve on one thread."""
        return self._index.retrieve([asked.terms], k=self._best, show_progress=False, n_threads=1)


class Tantivy:
    """tantivy in memory. Its hits are addresses: the look-up of what they stand for is left out."""

    def __init__(self, documents: Documents) -> None:
        import tantivy  # noqa: PLC0415 - the peers are imported when wanted

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field("article", tokenizer_name="raw", index_option="basic")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self._writer = self._index.writer(200_000_000, 1)
        self._write(documents, "old")
        self._writer.wait_merging_threads()
        self._writer = self._index.writer(50_000_000, 1)
        self._open()

    def _write(self, documents: Documents, article: str) -> None:
        for document in documents:
            body = " ".join(document)
            self._writer.add_document(self._tantivy.Document(body=body, article=article))
        self._writer.commit()

    def _open(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def top(self, asked: Asked) -> object:
        """Search with a query of optional terms, without counting all matches."""
        clauses = [(self._tantivy.Occur.Should, self._term(term)) for term in asked.terms]
        query = self._tantivy.Query.boolean_query(clauses)
        return self._searcher.search(query, BEST, count=False)

    def _term(self, term: str) -> tantivy.Query:
        return self._tantivy.Query.term_query(self._schema, "body", term)

    def add(self, documents: Documents) -> None:
        """Add documents, commit, and open a new searcher."""
        self._write(documents, "new")
        self._open()

    def remove(self) -> None:
        """Delete the added documents, commit, and open a new searcher."""
        self._writer.delete_documents_by_term("article", "new")
        self._writer.commit()
        self._open()


class FTS5:
    """SQLite's full-text index, in memory, with its default tokeniser."""

    def __init__(self, documents: Documents) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE passage USING fts5(body)")
        self._size = 0
        self.add(documents)

    def top(self, asked: Asked) -> object:
        """Match any of the terms, ordered by SQLite's bm25."""
        query = " OR ".join(f'"{term}"' for term in asked.terms)
        rows = self._database.execute(
            "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY rank LIMIT ?", (query, BEST)
        )
        return rows.fetchall()

    def add(self, documents: Documents) -> None:
        """Insert documents in one transaction."""
        self._added = (self._size + 1, self._size + len(documents))
        self._size += len(documents)
        bodies = ((" ".join(document),) for document in documents)
        with self._database:
            self._database.executemany("INSERT INTO passage (body) VALUES (?)", bodies)

    def remove(self) -> None:
        """Delete the documents that were inserted last."""
        with self._database:
            between = "DELETE FROM passage WHERE rowid BETWEEN ? AND ?"
            self._database.execute(between, self._added)
        self._size = self._added[0] - 1


class Pullquote:
    """Pullquote's index, from terms as the others are."""

    def __init__(self, documents: Documents) -> None:
        self._index = BM25Lucene(documents, k1=K1, b=B)
        self._added = range(0), np.zeros(0, dtype=np.int32)

    def top(self, asked: Asked) -> object:
        """Find the best hits."""
        return self._index.top(asked.terms, BEST)

    def add(self, documents: Documents) -> None:
        """Add documents in bulk."""
        ids = [self._index.intern(term) for document in documents for term in document]
        terms = np.array(ids, dtype=np.int32)
        ends = np.cumsum([len(document) for document in documents], dtype=np.int64)
        self._added = self._index.extend(terms, ends), terms

    def remove(self) -> None:
        """Remove the documents that were added last, and compact when a fifth is removed."""
        self._index.remove(*self._added)
        if self._index.removed * 5 > self._index.corpus_size:
            self._index.compact()


_NEEDS: dict[str, tuple[Callable[[Documents], Engine], tuple[str, ...]]] = {
    "rank_bm25": (RankBM25, ("rank_bm25",)),
    "bm25s": (BM25S, ("bm25s",)),
    "bm25s, numba": (BM25SNumba, ("bm25s", "numba")),
    "SQLite FTS5": (FTS5, ()),
    "tantivy": (Tantivy, ("tantivy",)),
    "Pullquote": (Pullquote, ()),
}


def engines() -> dict[str, Callable[[Documents], Engine]]:
    """Return the peers that are installed, by name; Pullquote is the last."""
    return {
        name: make
        for name, (make, needs) in _NEEDS.items()
        if all(importlib.util.find_spec(need) for need in needs)
    }
