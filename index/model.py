"""The vocabulary of the library: frozen values that the other modules pass to one another.

Every ``start`` and ``end`` is an offset in code points into ``Article.text``, half open as in a
Python slice: ``article.text[start:end]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


def revision_of(text: str) -> str:
    """Return the revision of a text: its SHA-256, as 64 hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Article:
    """A text that can be asked, and what is known about it."""

    id: str
    """Short and stable; unique in a collection."""
    title: str
    text: str
    """In NFC with ``\\n`` line ends, and otherwise as its author left it."""
    source: str
    """Who published it, or the name of the file it was read from."""
    url: str | None = None
    author: str | None = None
    published: str | None = None
    """An ISO 8601 date, or what is known of the date in words."""
    language: str = "en"
    """A BCP 47 language tag."""
    revision: str = ""
    """The hash of ``text`` (`revision_of`); computed when it is not given."""

    def __post_init__(self) -> None:
        if not self.revision:
            object.__setattr__(self, "revision", revision_of(self.text))


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of an article; passages of an article are ordered and disjoint."""

    article_id: str
    ordinal: int
    """Place among the passages of the article, from 0."""
    paragraph: int
    """Number of the paragraph it stands in, from 1."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that shares at least one term with the question."""

    passage: Passage
    score: float
    """Higher is better; comparable within one question only."""
    rank: int
    """From 1."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands, precise enough to check it."""

    article_id: str
    title: str
    source: str
    author: str | None
    published: str | None
    paragraph: int
    start: int
    end: int
    revision: str
    url: str | None
    """A link that opens at the sentence, where the article has a URL."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A slice of an article: ``article.text[start:end] == text``."""

    text: str
    start: int
    end: int
    citation: Citation
    score: float
    confidence: float
    """Estimated probability, 0 to 1, that this quote answers the question."""
    context_before: str = ""
    """What a reader needs to understand the quote: ``article.text`` from there up to ``start``."""
    context_after: str = ""
    """As ``context_before``: ``article.text`` from ``end`` on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question: quotes, or an honest "the article does not say"."""

    question: str
    quotes: tuple[Quote, ...]
    """Best first; empty when the articles do not answer."""
    answered: bool
    confidence: float
    """Estimated probability, 0 to 1, that the best passage found answers the question."""
    missing_terms: tuple[str, ...] = ()
    """Words of the question, as asked, that the articles never use."""
    nearest: tuple[Quote, ...] = ()
    """When not answered: the passages that came nearest, best first."""
