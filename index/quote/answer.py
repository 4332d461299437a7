"""Turn a ranking into an answer: quotes that stand alone, or an honest refusal.

A question is answered when the confidence that the first passage answers it reaches the threshold
(`index.rank.model`). The other passages are as much less sure as the ranking gives them less.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from index.collection.forms import NO_TERM
from index.errors import PassageError
from index.model import Answer, Quote
from index.quote.cite import cite
from index.quote.frame import unframed
from index.quote.parts import parts_of
from index.quote.place import place_of
from index.quote.reading import reading
from index.quote.whole import around, whole
from index.rank.background import read_background
from index.rank.question import read_question
from index.rank.rankers import NOTHING, LexicalRanker
from index.rank.subject import said_of_subject
from index.text.terms import question_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.collection.collection import Collection
    from index.quote.whole import Extent
    from index.rank.question import Question
    from index.rank.rankers import Ranker
    from index.rank.ranking import Ranking

_LEAST_FOLLOWING, _OWN_QUOTE = 0.135, 0.4
"""Shares, as parts of the first passage's, between which the sentence after it is shown with it.
Below, it seldom answers; above, people see it as a further quote (`bot.render.phrases`)."""
_SAME = 0.9
"""Passages whose terms overlap this much (Jaccard) say the same thing."""

_FOR_ONE_WORD = 0.95
"""The least confidence with which a single common word is answered: it asks next to nothing."""
_COMMON = 2.5
"""Inverse document frequency at large below which a word is common: one article in 12 has it."""


def answer(
    asked: str,
    collection: Collection,
    *,
    limit: int,
    article_id: str | None = None,
    previous: str | None = None,
    threshold: float | None = None,
    ranker: Ranker | None = None,
) -> Answer:
    """Answer a question with at most ``limit`` quotes, or with as many nearest passages.

    ``article_id`` restricts it to one article. ``previous`` is the question before it: one that
    leans on it ("and the British one?") is asked of the same article first. Several questions in
    one are each asked after the one before (`index.quote.parts`).
    ``threshold`` is the least confidence with which it is answered, the ranker's own if it is not
    given; the ranker is the lexical one if it is not given. Raise UnknownArticleError when there is
    no such article.
    """
    ranker = ranker or LexicalRanker()
    least = ranker.threshold if threshold is None else threshold
    within = None if article_id is None else collection.entry(article_id).numbers
    found: list[Answer] = []
    previous = previous and unframed(previous)
    for part in map(unframed, parts_of(asked)):
        found.append(
            _answer_one(
                part,
                collection,
                limit,
                within=within,
                previous=previous,
                least=least,
                ranker=ranker,
            )
        )
        previous = part
    return replace(found[0], question=asked) if len(found) == 1 else _joined(asked, found, limit)


def _joined(asked: str, found: Sequence[Answer], limit: int) -> Answer:
    """Return the answer to several questions at once: of each that is answered the best, in turns.

    What is shown first says how sure it is; nothing is shown twice.
    """
    answered = [one for one in found if one.answered]
    shown: dict[tuple[str, int], Quote] = {}
    for row in zip_longest(*(one.quotes or one.nearest for one in answered or found)):
        for quote in filter(None, row):
            shown.setdefault((quote.citation.article_id, quote.start), quote)
    quotes = tuple(shown.values())[:limit]
    missing = (word for one in found for word in one.missing_terms)
    return Answer(
        question=asked,
        quotes=quotes if answered else (),
        answered=bool(answered),
        confidence=(answered or found)[0].confidence,
        missing_terms=tuple(dict.fromkeys(missing)),
        nearest=() if answered else quotes,
        articles=found[0].articles,
    )


def _answer_one(
    asked: str,
    collection: Collection,
    limit: int,
    *,
    within: range | None,
    previous: str | None,
    least: float,
    ranker: Ranker,
) -> Answer:
    question = read_question(asked, collection, previous=previous)
    if _is_one_common_word(question):
        least = max(least, _FOR_ONE_WORD)
    confidence, ranking = NOTHING
    if question.follows and within is None and previous is not None:
        first = ranker.judge(read_question(previous, collection), collection).ranking
        same = None if first is None else collection.entry_of(int(first.numbers[0])).numbers
        confidence, ranking = ranker.judge(question, collection, within=same)
    if ranking is None or confidence < least:
        confidence, ranking = ranker.judge(question, collection, within=within)
    answered = ranking is not None and confidence >= least
    quotes = () if ranking is None else _quotes(ranking, confidence, collection, limit)
    return Answer(
        question=asked,
        quotes=quotes if answered else (),
        answered=answered,
        confidence=confidence,
        missing_terms=missing_terms(asked, collection, within),
        nearest=() if answered else quotes,
        articles=len(collection) if within is None else 1,
        about="" if ranking is None or answered else _about(asked, ranking, collection),
    )


def _about(asked: str, ranking: Ranking, collection: Collection) -> str:
    """Return the subject of a question, in its own words, where the nearest passage has only that.

    It is the longest run of words that are its names.
    """
    said = said_of_subject(ranking, collection)
    if not said.only_subject:
        return ""
    stems = {term.stem for term in said.subject if not term.number}
    best = (0, 0)
    start: int | None = None
    for word in question_words(asked):
        if stems.isdisjoint(word.terms):
            start = None
            continue
        start = word.start if start is None else start
        if word.end - start > best[1] - best[0]:
            best = (start, word.end)
    return asked[slice(*best)]


def _is_one_common_word(question: Question) -> bool:
    """Tell whether a question is but one word that articles on anything use."""
    if question.follows or len(question.terms) != 1:
        return False
    (term,) = question.terms
    return not term.name and read_background().idf(term.stem) < _COMMON


def missing_terms(asked: str, collection: Collection, within: range | None) -> tuple[str, ...]:
    """Return the words of a question, as asked, that the articles' documents never use.

    What is no part of the text that was made of a document counts as used: its reader can see it.
    """
    if within is None:
        used = collection.knows
        left_out = (entry.left_out for entry in collection.all_entries)
    else:
        forms, _ = collection.table.words_of(within)
        held = frozenset(collection.forms.terms[forms].tolist())
        left_out = (collection.entry_of(number).left_out for number in within[:1])

        def used(term: str) -> bool:
            return collection.index.id_of(term) in held

    missing = [
        word for word in question_words(asked) if word.terms and not any(map(used, word.terms))
    ]
    beyond = frozenset().union(*left_out) if missing else frozenset[str]()
    unused = (word.text for word in missing if beyond.isdisjoint(word.terms))
    return tuple(dict.fromkeys(unused))


def _quotes(
    ranking: Ranking, confidence: float, collection: Collection, limit: int
) -> tuple[Quote, ...]:
    shares = ranking.shares / ranking.shares[0]
    return tuple(
        quote_of(
            collection,
            _with_following(extent, ranking, collection) if place == 0 else extent,
            score=float(ranking.scores[place]),
            confidence=confidence * float(shares[place]),
        )
        for place, extent in _distinct(ranking, collection, limit)
    )


def _with_following(extent: Extent, ranking: Ranking, collection: Collection) -> Extent:
    """Return what is shown of the first passage with the sentence after it, where that may answer.

    That is where the ranking gives it a fair part of what it gives the first, and not so much that
    it is shown as a quote of its own.
    """
    following = extent.last + 1
    found = np.flatnonzero(ranking.numbers == following)
    if extent.last != extent.number or not len(found):
        return extent
    table = collection.table
    joined = (
        table.paragraphs[following] == table.paragraphs[extent.number]
        and table.articles[following] == table.articles[extent.number]
    )
    part = float(ranking.shares[found[0]] / ranking.shares[0])
    fair = _LEAST_FOLLOWING <= part < _OWN_QUOTE
    return extent._replace(last=following) if joined and fair else extent


def _distinct(ranking: Ranking, collection: Collection, limit: int) -> Iterator[tuple[int, Extent]]:
    """Yield the first passages that do not say what a better one says or shows already.

    They come with their places in the ranking, and with what they need around them.
    """
    kept: list[frozenset[int]] = []
    shown: set[int] = set()
    terms, table = collection.forms.terms, collection.table
    for place, number in enumerate(ranking.numbers.tolist()):
        if len(kept) == limit:
            return
        held = frozenset(terms[table.words_with_place(number)].tolist()) - {NO_TERM}
        if number in shown or any(len(held & other) >= _SAME * len(held | other) for other in kept):
            continue
        extent = whole(collection, number, ranking.question)
        if extent.number not in shown:
            kept.append(held)
            shown.update(range(extent.number, extent.last + 1))
            yield place, extent


def quote_of(
    collection: Collection, extent: Extent, *, score: float = 0.0, confidence: float = 0.0
) -> Quote:
    """Return the quote of a passage with what it needs around it as its context."""
    article = collection.entry_of(extent.number).article
    passage = collection.passage(extent.number)
    rows = range(extent.first, extent.last + 1)
    starts, ends = collection.table.starts, collection.table.ends
    return Quote(
        text=article.text[passage.start : passage.end],
        start=passage.start,
        end=passage.end,
        citation=cite(article, passage, place_of(collection, extent.number)),
        score=score,
        confidence=confidence,
        context_before=article.text[int(starts[extent.first]) : passage.start],
        context_after=article.text[passage.end : int(ends[extent.last])],
        neighbors=tuple((int(starts[n]), int(ends[n])) for n in rows if n != extent.number),
        more=extent.more,
        kind=passage.kind,
        reading=reading(collection, extent.first, extent.number, extent.last),
    )


def in_context(
    collection: Collection, article_id: str, start: int, *, before: int, after: int
) -> Quote:
    """Return the passage of an article that begins at ``start``, with its neighbors as context.

    Raise PassageError when no passage begins there.
    """
    numbers = collection.entry(article_id).numbers
    starts = collection.table.starts[numbers.start : numbers.stop]
    place = int(np.searchsorted(starts, start))
    if place == len(starts) or starts[place] != start:
        raise PassageError("The article has changed since then; please ask again.")
    return quote_of(collection, around(collection, numbers[place], before=before, after=after))


def passage_over(collection: Collection, article_id: str, offset: int) -> int | None:
    """Return where the passage of an article begins that has the character at an offset, if any."""
    numbers = collection.entry(article_id).numbers
    starts = collection.table.starts[numbers.start : numbers.stop]
    ends = collection.table.ends[numbers.start : numbers.stop]
    place = int(np.searchsorted(starts, offset, side="right")) - 1
    return int(starts[place]) if place >= 0 and offset < ends[place] else None
