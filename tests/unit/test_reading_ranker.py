"""With the reader: the first candidates in a new order, the others behind them, one confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.service import Service
from index.collection.collection import Collection
from index.ingest import article_from_text
from index.ingest.metadata import Overrides
from index.library import Library
from index.model import SHARED
from index.quote.answer import answer
from index.rank.mix import DEPTH, MIX, REACH, evidence_of, read_mix, worth_reading
from index.rank.question import read_question
from index.rank.rankers import LexicalRanker, ReadingRanker
from index.rank.reader.form import Sentence
from index.rank.reader.reader import Reader
from tests.reading import reader_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.arrays import Float64s


QUESTION = "Which ship left the harbour?"


@pytest.fixture
def collection() -> Collection:
    text = "\n\n".join(f"Ship number {n} left the harbour." for n in range(3 * DEPTH))
    return Collection([article_from_text(text, overrides=Overrides(title="Port life"))])


def test_only_the_first_change_their_order(tmp_path: Path, collection: Collection) -> None:
    ranker = ReadingRanker.load(reader_folder(tmp_path, reader=5.0))
    question = read_question(QUESTION, collection)
    lexical = LexicalRanker().judge(question, collection).ranking
    confidence, ranking = ranker.judge(question, collection)
    assert lexical is not None
    assert ranking is not None
    assert ranking.numbers[:DEPTH].tolist() != lexical.numbers[:DEPTH].tolist()
    assert sorted(ranking.numbers[:DEPTH].tolist()) == sorted(lexical.numbers[:DEPTH].tolist())
    assert ranking.numbers[DEPTH:].tolist() == lexical.numbers[DEPTH:].tolist()
    assert (np.diff(ranking.scores) <= 0).all()
    assert 0 < confidence < 1
    assert ranker.counts == (1, 0)


def test_what_the_words_leave_far_behind_is_not_read(tmp_path: Path) -> None:
    assert worth_reading(np.array([1.0])) == 1
    assert worth_reading(np.array([4.0, 4.0 - REACH, 3.9 - REACH])) == 2
    assert worth_reading(np.arange(0.0, -1.0, -0.01)) == DEPTH

    text = "The harbor wall was made of granite in 1911.\n\nIt rained.\n\nShips left."
    article = article_from_text(text, overrides=Overrides(title="Port life"))
    reader = Reader.load(reader_folder(tmp_path))
    asked: list[int] = []

    class Counting(Reader):
        def read(self, question: str, sentences: Sequence[Sentence]) -> Float64s | None:
            asked.append(len(sentences))
            return reader.read(question, sentences)

    ranker = ReadingRanker(Counting.load(tmp_path), read_mix(tmp_path / MIX))
    Library([article], ranker=ranker).ask("What was the harbor wall made of?")
    assert asked == [1]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Корабль вышел из гавани в 1911 году. Шёл дождь.", "Какой корабль вышел из гавани?"),
        ("船は1911年に港を出た。雨が降っていた。", "1911年に港を出た船は?"),
        ("A ship left the harbor in 1911. It rained.", "Какой ship вышел из harbor?"),
    ],
)
def test_what_is_written_in_letters_that_it_does_not_know_is_answered_by_words(
    text: str, question: str
) -> None:
    article = article_from_text(text, overrides=Overrides(title="Порт"))
    ranker = ReadingRanker.load()
    found = Library([article], ranker=ranker, threshold=0.0).ask(question)
    by_words = Library([article], threshold=0.0).ask(question)
    assert ranker.counts == (0, 0)
    assert found == by_words
    assert found.quotes


def test_other_languages_in_latin_letters_are_read() -> None:
    article = article_from_text("Das Schiff verließ den Hafen im Jahr 1911. Es regnete.")
    ranker = ReadingRanker.load()
    Library([article], ranker=ranker).ask("Wann verließ das Schiff den Hafen?")
    assert ranker.counts == (1, 0)


def test_the_features_stay_with_their_candidates(tmp_path: Path, collection: Collection) -> None:
    question = read_question(QUESTION, collection)
    lexical = LexicalRanker().judge(question, collection).ranking
    ranking = ReadingRanker.load(reader_folder(tmp_path)).judge(question, collection).ranking
    assert lexical is not None
    assert ranking is not None
    rows = dict(zip(lexical.numbers.tolist(), lexical.features.columns.tolist(), strict=True))
    assert [rows[n] for n in ranking.numbers.tolist()] == ranking.features.columns.tolist()


class _Busy(Reader):
    def read(self, question: str, sentences: object) -> None:
        return None


def test_when_the_reader_is_busy_it_is_as_if_it_were_off(
    tmp_path: Path, collection: Collection
) -> None:
    folder = reader_folder(tmp_path)
    busy = ReadingRanker(_Busy.load(folder), read_mix(folder / MIX))
    question = read_question(QUESTION, collection)
    words, found = LexicalRanker().judge(question, collection), busy.judge(question, collection)
    assert found.confidence == pytest.approx(words.confidence)
    assert found.ranking is not None
    assert words.ranking is not None
    assert found.ranking.numbers.tolist() == words.ranking.numbers.tolist()


def test_the_threshold_is_the_same_with_and_without() -> None:
    assert ReadingRanker.load().threshold == LexicalRanker().threshold


def test_without_a_word_to_look_for_nothing_is_found(
    tmp_path: Path, collection: Collection
) -> None:
    ranker = ReadingRanker.load(reader_folder(tmp_path))
    found = answer("Who is it?", collection, limit=3, ranker=ranker)
    assert not found.answered
    assert found.confidence == 0


def test_where_no_word_is_shared_the_reader_reads_a_short_article(
    tmp_path: Path, collection: Collection
) -> None:
    ranker = ReadingRanker.load(reader_folder(tmp_path))
    answer("Zzyzx qwxyz?", collection, limit=3, ranker=ranker)
    assert ranker.counts.read == 1


def test_the_mix_is_read_as_it_was_written(tmp_path: Path) -> None:
    mix = read_mix(reader_folder(tmp_path, reader=0.75) / MIX)
    assert mix.reader == 0.75
    assert mix.dump(["made by a test"]) == (tmp_path / MIX).read_text(encoding="utf-8")


def test_the_evidence_is_about_the_first_of_the_new_order() -> None:
    words, read = np.array([3.0, 2.0, 1.0]), np.array([-2.0, 1.0, 0.5])
    found = evidence_of(words, read, words + read, log_odds=0.25, candidates=4)
    assert found.tolist() == [0.25, 1.0, 1.0, 0.5, 1.0, 0.5]
    far = evidence_of(words[:1], read[:1] - 99, words[:1], log_odds=99.0, candidates=1)
    assert far.tolist() == [8.0, -8.0, -8.0, 6.0, 0.0, 1.0]


PORT = (
    "The port was busy in those years, and ships left it for the whole world.\n\n"
    "At night a hound kept watch over the boats until the morning came.\n\n"
    "The harbor was built by the town, and the harbor wall was made of granite."
)


async def test_the_bot_asks_the_reader_that_ships() -> None:
    article = article_from_text(PORT, overrides=Overrides(title="Port life"))
    ranker = ReadingRanker.load()
    service = Service(Library([article], ranker=ranker, threshold=0.0), workers=1)
    try:
        question = "Which dog guarded the harbor?"
        answered = await service.ask(question, limit=3, collection_id=SHARED)
    finally:
        service.close()
    assert ranker.counts == (1, 0)
    assert (service.load.questions_read, service.load.questions_unread) == (1, 0)
    assert all(PORT[quote.start : quote.end] == quote.text for quote in answered.quotes)
    assert 0 < answered.confidence < 1


IN_OTHER_WORDS = (
    ("Who wrote the song?", "The song was sung in 1962.", "Mary composed it."),
    ("Which dog guarded the boats?", "The boats were blue.", "A hound kept watch over them."),
    ("When did he die?", "He was asked whether he would die.", "He passed away in 1962."),
    ("How many people live there?", "People like to live there.", "It has 4,000 inhabitants."),
    ("Who founded the company?", "The company was sold.", "Two brothers set it up in 1911."),
    ("Why was the match called off?", "The match was popular.", "Heavy rain had flooded it."),
    ("What does a ticket cost?", "A ticket is blue.", "Adults pay five euros."),
    ("How tall is the tower?", "The tower is old.", "It rises 60 meters above the square."),
    ("Where was she born?", "She was born poor.", "She came into the world in Lyon."),
    ("Who is in charge of the museum?", "The museum is closed.", "Its director is Ann Lee."),
)
"""A question, a sentence in its words that does not answer it, and the next one, which does."""


def test_the_reader_that_ships_reads_what_the_words_do_not_tell() -> None:
    reader = Reader.load()
    right = []
    for question, first, second in IN_OTHER_WORDS:
        sentences = [Sentence("", "", "", first), Sentence("", "", first, second)]
        read = reader.read(question, sentences)
        assert read is not None
        right.append(bool(read[1] > read[0]))
    assert sum(right) >= 8
