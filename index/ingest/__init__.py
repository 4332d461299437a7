"""Turn files, pages and pasted texts into articles, safely whoever they come from.

May import `index.text`. The names in `__all__` are the door; files are taken apart in other
processes, one module for each format.
"""

from index.ingest.article import (
    article_from_bytes,
    article_from_page,
    article_from_path,
    article_from_text,
    article_from_url,
)
from index.ingest.limits import Limits
from index.ingest.metadata import Overrides

__all__ = [
    "Limits",
    "Overrides",
    "article_from_bytes",
    "article_from_page",
    "article_from_path",
    "article_from_text",
    "article_from_url",
]
