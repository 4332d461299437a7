"""Where a passage stands, and the link that opens there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encode

from index.model import Citation
from index.text.signs import NUMBER

if TYPE_CHECKING:
    from index.model import Article, BlockKind, Passage, Place

_BETWEEN_CELLS = re.compile(r"(?<![ \t])[ \t]*\|[ \t]*|\t+|\n")
_END = 5
"""Words of each end of a long sentence."""
_WHOLE_IN_LINK = 12
"""A sentence of up to this many words stands whole in the link; of a longer one, its ends."""


def cite(article: Article, passage: Passage, place: tuple[Place, ...] = ()) -> Citation:
    """Return where a passage stands, and under what."""
    return Citation(
        article_id=article.id,
        title=article.title,
        source=article.source,
        author=article.author,
        published=article.published,
        paragraph=passage.paragraph,
        start=passage.start,
        end=passage.end,
        revision=article.revision,
        url=_link(article.url, article.text[passage.start : passage.end], passage.kind),
        place=place,
    )


def _link(url: str | None, text: str, kind: BlockKind) -> str | None:
    """Return the URL with a text fragment, which browsers open at the sentence.

    https://wicg.github.io/scroll-to-text-fragment/: long texts are given by their first and last
    words; the fragment's own punctuation, ``- , &``, is percent-encoded. What stands between the
    cells of a row is nowhere on the page, and perhaps not the number of an item.
    """
    if url is None:
        return None
    if kind == "item":
        text = NUMBER.sub("", text, count=1)
    if kind in ("head", "row"):
        cells = [cell.split() for cell in _BETWEEN_CELLS.split(text) if cell.strip()]
        ends = [" ".join(cells[0][:_END]), *(" ".join(cell[-_END:]) for cell in cells[1:][-1:])]
    else:
        found = text.split()
        short = len(found) <= _WHOLE_IN_LINK
        ends = [" ".join(found)] if short else [" ".join(found[:_END]), " ".join(found[-_END:])]
    encoded = ",".join(percent_encode(end, safe="").replace("-", "%2D") for end in ends)
    return f"{url.partition('#')[0]}#:~:text={encoded}"
