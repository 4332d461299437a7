"""What the reader is given to read: a question, and a sentence with what stands around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.collection.collection import Collection
    from index.rank.reader.wordpiece import WordPieces

QUESTION, TITLE, ABOVE, BEFORE, SENTENCE = 28, 8, 10, 14, 60
"""Pieces that are read of each part."""
LONGEST = QUESTION + TITLE + ABOVE + BEFORE + SENTENCE + 5
"""Pieces of a whole input, with its marks."""

_LATIN = re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_LOOKED_AT = 300
"""Characters of a text by which its letters are told; the reader reads hardly more."""


class Sentence(NamedTuple):
    """A sentence as it is read."""

    title: str
    """Of its article."""
    above: str
    """The heading, question or item that it stands under, or empty."""
    before: str
    """The sentence before it, or empty."""
    text: str


def sentence_of(collection: Collection, number: int) -> Sentence:
    """Return a passage of a collection as it is read."""
    entry = collection.entry_of(number)
    table, text = collection.table, entry.article.text

    def words(row: int) -> str:
        return text[int(table.starts[row]) : int(table.ends[row])]

    above = int(table.parents[number])
    before = number - 1
    has_before = before >= entry.numbers.start and before != above and table.paragraphs[before] > 0
    return Sentence(
        title=entry.article.title,
        above=words(above) if above >= 0 else "",
        before=words(before) if has_before else "",
        text=words(number),
    )


def is_legible(question: str, sentences: Sequence[Sentence]) -> bool:
    """Tell whether a question and some sentences are written in letters that the reader knows.

    It has learned English. Other languages in Latin letters do not mislead it; other letters do:
    it answers nearly everything.
    """
    texts = (question, " ".join(sentence.text[:_LOOKED_AT] for sentence in sentences))
    return all(map(_is_latin, texts))


def _is_latin(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return 2 * len(_LATIN.findall(text)) >= letters


def pieces_of(pieces: WordPieces, question: str, sentences: Sequence[Sentence]) -> list[list[int]]:
    """Return the input for a question and each of some sentences.

    It is start, question, separator, title and what stands above, separator, the end of the
    sentence before, separator, sentence, separator. All after the first separator is the second
    segment.
    """
    separator = pieces.separator
    asked = [pieces.start, *pieces.first(question, QUESTION), separator]
    return [
        [
            *asked,
            *pieces.first(one.title, TITLE),
            *pieces.first(one.above, ABOVE),
            separator,
            *pieces.last(one.before, BEFORE),
            separator,
            *pieces.first(one.text, SENTENCE),
            separator,
        ]
        for one in sentences
    ]
