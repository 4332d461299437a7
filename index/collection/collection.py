"""A collection: the articles that are asked together, their passages, and the index over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.bm25.formula import idfs
from index.bm25.index import BM25Lucene
from index.collection.forms import NO_TERM, Forms
from index.collection.passages import Passages
from index.errors import UnknownArticleError
from index.model import Passage
from index.text.analysis import KINDS, analyze
from index.text.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from index.arrays import Float64s, Int32s, Int64s
    from index.model import Article, Block
    from index.text.analysis import Analysis

_COMPACT_ABOVE = 1000
"""Removed passages up to which compaction is not worth the while."""
_MOST_PLACE_TERMS = 200
"""Terms of what a passage stands under that are indexed with it, the nearest first."""
_COMPACT_PART = 4
"""They are dropped when there is one removed passage for so many others."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of a collection."""

    article: Article
    serial: int
    """Its number among all articles that were ever added."""
    numbers: range
    """The numbers of its passages, in order."""
    title: frozenset[str]
    """The terms of its title."""
    labels: Mapping[int, str]
    """The labels of passages that have one, by their place in the article."""
    marks: tuple[Block, ...]
    """The pages and times of the article, in order."""
    left_out: frozenset[str]
    """The terms of what its document says beyond its text."""


class Collection:
    """Articles with an index over their passages; what comes and goes is seen at once.

    Passages have numbers, in the order in which they came; those of an article are consecutive.
    """

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self.index = BM25Lucene()
        self.forms = Forms(self.index)
        self.table = Passages()
        self._entries: dict[str, Entry] = {}
        self._by_serial: dict[int, Entry] = {}
        self._added = 0
        self._by_place = np.zeros(0, np.int64)
        """For each term, how many passages have it by their place alone."""
        self.extend((article, analyze(article)) for article in articles)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def articles(self) -> list[Article]:
        """The articles, by title and then by id."""
        found = (entry.article for entry in self._entries.values())
        return sorted(found, key=lambda article: (article.title.casefold(), article.id))

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the index takes, the texts of the articles not counted."""
        return self.index.nbytes + self.table.nbytes + self.forms.nbytes

    def add(self, article: Article, analysis: Analysis | None = None) -> None:
        """Add an article, in place of the one with the same id if there is one.

        ``analysis`` is what `analyze` returns for the article; it is made if it is not given.
        """
        self.extend([(article, analysis or analyze(article))])

    def extend(self, articles: Iterable[tuple[Article, Analysis]]) -> None:
        """Add many articles at once, each with its analysis; as `add`, and faster."""
        latest = {article.id: (article, analysis) for article, analysis in articles}
        for article_id in latest.keys() & self._entries.keys():
            self.remove(article_id)
        added: list[range] = []
        for article, analysis in latest.values():
            words = self.forms.intern(analysis)[analysis.words]
            numbers = self.table.extend(self._added, article, analysis, words)
            entry = Entry(
                article,
                self._added,
                numbers,
                title=frozenset(terms(article.title)),
                labels=analysis.labels,
                marks=analysis.marks_across,
                left_out=frozenset(t for one in article.left_out for t in terms(one.text)),
            )
            self._entries[article.id] = self._by_serial[self._added] = entry
            self._added += 1
            added.append(numbers)
        if added:
            indexed, ends, by_place = self._indexed(range(added[0].start, added[-1].stop))
            self.index.extend(indexed, ends)
            self._count_by_place(by_place, 1)

    def remove(self, article_id: str) -> Article:
        """Remove an article and return it; raise UnknownArticleError if it is not there."""
        entry = self.entry(article_id)
        indexed, _, by_place = self._indexed(entry.numbers)
        self.index.remove(entry.numbers, indexed)
        self._count_by_place(by_place, -1)
        del self._entries[article_id], self._by_serial[entry.serial]
        if self.index.removed > max(self.index.corpus_size // _COMPACT_PART, _COMPACT_ABOVE):
            self._compact()
        return entry.article

    def entry(self, article_id: str) -> Entry:
        """Return an article and its place; raise UnknownArticleError if it is not there."""
        try:
            return self._entries[article_id]
        except KeyError:
            known = ", ".join(sorted(self._entries)[:10]) or "none yet"
            raise UnknownArticleError(
                f"There is no article “{article_id}” here. Articles: {known}."
            ) from None

    def article(self, article_id: str) -> Article:
        """Return an article by its id; raise UnknownArticleError if it is not there."""
        return self.entry(article_id).article

    @property
    def all_entries(self) -> Iterable[Entry]:
        """The entries of all articles, in no order that means anything."""
        return self._entries.values()

    def entry_of(self, number: int) -> Entry:
        """Return the entry of the article that a passage is of."""
        return self._by_serial[int(self.table.articles[number])]

    def entries(self, serials: Iterable[int]) -> list[Entry]:
        """Return the entries of some articles, by their serial numbers."""
        return list(map(self._by_serial.__getitem__, serials))

    def passage(self, number: int) -> Passage:
        """Return a passage by its number."""
        entry = self.entry_of(number)
        table = self.table
        return Passage(
            article_id=entry.article.id,
            ordinal=int((table.paragraphs[entry.numbers.start : number] > 0).sum()),
            paragraph=int(table.paragraphs[number]),
            start=int(table.starts[number]),
            end=int(table.ends[number]),
            kind=KINDS[table.kinds[number]],
        )

    def passages(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order."""
        numbers = self.entry(article_id).numbers
        return [self.passage(n) for n in numbers if self.table.paragraphs[n] > 0]

    def text(self, passage: Passage) -> str:
        """Return the words of a passage, as they stand in its article."""
        return self.article(passage.article_id).text[passage.start : passage.end]

    def idf_of(self, ids: Int32s) -> Float64s:
        """Return the idf of each of some terms, by id; -1 stands for one that was never used.

        A term counts where a passage says it, not where only a heading above it does: what a whole
        section is about would else be worth next to nothing in it.
        """
        size = len(self._by_place)
        df = self.index.df_of(ids)
        counted = (ids >= 0) & (ids < size)
        df[counted] -= self._by_place[ids[counted]]
        return idfs(df, self.index.corpus_size)

    def knows(self, term: str) -> bool:
        """Tell whether any passage holds a term."""
        return self.index.df(term) > 0

    def _count_by_place(self, terms: Int32s, sign: int) -> None:
        size = self.index.terms
        if len(self._by_place) < size:
            grown = np.zeros(size + size // 4, np.int64)
            grown[: len(self._by_place)] = self._by_place
            self._by_place = grown
        self._by_place[:size] += sign * np.bincount(terms, minlength=size)

    def _indexed(self, numbers: range) -> tuple[Int32s, Int64s, Int32s]:
        """Return what the index holds of consecutive passages: terms, and where each one's end.

        The third are the terms, once for each passage, that it has by its place alone.

        They are those of its words, without stop words, and once each those of what it stands
        under, which are evidence that it answers as its own are. What is only a place is there
        with its words where nothing that could be quoted stands under it.
        """
        words, ends = self.table.words_of(numbers)
        terms = self.forms.terms[words]
        kept = terms != NO_TERM
        before = np.concatenate(([0], np.cumsum(kept)))
        terms, ends = terms[kept], before[ends]
        parents = self.table.parents[numbers.start : numbers.stop]
        if (parents < 0).all():
            return terms, ends, terms[:0]
        return self._with_places(numbers, terms, ends, parents)

    def _with_places(
        self,
        numbers: range,
        terms: Int32s,
        ends: Int64s,
        parents: Int64s,
    ) -> tuple[Int32s, Int64s, Int32s]:
        own = np.split(terms, ends[:-1])
        governs = np.zeros(len(numbers), np.bool_)
        governs[parents[parents >= 0] - numbers.start] = True
        only_place = governs & (self.table.paragraphs[numbers.start : numbers.stop] == 0)
        titles = self.table.titles[numbers.start : numbers.stop]
        places: dict[int, Int32s] = {}
        documents, by_place = [], [terms[:0]]
        for at, parent in enumerate((parents - numbers.start).tolist()):
            above = places[parent] if parent >= 0 else terms[:0]
            if governs[at]:
                named = terms[:0] if titles[at] else own[at]
                nearest_first = dict.fromkeys([*named.tolist(), *above.tolist()])
                places[at] = np.array(list(nearest_first)[:_MOST_PLACE_TERMS], np.int32)
            if only_place[at]:
                documents.append(terms[:0])
            else:
                documents.append(np.concatenate((own[at], above)))
                by_place.append(np.setdiff1d(above, own[at]))
        lengths = np.cumsum([len(document) for document in documents])
        return np.concatenate(documents), lengths, np.concatenate(by_place)

    def _compact(self) -> None:
        """Give the memory of removed passages back; the others get new numbers."""
        survivors = self.index.compact()
        self.table.keep(survivors)
        for article_id, entry in self._entries.items():
            first = int(np.searchsorted(survivors, entry.numbers.start))
            numbers = range(first, first + len(entry.numbers))
            moved = replace(entry, numbers=numbers)
            self._entries[article_id] = self._by_serial[entry.serial] = moved
