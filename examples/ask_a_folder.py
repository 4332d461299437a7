"""Ask the files of a folder: ``python examples/ask_a_folder.py FOLDER "QUESTION"``."""

from __future__ import annotations

import sys
from pathlib import Path

from index import Library, article_from_path


def main(folder: str, question: str) -> None:
    """Print the quotes that answer a question, or the passages that come nearest."""
    files = sorted(path for path in Path(folder).iterdir() if path.is_file())
    library = Library(article_from_path(path) for path in files)
    answer = library.ask(question)
    if not answer.answered:
        print("The files do not say. The closest passages:")
    for quote in answer.quotes or answer.nearest:
        where = f"{quote.citation.title}, paragraph {quote.citation.paragraph}"
        print(f"“{quote.text}” ({where}; confidence {quote.confidence:.2f})")


if __name__ == "__main__":
    main(*sys.argv[1:])
