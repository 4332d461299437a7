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

CollectionKind = Literal["server", "person", "shared"]
BlockKind = Literal[
    "heading",
    "question",
    "paragraph",
    "item",
    "head",
    "row",
    "code",
    "turn",
    "note",
    "furniture",
    "page",
    "time",
]
REVISION_DIGITS = 8
"""Digits of a revision that are shown and kept in buttons: enough to tell the texts of one article
apart."""
_LARGEST_NUMBER = 2**63 - 1


def revision_of(text: str) -> str:
    """Return the revision of a text: its SHA-256, as 64 hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article's text, and what it is there; `index.text.outline` has the rules.

    What each ``kind`` is, and what its other fields then say:

    ``heading``
        The title of the document or of a section. ``level`` 1 is the outermost, 6 the innermost.
    ``question``
        What the blocks after it answer: a "Q:" line, a term that is defined, the summary of what
        can be unfolded. A heading that asks is a heading.
    ``paragraph``
        Prose; line breaks in it are white space. ``label`` is the title of the box it stands in
        ("Warning"), where it has one.
    ``item``
        An item of a list, without its bullet, but with its number ("4. No spoilers") in the range;
        ``label`` is the number alone ("4", "103.4", "c"), without brackets and full stop; empty for
        bullets. ``level`` is its depth, 1 the outermost.
    ``head``
        The row of column heads of a table; ``label`` is the caption of the table, if any.
    ``row``
        Another row of a table. Each row of a table without heads is one, too.
    ``code``
        Lines that are kept as they are: a program, what a terminal shows, a drawing.
    ``turn``
        What one speaker says at a stretch; ``label`` is the speaker, who is not in the range.
    ``note``
        A footnote or an endnote; ``label`` is its mark, which is not in the range.
    ``furniture``
        What is no part of the article though it stands in its text: a link to another story, a
        line of a table of contents. ``label`` says why. It is counted, shown and never quoted.
    ``page``, ``time``
        Not pieces but *marks*: the text of one page, or what is said from one moment on. ``label``
        is the number of the page, or the time ("0:12:31"). They lie across the other blocks.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Of a heading or an item as above. Of any other: in how many list levels it stands, 0 for
    none; with it, what follows an item is a part of that item."""
    label: str = ""
    """One short line in the document's own words, or empty; see above."""
    cells: tuple[tuple[int, int], ...] = ()
    """Of a ``head`` or ``row``: the range in the text of each of its cells, in order, empty cells
    too, so that the cell of a row stands under the head at the same place."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words of a document that did not become a part of its article."""

    text: str
    why: str
    """In a few words: "menu", "running head", "comments"."""


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
    outline: tuple[Block, ...] = ()
    """What the document says of the structure of ``text``; empty where it says nothing, as a plain
    text does, and `index.text.plain` then finds one by rule."""
    left_out: tuple[LeftOut, ...] = ()
    """What the document says beyond ``text``, such as menus and running heads."""

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
    kind: BlockKind = "paragraph"
    """What the block is that it stands in."""


@dataclass(frozen=True, slots=True)
class Place:
    """One step on the way to where a quote stands: a section, a list, a table, a page."""

    kind: BlockKind
    text: str
    """A heading, a question, a parent item, column heads, or the name of a speaker, a page or a
    time, in the words of the document."""
    start: int
    """Where these words stand in the text; of a speaker, a page or a time, what it holds for."""
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
    place: tuple[Place, ...] = ()
    """What it stands under, outermost first; then the speaker, the page and the time."""


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
    more: int = 0
    """How many items or sentences that belong to the quote did not fit after it."""
    kind: BlockKind = "paragraph"
    """What the block is that it stands in."""
    reading: tuple[str, ...] = ()
    """How the passages of the context and the quote read, in order, without the line ends and the
    indentation of the file; each of the context with what joins it to the next one."""

    @property
    def preceding(self) -> int:
        """How many of ``neighbors`` stand before the quote: its own place in ``reading``."""
        return sum(start < self.start for start, _ in self.neighbors)


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
    articles: int = 1
    """How many articles were asked."""
    about: str = ""
    """When not answered: what the first of these names, in the words of the question, of which it
    says nothing that is asked. Empty where there is no such thing."""


@dataclass(frozen=True, slots=True, order=True)
class CollectionId:
    """Whose articles: a Discord server's, a person's in direct messages, or the operator's.

    ``number`` is Discord's id of the server or person, above 0; it is 0 for the shared collection.
    Raise ValueError for anything else.
    """

    kind: CollectionKind
    number: int = 0

    def __post_init__(self) -> None:
        least = 0 if self.kind == "shared" else 1
        most = 0 if self.kind == "shared" else _LARGEST_NUMBER
        if self.kind not in get_args(CollectionKind) or not least <= self.number <= most:
            raise ValueError(f"{self.kind}:{self.number} names no collection")

    def __str__(self) -> str:
        return "shared" if self.kind == "shared" else f"{self.kind}:{self.number}"

    @classmethod
    def parse(cls, name: str) -> CollectionId:
        """Return the collection with a name as `str` gives it; raise ValueError for another."""
        for kind in get_args(CollectionKind):
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

    @classmethod
    def of(
        cls,
        article: Article,
        *,
        passages: int,
        left_out: int,
        added_at: datetime | None,
        added_by: int | None = None,
        shared: bool = False,
    ) -> Record:
        """Return the record of an article that was not changed since it was added."""
        return cls(
            id=article.id,
            title=article.title,
            source=article.source,
            url=article.url,
            author=article.author,
            published=article.published,
            language=article.language,
            revision=article.revision,
            characters=len(article.text),
            passages=passages,
            left_out=left_out,
            added_at=added_at,
            added_by=added_by,
            shared=shared,
        )


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
class Usage:
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
