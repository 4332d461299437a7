"""What would be read from a document, and what would not: looked at without adding it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.collection.collection import Collection
from index.model import LeftOut
from index.quote.cite import cite
from index.quote.place import place_of

if TYPE_CHECKING:
    from index.model import Article, Citation, Passage


@dataclass(frozen=True, slots=True)
class Inspection:
    """What an article says, piece by piece."""

    passages: tuple[tuple[Passage, Citation], ...]
    """Its passages, and the headings and the like that are only their place, in order."""
    left_out: tuple[LeftOut, ...]
    """What is no part of it, of its text and of its document."""


def inspect(article: Article) -> Inspection:
    """Return what is read of an article."""
    collection = Collection([article])
    passages = []
    for number in collection.entry(article.id).numbers:
        passage = collection.passage(number)
        if passage.kind != "furniture":
            passages.append((passage, cite(article, passage, place_of(collection, number))))
    return Inspection(tuple(passages), tuple(left_out_of(collection, article)))


def left_out_of(collection: Collection, article: Article) -> list[LeftOut]:
    """Return what is no part of an article of a collection: of its text, then of its document."""
    entry = collection.entry(article.id)
    found = []
    for place, number in enumerate(entry.numbers):
        passage = collection.passage(number)
        if passage.kind == "furniture":
            words = " ".join(article.text[passage.start : passage.end].split())
            found.append(LeftOut(words, entry.labels.get(place) or "boilerplate"))
    return [*found, *article.left_out]
