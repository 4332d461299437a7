"""Turn question sets into pairs of a question and a sentence that answers it, or does not."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.collection.collection import Collection
from index.evaluate.questions import which_answer
from index.rank.question import read_question
from index.rank.rankers import LexicalRanker
from index.rank.reader.form import Sentence, sentence_of
from index.rank.thesaurus import opposites
from index.text.terms import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.evaluate.questions import AskedQuestion, QuestionSet

CANDIDATES = 10
"""Of each question, so many of the best by words are pairs."""
HELD_OUT = 3
"""One article in so many is kept for measuring."""
_RIGHT = 2
"""Of the sentences that answer a question, so many are trained on: a long answer has dozens."""
_FOREIGN = 4
"""One question in so many is also asked of another article."""
_NAME = re.compile(r"(?<=\s)[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d+\b")


class Pair(NamedTuple):
    """A question and a sentence."""

    question: str
    sentence: Sentence
    answers: bool
    rank: int
    """Its place among the candidates from 0; `CANDIDATES` for one that the words do not find."""
    sort: str
    """How it was made: "set", "near", "foreign", "corrupted" or "attribute"."""


Group = tuple[Pair, ...]
"""The pairs of one question that are read together: which of them answers best is learned."""


def is_held_out(title: str) -> bool:
    """Tell whether an article is kept for measuring: by its title alone, in whatever set it is."""
    return sum(title.casefold().encode()) % HELD_OUT == 1


def without_held_out(source: QuestionSet) -> Iterator[int]:
    """Yield the numbers of the articles of a set that may be trained on."""
    return (at for at, a in enumerate(source.articles) if not is_held_out(a.title))


def pairs_of(source: QuestionSet) -> Iterator[Pair]:
    """Yield the pairs of a set, without those of the articles that are held out."""
    random = Random(source.name)  # noqa: S311 - a choice of examples, not a secret
    ranker = LexicalRanker()
    taken = list(without_held_out(source))
    everyone = [q for at in taken for q in source.answerable(at)]
    for at in taken:
        article = source.articles[at]
        collection = Collection([article])
        for question in source.questions[at]:
            yield from _asked(question, collection, ranker, random)
        for _ in range(len(source.questions[at]) // _FOREIGN):
            other = random.choice(everyone)
            if other not in source.questions[at]:
                for number in _best(other.text, collection, ranker)[:2]:
                    sentence = sentence_of(collection, number)
                    yield Pair(other.text, sentence, False, 0, "foreign")
        yield from attributes(collection, random)


def _best(question: str, collection: Collection, ranker: LexicalRanker) -> list[int]:
    ranking = ranker.order(read_question(question, collection), collection, within=None)
    return [] if ranking is None else ranking.numbers[:CANDIDATES].tolist()


def _asked(
    question: AskedQuestion, collection: Collection, ranker: LexicalRanker, random: Random
) -> Iterator[Pair]:
    numbers = _best(question.text, collection, ranker)
    table = collection.table
    starts, ends = table.starts.astype(np.int64), table.ends.astype(np.int64)
    right = which_answer(starts, ends, question.gold) & (table.paragraphs > 0)
    sort = "set" if question.gold else "near"
    for rank, number in enumerate(numbers):
        sentence = sentence_of(collection, number)
        yield Pair(question.text, sentence, bool(right[number]), rank, sort)
    missed = [n for n in np.flatnonzero(right).tolist() if n not in numbers]
    for number in missed[:2]:
        yield Pair(question.text, sentence_of(collection, number), True, CANDIDATES, sort)
    found = [number for number in numbers if right[number]] or missed
    if found:
        number = found[0]
        sentence = sentence_of(collection, number)
        for altered in _corrupted(question.text, sentence.text, collection, random):
            yield Pair(altered, sentence, False, 0, "corrupted")


def _corrupted(
    question: str, sentence: str, collection: Collection, random: Random
) -> Iterator[str]:
    """Yield a question about something else, in the same words but for one."""
    text = collection.articles[0].text
    ways: list[str] = []
    for pattern in (_NAME, _NUMBER):
        inside = [m for m in pattern.finditer(question) if m[0] in sentence]
        others = [m[0] for m in pattern.finditer(text) if m[0] not in sentence]
        if inside and others:
            match, other = random.choice(inside), random.choice(others)
            if other.casefold() not in question.casefold():
                ways.append(question[: match.start()] + other + question[match.end() :])
    words = question.split(" ")
    for place, word in enumerate(words):
        for opposite, _ in opposites(word.casefold())[:4]:
            if opposite in text.casefold():
                ways.append(" ".join([*words[:place], opposite, *words[place + 1 :]]))
                break
    if ways:
        yield random.choice(ways)


_ATTRIBUTES = (
    (("Who founded {}?", "Who started {}?", "who set up {}"), "found|establish|start|creat|set up"),
    (
        ("How old is {}?", "What age is {}?", "how old was {} then"),
        "aged?|years? old|born|year-old",
    ),
    (("When was {} born?", "{}'s date of birth?", "What year was {} born in?"), "born|birth"),
    (
        ("What does {} cost?", "How much is {}?", "price of {}"),
        r"cost|price|\$|£|€|dollar|euro|paid",
    ),
    (("How many people live in {}?", "population of {}"), "population|inhabitants|people|resid"),
    (("Where was {} born?", "Where does {} come from?"), "born|birth|native|from"),
    (("Who is {} married to?", "Who is the wife of {}?"), "marri|wife|husband|spouse|wed"),
    (("When did {} die?", "What did {} die of?"), "die|dead|death|kill"),
    (("How tall is {}?", "How long is {}?"), r"tall|high|long|met(er|re)|feet|\bkm\b|mile|inch|cm"),
    (("Who owns {}?", "Which company owns {}?"), "own|bought|acqui|belong|subsidiar"),
    (("Who invented {}?", "Who designed {}?"), "invent|design|develop|creat"),
    (("What is the capital of {}?", "What language is spoken in {}?"), "capital|language|speak"),
)
"""Questions about things that are mentioned, and the words of a sentence that may answer them."""
_COMPILED = [(asks, re.compile(words, re.IGNORECASE)) for asks, words in _ATTRIBUTES]
_EVERY = 4
"""One sentence in so many is asked for an attribute that it does not tell."""


def attributes(collection: Collection, random: Random) -> Iterator[Pair]:
    """Yield questions for what a sentence does not say about something that it mentions."""
    for number in np.flatnonzero(collection.table.paragraphs > 0).tolist():
        if random.random() * _EVERY > 1:
            continue
        sentence = sentence_of(collection, number)
        names = [m[0] for m in _NAME.finditer(sentence.text)]
        asks, words = random.choice(_COMPILED)
        if names and not words.search(f"{sentence.before} {sentence.text}"):
            asked = random.choice(asks).format(random.choice(names))
            yield Pair(asked, sentence, False, 0, "attribute")


def as_typed(question: str, random: Random) -> str:
    """Return a question as people type it in a chat, one time in two: slips, key words, no mark."""
    way = random.random()
    if way < 0.25:  # noqa: PLR2004 - shares of the ways
        return question.rstrip(" ?").lower()
    if way < 0.35:  # noqa: PLR2004
        words = [w for w in question.rstrip(" ?").split() if w.casefold() not in STOP_WORDS]
        return " ".join(words) or question
    if way < 0.45:  # noqa: PLR2004
        at = random.randrange(max(len(question) - 1, 1))
        return question[:at] + question[at + 1 :]
    return question


def chosen(pairs: Iterable[Pair], random: Random, *, wrong: int) -> list[Group]:
    """Return what one pass reads: of each question some that answer, and some that do not.

    A question that is made from another is a group of its own.
    """
    asked: dict[tuple[str, str], list[Pair]] = {}
    alone: list[Group] = []
    for pair in pairs:
        if pair.sort in ("corrupted", "attribute", "foreign"):
            alone.append((pair,))
        else:
            asked.setdefault((pair.sentence.title, pair.question), []).append(pair)
    found = alone
    for group in asked.values():
        right = [pair for pair in group if pair.answers]
        rest = [pair for pair in group if not pair.answers]
        found.append((*right[:_RIGHT], *_some(rest, random, wrong)))
    random.shuffle(found)
    return found


def _some(group: Sequence[Pair], random: Random, count: int) -> list[Pair]:
    """Return some wrong pairs of a question: the first one, and others at random."""
    rest = list(group[1:])
    return [*group[:1], *random.sample(rest, min(count - 1, len(rest)))]
