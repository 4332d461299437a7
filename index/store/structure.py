"""What an article's document says beside its text, as values for JSON: the same in every store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from index.model import LeftOut
from index.text.outline import from_values, to_values

if TYPE_CHECKING:
    from index.model import Article


def structure_values(article: Article) -> dict[str, object]:
    """Return an article's outline and what was left out of it, each only where there is any."""
    values: dict[str, object] = {}
    if article.outline:
        values["outline"] = to_values(article.outline)
    if article.left_out:
        values["left_out"] = [[one.text, one.why] for one in article.left_out]
    return values


def structure_from(values: object, text: str) -> dict[str, Any]:
    """Return the fields of an `Article` that `structure_values` gave for one with this text.

    Raise ValueError for anything else.
    """
    if not isinstance(values, dict):
        raise ValueError("that is no structure of an article")  # noqa: TRY004 - see above
    return {
        "outline": from_values(values.get("outline", []), text),
        "left_out": tuple(map(_left_out, cast("list[object]", values.get("left_out") or []))),
    }


def _left_out(pair: object) -> LeftOut:
    match pair:
        case [str(text), str(why)]:
            return LeftOut(text, why)
    raise ValueError("what was left out is a list of pairs of texts")
