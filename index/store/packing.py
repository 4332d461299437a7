"""What is kept compressed: analyses, earlier texts, what a document says beside its text."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any, cast

from index.errors import StoreError
from index.store.structure import structure_from, structure_values

if TYPE_CHECKING:
    from index.model import Article

_FAST = 1
"""The level of compression: 6 would save a tenth of the size and take four times as long."""


def packed_structure(article: Article) -> bytes | None:
    """Return what an article's document says beside its text; None where it says nothing."""
    if not article.outline and not article.left_out:
        return None
    return packed(json.dumps(structure_values(article), ensure_ascii=False).encode())


def unpacked_structure(raw: object, text: str) -> dict[str, Any]:
    """Return the fields of an `Article` that were packed; raise StoreError if they are damaged."""
    try:
        return structure_from(json.loads(zlib.decompress(cast("bytes", raw))), text)
    except (ValueError, zlib.error) as error:
        raise StoreError(f"The structure of an article is damaged: {error}.") from error


def packed(raw: bytes) -> bytes:
    """Return bytes compressed."""
    return zlib.compress(raw, _FAST)


def unpacked_text(raw: bytes) -> str:
    """Return a text that was `packed` in UTF-8."""
    return zlib.decompress(raw).decode("utf-8")
