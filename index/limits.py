"""How much a collection may hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.errors import LimitError

if TYPE_CHECKING:
    from index.model import CollectionId

LONGEST_ARTICLE = 2_000_000
"""Characters of an article, unless the settings say otherwise."""


@dataclass(frozen=True, slots=True)
class OwnLimits:
    """What the operator allows one collection; None is what all may have."""

    articles: int | None = None
    passages: int | None = None
    user_questions: int | None = None
    """Of one person, in a minute."""
    server_questions: int | None = None
    """Of all together, in a minute."""

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return self != _NONE


_NONE = OwnLimits()


@dataclass(frozen=True, slots=True)
class CollectionLimits:
    """The most that is kept; the defaults are those of the settings.

    The number of articles and passages is limited for servers and people. The operator's own
    collection has no such limit: whoever fills it pays for the machine.
    """

    characters: int = LONGEST_ARTICLE
    """Of one article."""
    articles: int = 1_000
    """Of one collection."""
    passages: int = 200_000
    """Of one collection."""

    def but(self, own: OwnLimits) -> CollectionLimits:
        """Return these limits, but for what one collection is allowed."""
        return replace(
            self,
            articles=self.articles if own.articles is None else own.articles,
            passages=self.passages if own.passages is None else own.passages,
        )

    def check_article(self, characters: int) -> None:
        """Raise LimitError when an article of so many characters is too long."""
        if characters > self.characters:
            raise LimitError(
                f"The article has {characters:,} characters; the most is {self.characters:,}."
            )

    def check_collection(
        self, collection_id: CollectionId, *, articles: int, passages: int
    ) -> None:
        """Raise LimitError when a collection would have more articles or passages than it may."""
        if collection_id.kind == "shared":
            return
        if articles > self.articles:
            raise LimitError(
                f"This collection is full: {self.articles:,} article{'s' * (self.articles > 1)}, "
                "the most allowed. Remove one first."
            )
        if passages > self.passages:
            raise LimitError(
                f"With this article there would be {passages:,} passages here; "
                f"the most is {self.passages:,}. Remove an article first, or add a shorter one."
            )
