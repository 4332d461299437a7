"""Articles by what people type of their titles: in any order, in part, and with mistakes."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.model import Record

_ALIKE = 0.35
"""Least likeness (Dice, over 3-character grams) of a mistyped title: one letter wrong in a word of
seven gives .57, in one of five .43; unrelated titles of news articles stay below .25."""
_SURE = 0.6
"""Least likeness with which a name that is not exact is taken for a title."""


def suggest(records: Iterable[Record], typed: str) -> list[Record]:
    """Return the records that what was typed may mean, the likeliest first.

    All of them, in their order, when nothing was typed. First those whose title has every word of
    it as the beginning of a word, then those that have them anywhere, then those that are alike.
    """
    return _likely(records, typed, _ALIKE) if _plain(typed) else list(records)


def find(records: Sequence[Record], named: str) -> Record | None:
    """Return the record that a person names: by id, by title, or by what only one title is like."""
    found = exactly(records, named)
    if found or not _plain(named):
        return found
    alike = _likely(records, named, _SURE)
    return alike[0] if len(alike) == 1 else None


def exactly(records: Sequence[Record], named: str) -> Record | None:
    """Return the record with an id or a title, upper case, accents and punctuation apart."""
    wanted = _plain(named)
    by_id = (record for record in records if record.id == named.strip())
    alike = (r for r in records if wanted and wanted in (_plain(r.id), _plain(r.title)))
    return next(by_id, None) or next(alike, None)


def _likely(records: Iterable[Record], typed: str, least: float) -> list[Record]:
    wanted = _plain(typed)
    rated = [(_likeness(record, wanted), record) for record in records]
    likely = [pair for pair in rated if pair[0] >= least]
    return [record for _, record in sorted(likely, key=lambda pair: -pair[0])]


def _likeness(record: Record, wanted: str) -> float:
    """Return 4 for the very title or id, 2 to 4 for words of it, else 0 to 1 for what is alike."""
    title = _plain(record.title)
    if wanted in (title, _plain(record.id)):
        return 4
    words = wanted.split()
    if all(word in title for word in words):
        begins = all(re.search(rf"\b{re.escape(word)}", title) for word in words)
        return 2 + begins + len(wanted) / (len(wanted) + len(title))
    if record.id.casefold().startswith(wanted):
        return 2
    # A short name is compared with the words that it may be a part of.
    return max(_dice(wanted, title), *(_dice(wanted, word) for word in title.split() or [""]))


def _dice(one: str, other: str) -> float:
    ours, theirs = _grams(one), _grams(other)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def _grams(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", bare))
