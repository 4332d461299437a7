"""Rules that every store keeps, whatever it is made of."""

from __future__ import annotations

from time import time_ns
from typing import TYPE_CHECKING

from index.errors import ArticleError, UnknownArticleError
from index.model import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.model import Article
    from index.store.protocol import Draft

SHORTEST_ID = 8
"""Digits of the revision that make an id; more where those are taken."""


def next_change(last: int) -> int:
    """Return the number of a change that comes after the one with another number.

    It is the time, in microseconds, so that a store restored from a copy, which does not know what
    was changed after it, gives none of those numbers again.
    """
    return max(last + 1, time_ns() // 1000)


def free_id(article: Article, taken: Callable[[str], bool]) -> str:
    """Return the id that an article gets, given which ids other texts have.

    Raise ArticleError when the article's id was chosen by a person and is taken.
    """
    wanted = article.id or article.revision[:SHORTEST_ID]
    if not taken(wanted):
        return wanted
    if not article.revision.startswith(wanted):
        raise ArticleError(
            f"Another article has the id “{wanted}” already. Update that one, or choose another id."
        )
    for digits in range(len(wanted) + 1, len(article.revision) + 1):
        if not taken(article.revision[:digits]):
            return article.revision[:digits]
    raise ArticleError(f"Every id that “{article.title}” could have is taken.")


def record_of(draft: Draft, article_id: str, *, shared: bool) -> Record:
    """Return the record of an article that is added under an id."""
    article = draft.content.article
    return Record(
        id=article_id,
        title=article.title,
        source=article.source,
        url=article.url,
        author=article.author,
        published=article.published,
        language=article.language,
        revision=article.revision,
        characters=len(article.text),
        passages=draft.passages,
        left_out=draft.left_out,
        added_at=draft.now,
        added_by=draft.by,
        shared=shared,
    )


def unknown(article_id: str) -> UnknownArticleError:
    """Return the error for an id that a collection does not have."""
    return UnknownArticleError(f"There is no article “{article_id}” here.")


def same_text(title: str) -> ArticleError:
    """Return the error for a text that would be there twice."""
    return ArticleError(f"“{title}” has this very text already.")


def same_id(title: str, article_id: str) -> ArticleError:
    """Return the error for an id that another article has."""
    return ArticleError(f"“{title}” has the id “{article_id}” already, with another text.")
