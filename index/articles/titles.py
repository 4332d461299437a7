"""Articles by what people type of their titles: in any order, in part, and with mistakes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from index.errors import AmbiguousTitleError
from index.text.trigrams import dice, trigrams
from index.text.unicode import normalized

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.model import Record

_ALIKE = 0.35
"""Least likeness (Dice, over 3-character grams) of a mistyped title: one letter wrong in a word of
seven gives .57, in one of five .43; unrelated titles of news articles stay below .25."""
_LONGEST = 1000
"""Characters of a title, or of what was typed, that are looked at; no title that is kept has so
many."""
_MOST_IDS = 5
_SURE = 0.6
"""Least likeness with which a name that is not exact is taken for a title."""


def suggest(records: Iterable[Record], typed: str) -> list[Record]:
    """Return the records that what was typed may mean, the likeliest first.

    All of them, in their order, when nothing was typed. First those whose title has every word of
    it as the beginning of a word, then those that have them anywhere, then those that are alike.
    """
    return _likely(records, typed, _ALIKE) if _plain(typed) else list(records)


def find(records: Sequence[Record], named: str) -> Record | None:
    """Return the record that a person names: by id, by title, or by what only one title is like.

    Raise AmbiguousTitleError when several have that title.
    """
    found = exactly(records, named)
    if found or not _plain(named):
        return found
    alike = _likely(records, named, _SURE)
    return alike[0] if len(alike) == 1 else None


def exactly(records: Sequence[Record], named: str) -> Record | None:
    """Return the record with an id or a title, upper case, accents and punctuation apart.

    An id goes before a title. Raise AmbiguousTitleError when several have that title.
    """
    if len(named) > _LONGEST:
        return None
    wanted = _plain(named)
    by_id = next((record for record in records if record.id == named.strip()), None)
    if by_id or not wanted:
        return by_id
    by_id = next((record for record in records if _plain(record.id) == wanted), None)
    alike = [record for record in records if _plain(record.title) == wanted]
    if by_id is None and len(alike) > 1:
        ids = ", ".join(record.id for record in alike[:_MOST_IDS])
        more = ", …" * (len(alike) > _MOST_IDS)
        raise AmbiguousTitleError(
            f"{len(alike)} articles are called “{alike[0].title}”. Use the id of one: {ids}{more}."
        )
    return by_id or next(iter(alike), None)


def _likely(records: Iterable[Record], typed: str, least: float) -> list[Record]:
    wanted = _plain(typed)
    grams = _grams(wanted)
    # Of two names with n and m grams at most n are common, so this many are needed to be alike.
    needed = least * len(grams) / (2 - least)
    rated = [(_likeness(record, wanted, grams, needed), record) for record in records]
    likely = [pair for pair in rated if pair[0] >= least]
    return [record for _, record in sorted(likely, key=lambda pair: -pair[0])]


def _likeness(record: Record, wanted: str, grams: set[str], needed: float) -> float:
    """Return 4 for the very title or id, 2 to 4 for words of it, else 0 to 1 for what is alike.

    ``grams`` are those of what is wanted; where fewer than ``needed`` are common, it is 0.
    """
    title = _plain(record.title)
    if wanted in (title, _plain(record.id)):
        return 4
    words = set(wanted.split())
    if all(word in title for word in words):
        begins = all(f" {word}" in f" {title}" for word in words)
        return 2 + begins + len(wanted) / (len(wanted) + len(title))
    if record.id.casefold().startswith(wanted):
        return 2
    # Most titles have too few of the grams, and that is seen sooner than which they have.
    spread = title.replace(" ", "  ")
    if sum(gram in f"  {title} \0  {spread} " for gram in grams) < needed:
        return 0
    # A short name is compared with the words that it may be a part of.
    return max(dice(grams, _grams(part)) for part in (title, *set(title.split())))


def _grams(text: str) -> set[str]:
    # Two spaces before it: the beginning of a name counts more than its end.
    return trigrams(f"  {text} ")


def _plain(text: str) -> str:
    """Return the words of a title in plain letters, those of its first `_LONGEST` characters."""
    return _plain_letters(text[:_LONGEST])


@lru_cache(maxsize=50_000)
def _plain_letters(text: str) -> str:
    decomposed = normalized("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", bare))
