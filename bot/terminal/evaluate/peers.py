"""The peers of `pullquote evaluate`: BM25 as people would otherwise use it, on the same passages.

They rank all passages, and do not decide whether to answer. As their confidence stands the score of
the best passage: good for comparing questions, not a probability.
"""

from __future__ import annotations

import importlib.util
import re
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.evaluate.asking import DEPTH, Found, Response
from index.evaluate.pullquote import Pullquote
from index.text.segment import segment
from index.text.terms import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from index.evaluate.asking import System
    from index.model import Article

    Documents = Sequence[Sequence[str]]
    Scorer = Callable[[Sequence[str]], npt.NDArray[np.floating]]

_WORD = re.compile(r"\w+")
K1, B = 0.9, 0.4
"""Of the peer with stems: the defaults of Anserini, and ours."""


class _Peer:
    """Passages, split into tokens by one function and scored by another."""

    def __init__(
        self,
        articles: Sequence[Article],
        tokens: Callable[[str], list[str]],
        index: Callable[[Documents], Scorer],
    ) -> None:
        self._tokens = tokens
        self._passages = [
            (article, passage) for article in articles for passage in segment(article)
        ]
        documents = [tokens(a.text[p.start : p.end]) for a, p in self._passages]
        self._vocabulary = {token for document in documents for token in document}
        self._scores = index(documents) if self._vocabulary else None

    def ask(self, question: str) -> Response:
        """Return the passages that score highest, ties in the order of the articles."""
        tokens = [token for token in self._tokens(question) if token in self._vocabulary]
        if self._scores is None or not tokens:
            return Response((), None)
        scores = self._scores(tokens)
        best = np.argsort(-scores, kind="stable")[:DEPTH].tolist()
        passages = [self._passages[number][1] for number in best]
        found = tuple(Found(p.article_id, p.start, p.end) for p in passages)
        return Response(found, float(scores[best[0]]))


class _Scored(Protocol):
    """What the two packages have in common."""

    def get_scores(self, tokens: Sequence[str], /) -> npt.NDArray[np.floating]:
        """Return the score of every document."""


def _lower_cased(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _rank_bm25(documents: Documents) -> Scorer:
    from rank_bm25 import BM25Okapi  # noqa: PLC0415 - the peers are imported when wanted

    index: _Scored = BM25Okapi(documents)
    return index.get_scores


def _bm25s(documents: Documents) -> Scorer:
    import bm25s  # noqa: PLC0415 - as above

    index = bm25s.BM25(k1=K1, b=B, method="lucene", backend="numpy")
    index.index(documents, show_progress=False)
    scored: _Scored = index
    return scored.get_scores


def _words(articles: Sequence[Article]) -> System:
    return _Peer(articles, _lower_cased, _rank_bm25)


def _stems(articles: Sequence[Article]) -> System:
    return _Peer(articles, terms, _bm25s)


SYSTEMS: dict[str, Callable[[Sequence[Article]], System]] = {
    "Pullquote": Pullquote,
    "rank_bm25": _words,
    "bm25s, stems": _stems,
}
"""What is measured in one run, by name."""

READING = "Pullquote, reader"
"""Pullquote with its reader, measured as well where the settings turn that on."""

_NEEDS = {"bm25s, stems": "bm25s"}


def unavailable(name: str) -> str | None:
    """Return what has to be installed for a system, or None when nothing has."""
    needed = _NEEDS.get(name)
    return None if needed is None or importlib.util.find_spec(needed) else needed
