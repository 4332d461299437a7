"""Print the bytes a passage by which a process grows when it builds one engine.

``python -m tests.benchmarks.memory ENGINE SIZE [DATA]``. What counts is the resident set after
the build, freed memory given back, less what it was before: text and terms were there already.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from contextlib import suppress
from pathlib import Path

from index.collection.collection import Collection
from tests.benchmarks.corpus import articles, load, tokens
from tests.benchmarks.engines import engines
from tests.processes import resident_memory

WHOLE = "Pullquote, whole collection"


def resident() -> int:
    """Return the bytes of memory that this process holds (Linux), freed ones given back."""
    gc.collect()
    with suppress(OSError, AttributeError):  # other C libraries have no such call
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return resident_memory(os.getpid())


def main(name: str, size: int, data: Path | None) -> float:
    """Build one engine over so many passages and return its bytes a passage."""
    corpus = load(data)
    passages = corpus.passages(size)
    small = passages[:10]
    if name == WHOLE:
        Collection(articles(small))  # what is loaded once is not counted
        before = resident()
        whole = Collection(articles(passages))
        grown = resident() - before - sum(len(passage) for passage in passages)
        del whole
        return grown / size
    documents = list(tokens(passages))
    make = engines()[name]
    make(documents[:10])
    before = resident()
    engine = make(documents)
    grown = resident() - before
    del engine
    return grown / size


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]) if sys.argv[3:] else None))
