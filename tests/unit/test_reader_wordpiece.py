"""The reader's words are those of an uncased BERT; hard texts cost no more than easy ones."""

from __future__ import annotations

import pytest

from index.rank.reader.reader import Reader
from index.rank.reader.wordpiece import WordPieces

VOCABULARY = (
    """[PAD] [UNK] [CLS] [SEP] un ##aff ##able the cafe 12 ##3 ’ s . ? - 中 国 ##un a ##b ##c ##a"""
)


@pytest.fixture
def pieces() -> WordPieces:
    return WordPieces(VOCABULARY.split())


def spelled(pieces: WordPieces, numbers: list[int]) -> list[str]:
    return [VOCABULARY.split()[number] for number in numbers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unaffable", "un ##aff ##able"),
        ("The CAFÉ’s", "the cafe ’ s"),
        ("unaffable-the.", "un ##aff ##able - the ."),
        ("123 the\n\t12", "12 ##3 the 12"),
        ("中国", "中 国"),
        ("xyz the", "[UNK] the"),
        ("abcab", "a ##b ##c ##a ##b"),
        ("th\u00ade\u200b", "the"),
        ("  ", ""),
        ("a" * 101 + " the", "[UNK] the"),
    ],
)
def test_a_text_is_split_as_bert_splits_it(pieces: WordPieces, text: str, expected: str) -> None:
    assert spelled(pieces, pieces.first(text, 50)) == expected.split()


def test_the_first_and_the_last_pieces_are_taken(pieces: WordPieces) -> None:
    text = "the cafe unaffable."
    assert spelled(pieces, pieces.first(text, 3)) == ["the", "cafe", "un"]
    assert spelled(pieces, pieces.last(text, 2)) == ["##able", "."]
    assert pieces.first(text, 0) == pieces.last(text, 0) == []


def test_of_a_long_text_only_what_is_read_is_looked_at(pieces: WordPieces) -> None:
    class Counted(str):
        __slots__ = ()
        looked = 0

        def __getitem__(self, key: object) -> str:
            found = super().__getitem__(key)  # type: ignore[index]
            Counted.looked += len(found)
            return found

    pieces.first(Counted("the cafe " * 100_000), 10)
    pieces.last(Counted("the cafe " * 100_000), 10)
    assert Counted.looked < 1_000


def test_the_reader_that_ships_knows_english() -> None:
    pieces = Reader.load().pieces
    assert 4 + 12 > len(pieces.first("Which canine was guarding the harbor in 1932?", 60)) >= 9
