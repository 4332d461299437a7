"""Hits to an answer: quotes that stand alone, an honest refusal where the evidence is weak.

The rule of abstention is a first, simple one. A question is answered when the best passage holds
at least `THRESHOLD` of the question's weight: the sum of the idf of its terms, where a term that
the articles never use weighs most of all. That share is also the confidence of a quote.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encode

from index.analyze import terms, words
from index.errors import PassageError
from index.model import Answer, Citation, Quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.collection import Collection
    from index.model import Article, Hit, Passage

THRESHOLD = 0.4
"""Least confidence with which a question is answered. Chosen by reason, not fitted: two thirds of
the weight would refuse every question that uses one rare word of its own."""
_SAME = 0.9
"""Passages whose terms overlap this much (Jaccard) say the same thing."""
_WHOLE_IN_LINK = 12
"""A sentence of up to this many words stands whole in the link; of a longer one, its ends."""

_NEEDS_WHAT_CAME_BEFORE = re.compile(
    r"""["'“‘(\[]* (?:
        he | she | they | it | his | her | their | its | him | them | this | that | these | those
      | such | both | neither | the \s (?: former | latter | two | pair )
      | (?: but | and | or | so | yet | then | thus | however | therefore | instead | also
          | moreover | meanwhile | nevertheless | otherwise ) ,? \s
    ) \b""",
    re.VERBOSE | re.IGNORECASE,
)


def compose(question: str, hits: Sequence[Hit], collection: Collection, *, limit: int) -> Answer:
    """Make the answer to a question out of hits, best first.

    At most ``limit`` quotes; when the evidence is weak, none, and as many ``nearest`` instead.
    """
    distinct = _without_repeats(hits, collection)[:limit]
    quotes = tuple(
        _quote(hit, _confidence(question, hit.passage, collection), collection) for hit in distinct
    )
    confidence = quotes[0].confidence if quotes else 0.0
    answered = bool(quotes) and confidence >= THRESHOLD
    return Answer(
        question=question,
        quotes=quotes if answered else (),
        answered=answered,
        confidence=confidence,
        missing_terms=missing_terms(question, collection),
        nearest=() if answered else quotes,
    )


def missing_terms(question: str, collection: Collection) -> tuple[str, ...]:
    """Return the words of a question, as asked, none of whose terms the articles use."""
    missing = (
        word.text
        for word in words(question)
        if word.terms and not any(collection.knows(term) for term in word.terms)
    )
    return tuple(dict.fromkeys(missing))


def _confidence(question: str, passage: Passage, collection: Collection) -> float:
    held = set(terms(collection.text(passage)))
    weights = {term: collection.idf(term) for term in terms(question)}
    total = sum(weights.values())
    return sum(idf for term, idf in weights.items() if term in held) / total if total else 0.0


def _without_repeats(hits: Sequence[Hit], collection: Collection) -> list[Hit]:
    """Return the hits without those that say what a better one says already."""
    kept: list[tuple[Hit, frozenset[str]]] = []
    for hit in hits:
        held = frozenset(terms(collection.text(hit.passage)))
        if all(len(held & other) < _SAME * len(held | other) for _, other in kept):
            kept.append((hit, held))
    return [hit for hit, _ in kept]


def _quote(hit: Hit, confidence: float, collection: Collection) -> Quote:
    passage = hit.passage
    article = collection.article(passage.article_id)
    passages = collection.passages(article.id)
    text = article.text[passage.start : passage.end]
    needs_before = bool(_NEEDS_WHAT_CAME_BEFORE.match(text))
    needs_after = text.endswith(":")
    first, last = _around(article, passages, passage, before=needs_before, after=needs_after)
    return Quote(
        text=text,
        start=passage.start,
        end=passage.end,
        citation=cite(article, passage),
        score=hit.score,
        confidence=confidence,
        context_before=article.text[first : passage.start],
        context_after=article.text[passage.end : last],
    )


def in_context(
    collection: Collection, article_id: str, start: int, *, before: int, after: int
) -> Quote:
    """Return the passage of an article that begins at ``start``, with its neighbours as context.

    Raise PassageError when no passage begins there.
    """
    article = collection.article(article_id)
    passages = collection.passages(article_id)
    passage = next((p for p in passages if p.start == start), None)
    if passage is None:
        raise PassageError("The article has changed since then; please ask again.")
    first, last = _around(article, passages, passage, before=before, after=after)
    return Quote(
        text=article.text[passage.start : passage.end],
        start=passage.start,
        end=passage.end,
        citation=cite(article, passage),
        score=0.0,
        confidence=0.0,
        context_before=article.text[first : passage.start],
        context_after=article.text[passage.end : last],
    )


def _around(
    article: Article, passages: Sequence[Passage], passage: Passage, *, before: int, after: int
) -> tuple[int, int]:
    """Return the range of a passage with up to so many neighbours.

    It ends early at text that is no passage: boilerplate is not shown as context either.
    """
    first = last = passage
    for neighbour in reversed(passages[max(passage.ordinal - before, 0) : passage.ordinal]):
        if article.text[neighbour.end : first.start].strip():
            break
        first = neighbour
    for neighbour in passages[passage.ordinal + 1 : passage.ordinal + 1 + after]:
        if article.text[last.end : neighbour.start].strip():
            break
        last = neighbour
    return first.start, last.end


def cite(article: Article, passage: Passage) -> Citation:
    """Return where a passage stands."""
    return Citation(
        article_id=article.id,
        title=article.title,
        source=article.source,
        author=article.author,
        published=article.published,
        paragraph=passage.paragraph,
        start=passage.start,
        end=passage.end,
        revision=article.revision,
        url=_link(article.url, article.text[passage.start : passage.end]),
    )


def _link(url: str | None, text: str) -> str | None:
    """Return the URL with a text fragment, which browsers open at the sentence.

    https://wicg.github.io/scroll-to-text-fragment/: long texts are given by their first and last
    words; the fragment's own punctuation, ``- , &``, is percent-encoded.
    """
    if url is None:
        return None
    found = text.split()
    short = len(found) <= _WHOLE_IN_LINK
    ends = [" ".join(found)] if short else [" ".join(found[:5]), " ".join(found[-5:])]
    encoded = ",".join(percent_encode(end, safe="").replace("-", "%2D") for end in ends)
    return f"{url.partition('#')[0]}#:~:text={encoded}"
