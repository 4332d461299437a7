"""Where a passage stands, and the link that opens there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote as percent_encode

from index.model import Citation

if TYPE_CHECKING:
    from index.model import Article, Passage

_WHOLE_IN_LINK = 12
"""A sentence of up to this many words stands whole in the link; of a longer one, its ends."""


def cite(article: Article, passage: Passage) -> Citation:
    """Return where a passage stands."""
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
        url=_link(article.url, article.text[passage.start : passage.end]),
    )


def _link(url: str | None, text: str) -> str | None:
    """Return the URL with a text fragment, which browsers open at the sentence.

    https://wicg.github.io/scroll-to-text-fragment/: long texts are given by their first and last
    words; the fragment's own punctuation, ``- , &``, is percent-encoded.
    """
    if url is None:
        return None
    found = text.split()
    short = len(found) <= _WHOLE_IN_LINK
    ends = [" ".join(found)] if short else [" ".join(found[:5]), " ".join(found[-5:])]
    encoded = ",".join(percent_encode(end, safe="").replace("-", "%2D") for end in ends)
    return f"{url.partition('#')[0]}#:~:text={encoded}"
