"""Question sets: articles, questions about them, and the spans of the text that answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from index.errors import QuestionSetError
from index.evaluate.headings import with_headings
from index.model import Article

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from index.arrays import Bools, Int64s

QuestionKind = Literal["answerable", "near", "off-topic"]
"""Answered by the article; about its subject, but not answered; about another article."""
QuestionType = Literal["who", "when", "where", "why", "how many", "how", "what", "which", "other"]
TYPES: Final[tuple[QuestionType, ...]] = (
    "who",
    "when",
    "where",
    "why",
    "how many",
    "how",
    "what",
    "which",
    "other",
)
_INTERROGATIVE = re.compile(
    r"\b(?:(who|whom|whose)|(how\s+(?:many|much))|(when|where|why|how|what|which))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question about an article, and the half-open ranges of the text that answer it."""

    text: str
    gold: tuple[tuple[int, int], ...]
    """Empty when the article does not answer."""

    @property
    def type(self) -> QuestionType:
        """What it asks for, by its first interrogative word."""
        return question_type(self.text)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Articles, and the questions about each of them in the same order."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[tuple[AskedQuestion, ...], ...]

    def answerable(self, article: int) -> list[AskedQuestion]:
        """Return the questions that an article answers, by its number from 0."""
        return [question for question in self.questions[article] if question.gold]

    def near(self, article: int) -> list[AskedQuestion]:
        """Return the questions about an article that it does not answer."""
        return [question for question in self.questions[article] if not question.gold]


def which_answer(starts: Int64s, ends: Int64s, gold: Iterable[tuple[int, int]]) -> Bools:
    """Tell which of n passages are right: which share enough of the text with a gold span, (n,).

    Enough is half of the shorter of the two: a sentence that holds a short answer is right, and so
    is half of a sentence that is the answer as a whole. Ranges are half open and not empty.
    """
    right = np.zeros(len(starts), np.bool_)
    for start, end in gold:
        shared = np.minimum(ends, end) - np.maximum(starts, start)
        right |= 2 * shared >= np.minimum(ends - starts, end - start)
    return right


def question_type(text: str) -> QuestionType:
    """Return the type of a question, by its first interrogative word."""
    found = _INTERROGATIVE.search(text)
    if found is None:
        return "other"
    if found[1]:
        return "who"
    if found[2]:
        return "how many"
    return next(name for name in TYPES if name == found[3].lower())


def read_question_set(path: Path) -> QuestionSet:
    """Read a question set from a JSON file.

    It is a list of ``{"title", "text", "questions": [{"question", "gold", "kind"}]}``; ``gold`` is
    a list of ``[start, end)`` offsets into ``text``, in characters; ``kind`` is "answerable" or,
    where ``gold`` is empty, "near". An article may have ``"headings"``, the ``[start, end)`` of
    what its document marks as headings; without it they are found as in any plain text. Other keys
    are passed over. Raise QuestionSetError, with the file and the place, when it is anything else.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise QuestionSetError(f"There is no file {path}.") from None
    except OSError as error:
        raise QuestionSetError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise QuestionSetError(f"{path} is not UTF-8 text: {error}.") from error
    except (ValueError, RecursionError) as error:
        raise QuestionSetError(f"{path} is not valid JSON: {error}.") from error
    if not isinstance(found, list) or not found:
        raise QuestionSetError(f"{path} is no question set: it has to be a list of articles.")
    articles, questions = [], []
    for number, entry in enumerate(found, start=1):
        place = f"{path}, article {number}"
        article = _article(entry, f"{path.stem}-{number}", place)
        asked = entry.get("questions")
        if not isinstance(asked, list):
            raise QuestionSetError(f"{place}: “questions” has to be a list.")
        articles.append(article)
        questions.append(
            tuple(
                _question(one, article.text, f"{place}, question {at}")
                for at, one in enumerate(asked, start=1)
            )
        )
    if not any(question.gold for about in questions for question in about):
        raise QuestionSetError(f"{path} has no question that its article answers.")
    return QuestionSet(path.stem, tuple(articles), tuple(questions))


def _article(entry: object, article_id: str, place: str) -> Article:
    title, text = _text(entry, "title", place), _text(entry, "text", place)
    headings = entry.get("headings", []) if isinstance(entry, dict) else []
    if not isinstance(headings, list):
        raise QuestionSetError(f"{place}: “headings” has to be a list of [start, end].")
    spans = [_span(span, len(text), place, key="headings") for span in headings]
    outline = with_headings(text, spans) if spans else ()
    return Article(article_id, title, text, source="", outline=outline)


def _question(entry: object, text: str, place: str) -> AskedQuestion:
    question = _text(entry, "question", place)
    kind = _text(entry, "kind", place)
    spans = entry.get("gold") if isinstance(entry, dict) else None
    if not isinstance(spans, list):
        raise QuestionSetError(f"{place}: “gold” has to be a list of [start, end].")
    gold = tuple(_span(span, len(text), place) for span in spans)
    if kind not in ("answerable", "near"):
        raise QuestionSetError(f"{place}: “kind” is “{kind}”; it is answerable or near.")
    if (kind == "answerable") is not bool(gold):
        needs = "needs at least one" if kind == "answerable" else "has to be without any"
        raise QuestionSetError(f"{place}: “gold” is what answers; a question {kind} {needs}.")
    return AskedQuestion(question, gold)


def _text(entry: object, key: str, place: str) -> str:
    if not isinstance(entry, dict):
        raise QuestionSetError(f"{place}: it has to be an object with “{key}”.")
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise QuestionSetError(f"{place}: “{key}” has to be text that is not empty.")
    return value


def _span(span: object, length: int, place: str, *, key: str = "gold") -> tuple[int, int]:
    match span:
        case [int(start), int(end)] if 0 <= start < end <= length:
            return start, end
    raise QuestionSetError(
        f"{place}: “{key}” has {json.dumps(span)[:60]}; it takes [start, end] with"
        f" 0 <= start < end <= {length}, the length of the text."
    )
