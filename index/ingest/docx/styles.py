"""The styles of a Word document: what a paragraph is, by what it says and what it takes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading (\d)")
_LIST = re.compile(r"list (?:bullet|number|continue|paragraph)?\s*(\d)?")
_BODY_LEVEL = 9
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What Word knows of a paragraph."""

    name: str
    """Of its style, in lower case."""
    outline: int | None
    """Level of a heading, from 0; None for other text."""
    number: str | None
    """Id of the list that it is numbered by."""
    level: int
    """Level in that list, from 0."""
    list_depth: int
    """How deep a list its style says that it is in, from 1; 0 for none."""


class Styles:
    """The styles of a document, by id."""

    def __init__(self, root: _Element | None) -> None:
        styles = [] if root is None else list(root.iter(f"{W}style"))
        self._by_id = {style.get(f"{W}styleId") or "": style for style in styles}
        self._default = next(
            (
                style.get(f"{W}styleId")
                for style in styles
                if style.get(f"{W}default") == "1" and style.get(f"{W}type") == "paragraph"
            ),
            None,
        )

    def of(self, paragraph: _Element) -> Style:
        """Return the style of a paragraph; what it says itself goes first."""
        own = paragraph.find(f"{W}pPr")
        named = _value(own, "pStyle") or self._default
        chain = list(self._chain(named))
        properties = [found for one in chain if (found := one.find(f"{W}pPr")) is not None]
        if own is not None:
            properties.insert(0, own)
        name = (_value(chain[0], "name") or "").lower() if chain else ""
        list_name = _LIST.fullmatch(name)
        return Style(
            name,
            outline=_outline(properties, name),
            number=_first(properties, f"numPr/{W}numId"),
            level=_number(_first(properties, f"numPr/{W}ilvl")),
            list_depth=int(list_name[1] or 1) if list_name and "paragraph" not in name else 0,
        )

    def _chain(self, named: str | None) -> Iterator[_Element]:
        """Yield a style and those that it is based on."""
        for _ in range(_LONGEST_CHAIN):
            style = self._by_id.get(named or "")
            if style is None:
                return
            yield style
            named = _value(style, "basedOn")


def _outline(properties: list[_Element], name: str) -> int | None:
    said = _first(properties, "outlineLvl")
    if said is not None:
        level = _number(said)
        return level if level < _BODY_LEVEL else None
    heading = _HEADING.fullmatch(name)
    return int(heading[1]) - 1 if heading else None


def _first(properties: list[_Element], path: str) -> str | None:
    found = (_value(one, path) for one in properties)
    return next((value for value in found if value is not None), None)


def _value(element: _Element | None, path: str) -> str | None:
    found = None if element is None else element.find(f"{W}{path}")
    return None if found is None else found.get(f"{W}val")


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 3 else 0  # noqa: PLR2004 - levels
