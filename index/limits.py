"""How much a collection may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import LimitError

if TYPE_CHECKING:
    from index.model import CollectionId

LONGEST_ARTICLE = 2_000_000
"""Characters of an article, unless the settings say otherwise."""


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
                f"There is room for {self.articles:,} article{'s' * (self.articles > 1)} here, "
                "and as many are there. Remove one first."
            )
        if passages > self.passages:
            raise LimitError(
                f"With this article there would be {passages:,} passages here; "
                f"the most is {self.passages:,}. Remove an article first, or add a shorter one."
            )
