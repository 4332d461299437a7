"""Turn an article into what a store takes: checked and analyzed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.ingest.text import normal
from index.store.protocol import Content, Draft
from index.store.rules import check_article, shown
from index.text.analysis import ANALYSIS_VERSION, analyze

if TYPE_CHECKING:
    from datetime import datetime

    from index.limits import CollectionLimits
    from index.model import Article
    from index.text.analysis import Analysis


def in_form(article: Article) -> Article:
    """Return an article whose text is in NFC with LF line ends, as all that are kept."""
    text = normal(article.text, name=f"“{shown(article.title)}”")
    return article if text == article.text else replace(article, text=text, revision="")


def prepare(
    article: Article,
    *,
    by: int | None,
    now: datetime,
    limits: CollectionLimits,
    analysis: Analysis | None = None,
) -> Draft:
    """Return an article as a draft, with its analysis, which is made here unless it is given.

    Raise LimitError when the text is too long; ArticleError when there is nothing to quote in it,
    or what is known of it cannot be kept.
    """
    limits.check_article(len(article.text))
    check_article(article)
    analysis = analysis or analyze(article)
    if not analysis.passages:
        raise ArticleError(f"There is nothing in “{article.title}” that could be quoted.")
    return Draft(
        content=Content(article, analysis.to_bytes(), ANALYSIS_VERSION),
        passages=analysis.passages,
        left_out=analysis.furniture + len(article.left_out),
        by=by,
        now=now,
    )
