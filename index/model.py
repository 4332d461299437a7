"""The vocabulary of the library: frozen values that the other modules pass to one another.

Every ``start`` and ``end`` is an offset in code points into ``Article.text``, half open as in a
Python slice: ``article.text[start:end]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from datetime import datetime

Kind = Literal["server", "person", "shared"]
_LARGEST_NUMBER = 2**63 - 1


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
    neighbors: tuple[tuple[int, int], ...] = ()
    """Where the passages of the context begin and end, in order."""


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


@dataclass(frozen=True, slots=True, order=True)
class CollectionId:
    """Whose articles: a Discord server's, a person's in direct messages, or the operator's.

    ``number`` is Discord's id of the server or person, above 0; it is 0 for the shared collection.
    Raise ValueError for anything else.
    """

    kind: Kind
    number: int = 0

    def __post_init__(self) -> None:
        least = 0 if self.kind == "shared" else 1
        most = 0 if self.kind == "shared" else _LARGEST_NUMBER
        if self.kind not in get_args(Kind) or not least <= self.number <= most:
            raise ValueError(f"{self.kind}:{self.number} names no collection")

    def __str__(self) -> str:
        return "shared" if self.kind == "shared" else f"{self.kind}:{self.number}"

    @classmethod
    def parse(cls, name: str) -> CollectionId:
        """Return the collection with a name as `str` gives it; raise ValueError if it is none."""
        for kind in get_args(Kind):
            number = name.removeprefix(f"{kind}:")
            if name == "shared":
                return SHARED
            if number != name and number.isdecimal():
                return cls(kind, int(number))
        raise ValueError(f"{name!r} names no collection")


SHARED: Final = CollectionId("shared")
"""The operator's articles: visible in every collection, unless they are hidden there."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a collection keeps about an article, its text apart: a line of its catalogue."""

    id: str
    title: str
    source: str
    url: str | None
    author: str | None
    published: str | None
    language: str
    revision: str
    characters: int
    passages: int
    left_out: int
    """Lines that are boilerplate, which are never quoted."""
    added_at: datetime | None
    """In UTC; None for the articles that ship, which came with the program."""
    added_by: int | None = None
    """Discord's id of the person; None when it is not known or was forgotten."""
    updated_at: datetime | None = None
    """When its text, title or other data was last changed, if ever."""
    updated_by: int | None = None
    shared: bool = False
    """Whether it is the operator's; in other collections it can be hidden, not removed."""
    hidden: bool = False
    """Whether it is hidden in the collection that was asked for."""


@dataclass(frozen=True, slots=True)
class Added:
    """The result of adding an article."""

    record: Record
    created: bool
    """False when the collection has this very text already; ``record`` is then that article."""


@dataclass(frozen=True, slots=True)
class Removed:
    """An article that was removed, and can be restored for a while."""

    record: Record
    until: datetime
    """Until when `Library.restore` brings it back, in UTC."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept about a collection."""

    articles: int
    passages: int
    characters: int
    earlier: int
    """Earlier revisions of texts, kept so that old citations can be looked up."""
    removed: int
    """Removed articles that can still be restored."""
    hidden: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was deleted when a person asked to be forgotten."""

    articles: int
    """Articles of the person's own collection."""
    names: int
    """Articles of other collections that no longer say that this person added or changed them."""


@dataclass(frozen=True, slots=True)
class Purged:
    """What was deleted for good because its time was over."""

    articles: int
    """Removed articles that can no longer be restored."""
    collections: tuple[CollectionId, ...]
    """Collections of servers that the bot left longer ago than the grace period."""
