"""Rules that every store keeps, whatever it is made of."""

from __future__ import annotations

from dataclasses import replace
from time import time_ns
from typing import TYPE_CHECKING, TypeVar
from unicodedata import category

from index.errors import ArticleError, LimitError, UnknownArticleError
from index.model import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from index.model import Article
    from index.store.protocol import Draft

T = TypeVar("T")
SHORTEST_ID = 8
"""Digits of the revision that make an id; more where those are taken."""
MAX_ID = 60
"""Longest id, in UTF-16 units: it stands in the ids of buttons, which have 100."""
MAX_TITLE = 300
"""Longest title, in characters."""
MAX_FIELD = 2000
"""Longest of what else is known of an article, such as its URL, in characters."""
MAX_LANGUAGE = 40
"""Longest language tag, in characters; BCP 47 asks for room for 35."""
BATCH = 200_000
"""Characters of the articles that are read at a time; one that is longer is read alone."""
STAMP_DIGITS = (1 << 40) - 1
"""The part of a stamp that is summed: of a million articles, the sum fits into 64 bits."""
_SHOWN = 40
"""Characters of something wrong that an error shows."""


def check_title(title: str) -> None:
    """Raise ArticleError when a title is blank or no text, LimitError when it is too long."""
    if not title.strip():
        raise ArticleError("The title is empty; an article needs one.")
    check_text(title)
    if len(title) > MAX_TITLE:
        raise LimitError(f"The title has {len(title):,} characters; the most is {MAX_TITLE}.")


def check_text(text: str) -> None:
    """Raise ArticleError when a text holds U+0000 or half of a surrogate pair."""
    if (at := text.find("\0")) >= 0:
        raise ArticleError(f"“{shown(text)}” contains an invalid character (U+0000 at {at + 1:,}).")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"“{shown(text)}” contains an invalid character (half of a surrogate pair)."
        ) from error


def check_article(article: Article) -> None:
    """Raise ArticleError when an article has what no store keeps, LimitError when too much of it.

    Whether it is empty or too long is not checked.
    """
    check_title(article.title)
    check_id(article.id)
    for value in (article.source, article.url, article.author, article.published):
        if value and len(value) > MAX_FIELD:
            raise LimitError(
                f"“{shown(value)}” has {len(value):,} characters; the most is {MAX_FIELD:,}."
            )
        check_text(value or "")
    if len(article.language) > MAX_LANGUAGE:
        raise LimitError(
            f"“{shown(article.language)}” is not a language: such a code has up to "
            f"{MAX_LANGUAGE} characters, as de or pt-BR."
        )
    check_text(article.language)
    check_text(article.text)


def check_id(article_id: str) -> None:
    """Raise ArticleError when an id is one that no button could carry."""
    units = len(article_id.encode("utf-16-le", "surrogatepass")) // 2
    strange = any(char.isspace() or char == ":" or category(char) == "Cc" for char in article_id)
    if units > MAX_ID or strange:
        raise ArticleError(
            f"“{shown(article_id)}” is not a valid id: use up to {MAX_ID} characters, "
            "without spaces and colons."
        )
    check_text(article_id)


def shown(text: str) -> str:
    """Return the beginning of a text as an error shows it, whatever it holds."""
    start = "".join(char if char.isprintable() else "\ufffd" for char in text[:_SHOWN])
    return start if len(text) <= _SHOWN else start + "…"


def next_change(last: int) -> int:
    """Return the number of a change that comes after the one with another number.

    It is the time, in microseconds, so that a store restored from a copy, which does not know what
    was changed after it, gives none of those numbers again.
    """
    return max(last + 1, time_ns() // 1000)


def in_batches(articles: Iterable[tuple[T, int]]) -> Iterator[list[T]]:
    """Yield articles, each given with its length in characters, a few at a time."""
    batch: list[T] = []
    characters = 0
    for article, length in articles:
        if batch and characters + length > BATCH:
            yield batch
            batch, characters = [], 0
        batch.append(article)
        characters += length
    if batch:
        yield batch


def digest(stamps: Iterable[int]) -> int:
    """Return a number by which to tell whether two have the same stamps, if they have as many."""
    return sum(stamp & STAMP_DIGITS for stamp in stamps)


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
    record = Record.of(
        draft.content.article,
        passages=draft.passages,
        left_out=draft.left_out,
        added_at=draft.now,
        added_by=draft.by,
        shared=shared,
    )
    return replace(record, id=article_id)


def unknown(article_id: str) -> UnknownArticleError:
    """Return the error for an id that a collection does not have."""
    return UnknownArticleError(f"There is no article “{article_id}” here.")


def same_text(title: str) -> ArticleError:
    """Return the error for a text that would be there twice."""
    return ArticleError(f"“{title}” already has exactly this text.")


def same_id(title: str, article_id: str) -> ArticleError:
    """Return the error for an id that another article has."""
    return ArticleError(f"“{title}” has the id “{article_id}” already, with another text.")
