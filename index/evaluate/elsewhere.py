"""Questions whose answer stands elsewhere: pieces of articles, asked what other pieces answer.

A piece has the subject, the style and many of the words of the question, and not its answer: what
an article is like that does not say. That is certain as far as the set marks all that answers.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from index.evaluate.questions import AskedQuestion, QuestionSet
from index.model import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 3000
"""Characters of a piece, at least; it ends with a paragraph."""
_SEED = 2027


class _Piece(NamedTuple):
    start: int
    end: int


def elsewhere(questions: QuestionSet, size: int = PIECE) -> QuestionSet:
    """Return the pieces of the articles that have several, as articles of their own.

    Each has the questions that it answers itself, and as near questions as many that only another
    piece of its article answers, drawn once and for all. The set may come out empty.
    """
    random = Random(_SEED)  # noqa: S311 - a choice of questions, not a secret
    articles: list[Article] = []
    asked: list[tuple[AskedQuestion, ...]] = []
    for number, article in enumerate(questions.articles):
        pieces = list(_pieces(article.text, size))
        own = [_inside(questions.answerable(number), piece) for piece in pieces]
        for at, (piece, mine) in enumerate(zip(pieces, own, strict=True)):
            others = [
                replace(question, gold=())
                for other, theirs in enumerate(own)
                if other != at
                for question in theirs
                if not _touches(questions.answerable(number), question.text, piece)
            ]
            if not mine or not others:
                continue
            articles.append(_article(article, piece, at))
            near = random.sample(others, min(len(mine), len(others)))
            asked.append((*mine, *near))
    return QuestionSet(f"{questions.name}, elsewhere", tuple(articles), tuple(asked))


def _pieces(text: str, size: int) -> Iterator[_Piece]:
    """Yield the pieces of a text: whole paragraphs until there are enough; the rest is the last."""
    start = 0
    while len(text) - start >= 2 * size:
        cut = text.find("\n\n", start + size)
        if cut < 0 or len(text) - cut < size // 2:
            break
        yield _Piece(start, cut)
        start = cut + 2
    if start:
        yield _Piece(start, len(text))


def _inside(questions: list[AskedQuestion], piece: _Piece) -> list[AskedQuestion]:
    """Return the questions that a piece answers, with the spans as they are in it."""
    found = []
    for question in questions:
        spans = [
            (start - piece.start, end - piece.start)
            for start, end in question.gold
            if piece.start <= start and end <= piece.end
        ]
        if spans:
            found.append(AskedQuestion(question.text, tuple(spans)))
    return found


def _touches(questions: list[AskedQuestion], text: str, piece: _Piece) -> bool:
    """Tell whether anything that answers a question stands in a piece, if only in part."""
    return any(
        start < piece.end and piece.start < end
        for question in questions
        if question.text == text
        for start, end in question.gold
    )


def _article(article: Article, piece: _Piece, number: int) -> Article:
    text = article.text[piece.start : piece.end]
    return Article(f"{article.id}-{number + 1}", article.title, text, source="")
