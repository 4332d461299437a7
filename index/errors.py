"""The errors of the library: one root, and each message is written for the person who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.model import CollectionId


class PullquoteError(Exception):
    """Root of every error that a person caused or can mend; its text says what to do."""


class ArticleError(PullquoteError):
    """An article cannot be read, or its metadata is not usable."""


class FetchError(ArticleError):
    """A page could not be fetched."""


class UnknownArticleError(PullquoteError):
    """No article of the collection has the wanted id."""


class AmbiguousTitleError(PullquoteError):
    """Several articles of the collection have the wanted title; the text has their ids."""


class PassageError(PullquoteError):
    """No passage stands where a citation says; the article has changed."""


class EditedError(PullquoteError):
    """An article was changed by somebody else while it was edited; nothing was kept of the edit."""


class ChangedError(PassageError):
    """A sentence that was quoted is no longer in its article; the text has it as it was."""


class QuestionError(PullquoteError):
    """A question cannot be asked as it stands: empty, or too long."""


class NotReadyError(PullquoteError):
    """A collection cannot be asked without waiting for its index; raised where that is not wanted.

    It has the ``collection_id`` of the index, which several collections may share, and how many
    passages it is ``behind``: all, where it is not in memory.
    """

    def __init__(self, collection_id: CollectionId, behind: int) -> None:
        super().__init__(f"The index of {collection_id} is not ready.")
        self.collection_id = collection_id
        self.behind = behind


class LimitError(PullquoteError):
    """Something is larger, or more, than is allowed; the text has both numbers."""


class StoreError(PullquoteError):
    """What is kept cannot be read or written; the text is for the operator, and may name files."""


class LockedError(StoreError):
    """What is kept cannot be read just now: another program has locked it."""


class StaleError(LockedError):
    """What was being read has changed before it was read whole; another reading may work."""


class BusyError(StoreError):
    """Nothing can be changed just now: others are writing, for longer than one can wait."""


class FullError(StoreError):
    """Nothing more can be kept: the disk is full."""


class ReadOnlyError(StoreError):
    """What is kept can be read, but not changed."""


class MovedError(StoreError):
    """What is kept is not where it was: its files were deleted or replaced while they were open."""


class UncertainError(StoreError):
    """It is not known whether a change was kept: the store went away while it was being kept."""


class ReaderError(PullquoteError):
    """The reader is not available: its files are missing or damaged."""


class QuestionSetError(PullquoteError):
    """A file of questions to evaluate with is not one; the text names the file and the place."""
