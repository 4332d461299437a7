"""Questions as people type them: in lower case, with slips, key words only, two at once.

Each form makes another set of the questions of a set; the articles stay. What is drawn is drawn
once and for all, so that every run asks the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random
from string import ascii_lowercase
from typing import TYPE_CHECKING

from index.text.terms import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.evaluate.questions import AskedQuestion, QuestionSet

_SEED = 2028
_LEAST_LETTERS = 5
"""Shorter words are seldom mistyped beyond recognition."""
_LONG_WORD = re.compile(rf"[^\W\d_]{{{_LEAST_LETTERS},}}")


def untitled(questions: QuestionSet) -> QuestionSet:
    """Return a set whose articles have no title that says anything."""
    articles = tuple(replace(article, title="Untitled") for article in questions.articles)
    return replace(questions, name=f"{questions.name}, untitled", articles=articles)


def lower_case(questions: QuestionSet) -> QuestionSet:
    """Return a set whose questions have no capitals and no question mark."""
    return _typed(questions, "lower-case", lambda text: text.lower().rstrip("?？ "))


def slips(questions: QuestionSet) -> QuestionSet:
    """Return a set whose questions have a slip of the fingers in one of their longer words."""
    random = Random(_SEED)  # noqa: S311 - not a secret

    def slip(text: str) -> str:
        found = [*_LONG_WORD.finditer(text)]
        if not found:
            return text
        word = random.choice(found)
        return text[: word.start()] + _slipped(word[0], random) + text[word.end() :]

    return _typed(questions, "slips", slip)


def key_words(questions: QuestionSet) -> QuestionSet:
    """Return a set whose questions are nothing but their words that carry meaning."""

    def kept(text: str) -> str:
        return " ".join(word.text.lower() for word in words(text) if word.terms) or text

    return _typed(questions, "key-words", kept)


def two_in_one(questions: QuestionSet) -> QuestionSet:
    """Return a set of pairs of an article's questions, each pair in one line.

    Half of them follow one another as two sentences, half are joined by "and". A pair is asked
    twice: once what answers its first question is right, and once what answers its second. So at
    most half can have it first.
    """
    random = Random(_SEED)  # noqa: S311 - not a secret
    asked = []
    for number in range(len(questions.articles)):
        own = questions.answerable(number)
        random.shuffle(own)
        pairs: list[AskedQuestion] = []
        for at, (first, second) in enumerate(zip(own[::2], own[1::2], strict=False)):
            text = _joined(first.text, second.text, as_one=bool(at % 2))
            pairs += [replace(first, text=text), replace(second, text=text)]
        asked.append(tuple(pairs))
    return replace(questions, name=f"{questions.name}, two-in-one", questions=tuple(asked))


def _typed(questions: QuestionSet, name: str, change: Callable[[str], str]) -> QuestionSet:
    asked = tuple(
        tuple(replace(question, text=change(question.text)) for question in about)
        for about in questions.questions
    )
    return replace(questions, name=f"{questions.name}, {name}", questions=asked)


def _slipped(word: str, random: Random) -> str:
    """Return a word with a letter left out, doubled, changed, or in the place of its neighbor."""
    at = random.randrange(1, len(word) - 1)
    match random.randrange(4):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case 2:
            return word[:at] + random.choice(ascii_lowercase) + word[at + 1 :]
        case _:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _joined(first: str, second: str, *, as_one: bool) -> str:
    if not as_one:
        return f"{first} {second}"
    return f"{first.rstrip('?？ ')} and {second[:1].lower()}{second[1:]}"
