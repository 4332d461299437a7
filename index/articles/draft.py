"""An article to what a store takes: checked, analysed and signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import ArticleError, LimitError
from index.store.protocol import Content, Draft
from index.text.analysis import ANALYSIS_VERSION, analyse

if TYPE_CHECKING:
    from datetime import datetime

    from index.limits import CollectionLimits
    from index.model import Article

MAX_TITLE = 300
"""Longest title, in characters."""
MAX_FIELD = 2000
"""Longest of what else is known of an article, such as its URL, in characters."""
MAX_ID = 60
"""Longest id, in characters: it stands in the ids of buttons, which have 100."""


def draft(article: Article, *, by: int | None, now: datetime, limits: CollectionLimits) -> Draft:
    """Return an article as a draft.

    Raise LimitError when the text is too long; ArticleError when there is nothing to quote in it,
    or what is known of it cannot be kept.
    """
    limits.check_article(len(article.text))
    check_title(article.title)
    _check_metadata(article)
    analysis = analyse(article)
    if not analysis.passages:
        raise ArticleError(f"There is nothing in “{article.title}” that could be quoted.")
    return Draft(
        content=Content(article, analysis.to_bytes(), ANALYSIS_VERSION),
        passages=analysis.passages,
        left_out=analysis.furniture + len(article.left_out),
        by=by,
        now=now,
    )


def check_title(title: str) -> None:
    """Raise ArticleError when a title is blank, LimitError when it is too long."""
    if not title.strip():
        raise ArticleError("The title is empty; an article needs one.")
    if len(title) > MAX_TITLE:
        raise LimitError(f"The title has {len(title):,} characters; the most is {MAX_TITLE}.")


def _check_metadata(article: Article) -> None:
    if len(article.id) > MAX_ID or any(char.isspace() or char == ":" for char in article.id):
        raise ArticleError(
            f"The id “{article.id[:MAX_ID]}” is not one: up to {MAX_ID} characters, "
            "without spaces and colons."
        )
    known = (article.source, article.url, article.author, article.published, article.language)
    for value in known:
        if value and len(value) > MAX_FIELD:
            raise LimitError(
                f"“{value[:40]}…” has {len(value):,} characters; the most is {MAX_FIELD:,}."
            )
    try:
        "".join((article.text, article.title, *filter(None, known))).encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"“{article.title!a}” holds half a character, which is no text."
        ) from error
