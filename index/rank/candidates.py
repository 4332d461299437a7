"""Find the passages among which the answer is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.rank.thesaurus import related

if TYPE_CHECKING:
    from index.arrays import Int64s
    from index.collection.collection import Collection
    from index.rank.question import Question

    Query = list[tuple[int, float]]

MOST = 100
"""Candidates of a question. On the training sets they have the answer for 98 of 100 questions."""
_CORRECTED = 0.8
"""What a word that looks like an unknown one counts at most."""
_RELATED = 0.2
"""What a related word counts where passages with the words themselves are too few."""


def candidates(question: Question, collection: Collection, *, within: range | None) -> Int64s:
    """Return the numbers of at most `MOST` passages, those with the best BM25 before others.

    A word that no article uses is looked for as the words that look like it. Where fewer than
    `MOST` passages have a word of the question, others follow that have a related word, and then
    what else stands in the articles that were found, in that order: of an article of at most `MOST`
    passages that is asked alone, all are candidates. A question without terms has no candidates.
    """
    if not question.terms:
        return np.zeros(0, np.int64)
    query: Query = []
    for term in question.terms:
        if collection.knows(term.stem):
            query.append((term.id, term.weight))
        else:
            query += [(other, _CORRECTED * term.weight * degree) for other, degree in term.similar]
    search = collection.index.search
    if len(within or collection.table) <= MOST:
        found, _ = search(query + _related(question, collection), MOST, within=within)
    else:
        found, _ = search(query, MOST, within=within)
        if len(found) < MOST:
            wider, _ = search(query + _related(question, collection), MOST, within=within)
            others = wider[~np.isin(wider, found)]
            found = np.concatenate((found, others[: MOST - len(found)]))
    found = found[collection.table.paragraphs[found] > 0]
    return _with_others(found, collection, within)


def _with_others(found: Int64s, collection: Collection, within: range | None) -> Int64s:
    """Return passages followed by the others of their articles, as far as there is room."""
    serials = dict.fromkeys(collection.table.articles[found].tolist())
    spans = [entry.numbers for entry in collection.entries(serials)]
    if not spans:
        spans = [entry.numbers for entry in collection.all_entries] if within is None else [within]
        if len(spans) > 1:
            return found
    for span in spans:
        if len(found) >= MOST:
            break
        if len(span) <= MOST:
            fits = collection.table.paragraphs[span.start : span.stop] > 0
            inside = found[(found >= span.start) & (found < span.stop)]
            fits[inside - span.start] = False
            own = np.flatnonzero(fits)[: MOST - len(found)] + span.start
            found = np.concatenate((found, own))
    return found


def _related(question: Question, collection: Collection) -> Query:
    ids = (
        (collection.index.id_of(stem), _RELATED * term.weight)
        for term in question.terms
        for stem in related(term.stem)
    )
    return [(term, weight) for term, weight in ids if term is not None]
