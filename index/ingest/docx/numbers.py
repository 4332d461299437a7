"""The numbers of the lists and headings of a Word document, counted as Word counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.ingest.labels import alphabetic, roman

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from index.ingest.docx.styles import Style

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "lowerLetter": alphabetic,
    "upperLetter": lambda number: alphabetic(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
}
_LEVEL = re.compile(r"%(\d)")
_SIGNS = re.compile(r"^[\s(\[]+|(?<![\s.):\]])[\s.):\]]+$")


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a paragraph: as it is shown ("1.2)"), alone ("1.2"), and its depth, from 1."""

    shown: str
    label: str
    depth: int


class Numbering:
    """The lists of a document, and how far each is counted."""

    def __init__(self, root: _Element | None) -> None:
        abstract = [] if root is None else list(root.iter(f"{W}abstractNum"))
        levels = {one.get(f"{W}abstractNumId"): _levels(one) for one in abstract}
        self._lists: dict[str, tuple[str, dict[int, _Element], dict[int, int]]] = {}
        for one in () if root is None else root.iter(f"{W}num"):
            base = _value(one, "abstractNumId") or ""
            starts = {
                _whole(change.get(f"{W}ilvl")): _whole(_value(change, "startOverride"))
                for change in one.iter(f"{W}lvlOverride")
                if _value(change, "startOverride")
            }
            self._lists[one.get(f"{W}numId") or ""] = (base, levels.get(base, {}), starts)
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def take(self, style: Style) -> Number | None:
        """Return the number of the next paragraph of a style; None where it has none."""
        if style.number is None or style.number not in self._lists:
            return None
        base, levels, starts = self._lists[style.number]
        level = levels.get(style.level)
        if level is None:
            return None
        depth = max(style.level + 1, style.list_depth)
        how = _value(level, "numFmt") or "decimal"
        if how in {"bullet", "none"}:
            return Number("", "", depth)
        counts = self._counts.setdefault(base, {})
        if style.number not in self._begun:
            self._begun.add(style.number)
            counts.update({at: start - 1 for at, start in starts.items()})
        for above in range(style.level):
            counts.setdefault(above, _start(levels.get(above)))
        counts[style.level] = counts.get(style.level, _start(level) - 1) + 1
        for below in [at for at in counts if at > style.level]:
            del counts[below]
        shown = _LEVEL.sub(
            lambda match: _count(levels, counts, int(match[1]) - 1),
            _value(level, "lvlText") or "",
        ).strip()
        return Number(shown, _SIGNS.sub("", shown), depth)


def _count(levels: dict[int, _Element], counts: dict[int, int], at: int) -> str:
    level = levels.get(at)
    how = None if level is None else _value(level, "numFmt")
    return _FORMATS.get(how or "decimal", str)(counts.get(at, 1))


def _levels(abstract: _Element) -> dict[int, _Element]:
    return {_whole(level.get(f"{W}ilvl")): level for level in abstract.findall(f"{W}lvl")}


def _start(level: _Element | None) -> int:
    return 1 if level is None else _whole(_value(level, "start"), 1)


def _whole(value: str | None, default: int = 0) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 7 else default  # noqa: PLR2004 - digits


def _value(element: _Element, path: str) -> str | None:
    found = element.find(f"{W}{path}")
    return None if found is None else found.get(f"{W}val")
