"""Passages and questions of any number: from question sets, or in the shape of Zipf's law.

A question set is a JSON file: a list of ``{"title", "text", "questions": [{"question", ...}]}``.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from index.model import Article
from index.text.segment import segment
from index.text.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEED = 5
ARTICLE = 50
"""Passages of an article."""
_SWAPPED = 0.3
"""Share of the words of a repeated passage that come from another one."""
_VOCABULARY = 50_000
_LENGTHS = (8, 40)
_ANSWER = (3, 9)
_LETTERS = "bcdfglmnprstaeiou"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Real or made text, of which as many passages are made as are asked for."""

    name: str
    sentences: list[str]
    questions: list[str]

    def passages(self, size: int) -> list[str]:
        """Return ``size`` passages: the sentences, then sentences with words of others in them."""
        rng = random.Random(SEED)
        found = self.sentences[:size]
        while len(found) < size:
            found.append(_varied(rng, *rng.sample(self.sentences, 2)))
        return found

    def asked(self, count: int) -> list[str]:
        """Return ``count`` questions, drawn at random, always the same."""
        return random.Random(SEED).sample(self.questions, min(count, len(self.questions)))


def load(folder: Path | None) -> Corpus:
    """Read all question sets of a folder; without one, make text up."""
    return made() if folder is None else _read(folder)


def articles(passages: list[str]) -> list[Article]:
    """Return articles of `ARTICLE` passages each, in paragraphs of five."""
    return [
        article(f"a{start:07}", passages[start : start + ARTICLE])
        for start in range(0, len(passages), ARTICLE)
    ]


def article(name: str, passages: list[str]) -> Article:
    """Return an article of some passages, in paragraphs of five."""
    paragraphs = (" ".join(passages[at : at + 5]) for at in range(0, len(passages), 5))
    text = "\n\n".join(paragraphs)
    return Article(id=name, title=name, text=text, source="benchmark")


def _read(folder: Path) -> Corpus:
    sentences: list[str] = []
    questions: list[str] = []
    for path in sorted(folder.glob("*.json")):
        for entry in json.loads(path.read_text(encoding="utf-8")):
            text = entry["text"]
            source = article(entry["title"], [text])
            sentences += (" ".join(text[p.start : p.end].split()) for p in segment(source))
            questions += (asked["question"] for asked in entry["questions"])
    rng = random.Random(SEED)
    rng.shuffle(sentences)
    sentences = [sentence for sentence in sentences if terms(sentence)]
    return Corpus(folder.name, sentences, [asked for asked in questions if terms(asked)])


def made(sentences: int = 10_000, questions: int = 1_000) -> Corpus:
    """Return made-up text whose words are as unevenly frequent as Zipf's law says."""
    rng = random.Random(SEED)
    words = [_word(number) for number in range(_VOCABULARY)]
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(_VOCABULARY)))

    def line(lengths: tuple[int, int], end: str) -> str:
        return " ".join(rng.choices(words, cum_weights=weights, k=rng.randint(*lengths))) + end

    return Corpus(
        "made-up text",
        [line(_LENGTHS, ".").capitalize() for _ in range(sentences)],
        [line(_ANSWER, "?").capitalize() for _ in range(questions)],
    )


class Gibberish:
    """Sentences of words that no language has, some of them far more frequent than others."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.words = ["".join(self._chance.choices(_LETTERS, k=6)) for _ in range(20_000)]
        self._weights = [1 / rank for rank in range(1, len(self.words) + 1)]

    def text(self, sentences: int) -> str:
        """Return so many sentences of fourteen words."""
        return " ".join(
            f"{' '.join(self._chance.choices(self.words, self._weights, k=14)).capitalize()}."
            for _ in range(sentences)
        )


def _word(number: int) -> str:
    """Return a word that no stemmer shortens: syllables that spell the number, and an end."""
    syllables = ""
    while True:
        number, digit = divmod(number, 20)
        syllables += "bdfgklmnprstvzbdfgkl"[digit] + "aeiou"[digit // 4]
        if not number:
            return syllables + "k"


def _varied(rng: random.Random, sentence: str, other: str) -> str:
    words, others = sentence.split(" "), other.split(" ")
    for at in range(1, len(words) - 1):  # the ends of a sentence stay, so that it is still one
        if rng.random() < _SWAPPED:
            words[at] = rng.choice(others[:-1] or others)
    return " ".join(words)


def tokens(texts: list[str]) -> Iterator[list[str]]:
    """Yield the terms of each text: what every peer that takes tokens is given."""
    return map(terms, texts)
