"""Keep articles in a store of your own: here as text files that people can read and edit.

``python examples/own_store.py FOLDER "QUESTION" [FILE...]`` adds the files to the folder, and asks
all that is there. A store is a class that does what `index.Store` says; this one does what
`index.MemoryStore` does, and writes every change to the folder.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index import SHARED, CollectionId, Library, MemoryStore, article_from_path

if TYPE_CHECKING:
    from collections.abc import Set

    from index import Article, CollectionLimits
    from index.model import Added, Record
    from index.store.protocol import Draft


class FolderStore(MemoryStore):
    """Keeps each shared article as ``ID.txt``, and what is known of it as ``ID.toml``."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(
        self,
        collection_id: CollectionId,
        draft: Draft,
        *,
        limits: CollectionLimits,
        taken: Set[str] = frozenset(),
    ) -> Added:
        """Add an article, and write it if it is new."""
        added = super().add(collection_id, draft, limits=limits, taken=taken)
        if added.created and collection_id == SHARED:
            self._write(draft.content.article, added.record)
        return added

    def remove(self, collection_id: CollectionId, article_id: str, *, now: datetime) -> Record:
        """Remove an article and its files."""
        record = super().remove(collection_id, article_id, now=now)
        if collection_id == SHARED:
            for ending in (".txt", ".toml"):
                (self._folder / f"{article_id}{ending}").unlink(missing_ok=True)
        return record

    def _write(self, article: Article, record: Record) -> None:
        known = {"id": record.id, "title": record.title, "publisher": record.source}
        lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in known.items())
        path = self._folder / f"{record.id}.txt"
        path.write_text(article.text, encoding="utf-8")
        path.with_suffix(".toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def open_folder(folder: Path) -> Library:
    """Return a library of what is in a folder."""
    library = Library(store=FolderStore(folder))
    for path in sorted(folder.glob("*.txt")):
        library.add(SHARED, article_from_path(path), by=None, now=datetime.now(UTC))
    return library


def main(folder: str, question: str, *files: str) -> None:
    """Add files, ask, and print the best quote."""
    library = open_folder(Path(folder))
    for file in files:
        added = library.add(SHARED, article_from_path(Path(file)), by=None, now=datetime.now(UTC))
        print(f"{'Added' if added.created else 'Already here'}: {added.record.title}")
    answer = library.ask(question, limit=1)
    print(answer.quotes[0].text if answer.quotes else "The articles do not say.")


if __name__ == "__main__":
    main(*sys.argv[1:])
