"""What a worker is asked: to take a file apart, or to analyze an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.ingest.limits import Limits
    from index.ingest.sniff import Format
    from index.model import Article


@dataclass(frozen=True, slots=True)
class Request:
    """A file to take apart: the arguments of `index.ingest.read.parse`."""

    raw: bytes
    kind: Format
    name: str
    charset: str | None
    limits: Limits


@dataclass(frozen=True, slots=True)
class AnalysisRequest:
    """An article to analyze (`index.text.analysis.analyze`)."""

    article: Article
    limits: Limits

    @property
    def name(self) -> str:
        """The title of the article."""
        return self.article.title
