"""A ranking to an answer: quotes that stand alone, or an honest refusal.

A question is answered when the confidence that the first passage answers it reaches the threshold
(`index.rank.model`). The other passages are as much less sure as the ranking gives them less.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from index.collection.forms import NO_TERM
from index.errors import PassageError
from index.model import Answer, Quote
from index.quote.cite import cite
from index.rank.question import read_question
from index.rank.rankers import NOTHING, LexicalRanker
from index.text.terms import question_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.collection.collection import Collection
    from index.rank.ranker import Ranking
    from index.rank.rankers import Ranker

_SAME = 0.9
"""Passages whose terms overlap this much (Jaccard) say the same thing."""

_NEEDS_WHAT_CAME_BEFORE = re.compile(
    r"""["'“‘(\[]* (?:
        he | she | they | it | his | her | their | its | him | them | this | that | these | those
      | such | both | neither | the \s (?: former | latter | two | pair )
      | (?: but | and | or | so | yet | then | thus | however | therefore | instead | also
          | moreover | meanwhile | nevertheless | otherwise ) ,? \s
    ) \b""",
    re.VERBOSE | re.IGNORECASE,
)


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
    leans on it ("and the British one?") is asked of the same article first.
    ``threshold`` is the least confidence with which it is answered, the ranker's own if it is not
    given; the ranker is the lexical one if it is not given. Raise UnknownArticleError when there is
    no such article.
    """
    ranker = ranker or LexicalRanker()
    least = ranker.threshold if threshold is None else threshold
    within = None if article_id is None else collection.entry(article_id).numbers
    question = read_question(asked, collection, previous=previous)
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
    )


def missing_terms(asked: str, collection: Collection, within: range | None) -> tuple[str, ...]:
    """Return the words of a question, as asked, none of whose terms the articles use."""
    if within is None:
        used = collection.knows
    else:
        forms, _ = collection.table.words_of(within)
        held = frozenset(collection.forms.terms[forms].tolist())

        def used(term: str) -> bool:
            return collection.index.id_of(term) in held

    missing = (
        word.text for word in question_words(asked) if word.terms and not any(map(used, word.terms))
    )
    return tuple(dict.fromkeys(missing))


def _quotes(
    ranking: Ranking, confidence: float, collection: Collection, limit: int
) -> tuple[Quote, ...]:
    shares = ranking.shares / ranking.shares[0]
    return tuple(
        _quote(
            collection,
            int(ranking.numbers[place]),
            score=float(ranking.scores[place]),
            confidence=confidence * float(shares[place]),
        )
        for place in _distinct(ranking, collection, limit)
    )


def _distinct(ranking: Ranking, collection: Collection, limit: int) -> Iterator[int]:
    """Yield the places of the first passages that do not say what a better one says already."""
    kept: list[frozenset[int]] = []
    terms, table = collection.forms.terms, collection.table
    for place, number in enumerate(ranking.numbers.tolist()):
        if len(kept) == limit:
            return
        forms, _ = table.words_of(range(number, number + 1))
        held = frozenset(terms[forms].tolist()) - {NO_TERM}
        if all(len(held & other) < _SAME * len(held | other) for other in kept):
            kept.append(held)
            yield place


def _quote(
    collection: Collection,
    number: int,
    *,
    score: float,
    confidence: float,
    before: int | None = None,
    after: int | None = None,
) -> Quote:
    """Return the quote of a passage, with so many neighbours or with those that it needs."""
    article = collection.entry_of(number).article
    passage = collection.passage(number)
    text = article.text[passage.start : passage.end]
    if before is None:
        before = int(bool(_NEEDS_WHAT_CAME_BEFORE.match(text)))
    if after is None:
        after = int(text.endswith(":"))
    around = _around(collection, number, before=before, after=after)
    starts = collection.table.starts[around.start : around.stop].tolist()
    ends = collection.table.ends[around.start : around.stop].tolist()
    return Quote(
        text=text,
        start=passage.start,
        end=passage.end,
        citation=cite(article, passage),
        score=score,
        confidence=confidence,
        context_before=article.text[starts[0] : passage.start],
        context_after=article.text[passage.end : ends[-1]],
        neighbors=tuple(
            (start, end) for start, end in zip(starts, ends, strict=True) if start != passage.start
        ),
    )


def in_context(
    collection: Collection, article_id: str, start: int, *, before: int, after: int
) -> Quote:
    """Return the passage of an article that begins at ``start``, with its neighbours as context.

    Raise PassageError when no passage begins there.
    """
    numbers = collection.entry(article_id).numbers
    starts = collection.table.starts[numbers.start : numbers.stop]
    place = int(np.searchsorted(starts, start))
    if place == len(starts) or starts[place] != start:
        raise PassageError("The article has changed since then; please ask again.")
    return _quote(collection, numbers[place], score=0.0, confidence=0.0, before=before, after=after)


def passage_over(collection: Collection, article_id: str, offset: int) -> int | None:
    """Return where the passage of an article begins that has the character at an offset, if any."""
    numbers = collection.entry(article_id).numbers
    starts = collection.table.starts[numbers.start : numbers.stop]
    ends = collection.table.ends[numbers.start : numbers.stop]
    place = int(np.searchsorted(starts, offset, side="right")) - 1
    return int(starts[place]) if place >= 0 and offset < ends[place] else None


def _around(collection: Collection, number: int, *, before: int, after: int) -> range:
    """Return the numbers of a passage and of up to so many neighbours.

    It ends early at text that is no passage: boilerplate is not shown as context either.
    """
    entry = collection.entry_of(number)
    text, numbers = entry.article.text, entry.numbers
    starts, ends = collection.table.starts, collection.table.ends
    first = last = number
    while first > max(number - before, numbers.start):
        if text[int(ends[first - 1]) : int(starts[first])].strip():
            break
        first -= 1
    while last < min(number + after, numbers.stop - 1):
        if text[int(ends[last]) : int(starts[last + 1])].strip():
            break
        last += 1
    return range(first, last + 1)
