"""Which pieces of a page are its article: those that were found, and what stands among them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.etree import iterwalk

from index.ingest.furniture import STRONG

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element

    from index.ingest.pieces import Piece

_RUN = 4
"""Words in a row by which text is known again."""
_ENOUGH = 0.6
"""Share of such runs of a piece that were found."""
_MOST = 0.9
"""Share of what was found that the element around the article holds."""
_LINKS = 0.6
"""Share of a piece that is links from which on it leads elsewhere, unless it was found."""
_TOO_SHORT = 250
"""Characters below which trafilatura itself trusts no extraction."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of a page in order, and why each is no part of the article; empty where it is."""

    pieces: tuple[tuple[Piece, str], ...]


def chosen(tree: _Element, pieces: Sequence[Piece], article: str, *, keep: frozenset[str]) -> Page:
    """Return which pieces are the article, given the words of it that were found.

    ``keep`` names what is the article here although it mostly is not, such as comments.
    """
    runs = _Runs(article)
    found = [runs.know(piece.text) or piece.within in keep for piece in pieces]
    strong = _strong(pieces, found) - keep
    good = [hit and piece.within not in strong for hit, piece in zip(found, pieces, strict=True)]
    whole = [not piece.within or piece.within in keep for piece in pieces]
    if _length(pieces, good) < min(_TOO_SHORT, _length(pieces, whole)):
        reasons = ["" if take else piece.within for take, piece in zip(whole, pieces, strict=True)]
    else:
        inside = _inside(tree, pieces, good)
        reasons = [
            "" if take else _reason(piece, piece.element in inside, strong, keep)
            for take, piece in zip(good, pieces, strict=True)
        ]
    return Page(tuple(zip(pieces, reasons, strict=True)))


def _reason(piece: Piece, is_inside: bool, strong: frozenset[str], keep: frozenset[str]) -> str:
    if piece.within and piece.within not in keep:
        return piece.within
    if not is_inside:
        return "outside the article"
    if piece.kind == "heading":
        return ""  # it often is a link to itself
    return "links" if piece.linked > _LINKS * len(piece.text) else ""


def _strong(pieces: Sequence[Piece], found: Sequence[bool]) -> frozenset[str]:
    """Return the reasons that go before what was found; none that most of the article has."""
    held: Counter[str] = Counter()
    for piece, hit in zip(pieces, found, strict=True):
        held[piece.within] += len(piece.text) * hit
    rest = [piece for piece in pieces if not piece.within]
    most = sum(held.values()) / 2
    return frozenset(why for why in STRONG if held[why] <= most or rest)


def _length(pieces: Sequence[Piece], good: Iterable[bool]) -> int:
    return sum(len(piece.text) for piece, take in zip(pieces, good, strict=True) if take)


def _inside(tree: _Element, pieces: Sequence[Piece], good: Sequence[bool]) -> set[_Element | None]:
    """Return the elements in the lowest one that holds most of what is good."""
    sizes: Counter[_Element] = Counter()
    for piece, take in zip(pieces, good, strict=True):
        if take and piece.element is not None:
            sizes[piece.element] += len(piece.text)
    enough = _MOST * sizes.total()
    sums: list[int] = []
    for event, element in iterwalk(tree, events=("start", "end")):
        if event == "start":
            sums.append(0)
            continue
        held = sums.pop() + sizes[element]
        if held >= enough:
            return set(element.iter())
        if sums:
            sums[-1] += held
    return set(tree.iter())


class _Runs:
    """The words of a text, by which pieces of it are known again, however they are cut."""

    def __init__(self, text: str) -> None:
        self._runs: set[tuple[str, ...]] = set()
        self._short: set[tuple[str, ...]] = set()
        for line in text.split("\n"):
            words = tuple(_WORD.findall(line))
            if 0 < len(words) < _RUN:
                self._short.add(words)
        words = tuple(_WORD.findall(text))
        for at in range(len(words) - _RUN + 1):
            self._runs.add(words[at : at + _RUN])
        self._words = set(words)

    def know(self, text: str) -> bool:
        words = tuple(_WORD.findall(text))
        if not words:
            return False
        if len(words) < _RUN:
            return words in self._short
        runs = [words[at : at + _RUN] for at in range(len(words) - _RUN + 1)]
        return sum(run in self._runs for run in runs) >= _ENOUGH * len(runs)
