"""The reader: loaded or refused in one sentence, the same every time, and never waited for long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.errors import ReaderError
from index.rank.mix import MIX, read_mix
from index.rank.rankers import ReadingRanker
from index.rank.reader.form import Sentence
from index.rank.reader.network import Network
from index.rank.reader.reader import AT_ONCE, WEIGHTS, Counts, Reader
from index.rank.reader.wordpiece import WordPieces
from tests.reading import VOCABULARY, arrays_of, reader_folder, write_arrays

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from index.arrays import Float32s

SENTENCES = [Sentence("Port", "", "Ships left.", "A hound kept watch."), Sentence("", "", "", "b")]


def test_a_reader_says_the_same_every_time_to_two_decimals(tmp_path: Path) -> None:
    reader_folder(tmp_path)
    first = Reader.load(tmp_path).read("what?", SENTENCES)
    again = Reader.load(tmp_path).read("what?", SENTENCES)
    assert first is not None
    assert (
        first.tolist() == np.round(first, 2).tolist() == ([] if again is None else again.tolist())
    )
    assert len(set(first.tolist())) == 2


def test_no_folder_no_file_and_no_mix_are_one_sentence_each(tmp_path: Path) -> None:
    with pytest.raises(ReaderError, match=rf"no reader in .*: {WEIGHTS} is missing\.$"):
        ReadingRanker.load(tmp_path / "nowhere")
    write_arrays(tmp_path, arrays_of())
    with pytest.raises(ReaderError, match=rf"no reader in .*: {MIX} is missing\.$"):
        ReadingRanker.load(tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_one_sentence(tmp_path: Path, share: float) -> None:
    path = reader_folder(tmp_path) / WEIGHTS
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ReaderError) as caught:
        Reader.load(tmp_path)
    assert str(caught.value).startswith(str(path))
    assert str(caught.value).count("\n") == 0


def test_a_file_with_a_wrong_byte_is_one_sentence_or_the_same_reader(tmp_path: Path) -> None:
    path = reader_folder(tmp_path) / WEIGHTS
    content = path.read_bytes()
    right = Reader.load(tmp_path).read("what?", SENTENCES)
    assert right is not None
    refused = 0
    for at in range(0, len(content), len(content) // 97):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        try:
            found = Reader.load(tmp_path).read("what?", SENTENCES)
        except ReaderError:
            refused += 1
        else:  # what the byte says is not used, such as a date
            assert found is not None
            assert found.tolist() == right.tolist()
    assert refused > 50


def test_a_vocabulary_that_does_not_fit_is_told(tmp_path: Path) -> None:
    for vocabulary, says in (
        ("\n".join(VOCABULARY[:-1]).encode(), "does not fit"),
        ("\n".join(["x", *VOCABULARY[1:]]).encode(), "does not fit"),
        (b"\xff" + "\n".join(VOCABULARY).encode(), "not made as one"),
    ):
        arrays = arrays_of() | {"vocabulary": np.frombuffer(vocabulary, np.uint8)}
        write_arrays(tmp_path, arrays)
        with pytest.raises(ReaderError, match=says):
            Reader.load(tmp_path)


@pytest.mark.parametrize("text", ["", "reader = 1", "reader = [", 'threshold = 1\nreader = "x"'])
def test_a_damaged_mix_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / MIX).write_text(text, encoding="utf-8")
    with pytest.raises(ReaderError, match=r"mix\.toml is damaged"):
        read_mix(tmp_path / MIX)


class _Held(Network):
    """A network that stops in the middle of its work, until it is let go."""

    def __init__(self) -> None:
        super().__init__(arrays_of())
        self.within = Barrier(AT_ONCE + 1)
        self.go = Event()

    def logits(self, inputs: Sequence[Sequence[int]], separator: int) -> Float32s:
        if not self.go.is_set():
            self.within.wait(30)
            self.go.wait(30)
        return super().logits(inputs, separator)


def test_who_finds_the_reader_busy_goes_on_without_and_is_counted() -> None:
    network = _Held()
    reader = Reader(network, WordPieces(VOCABULARY), patience=0.01)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reading = [pool.submit(reader.read, "what?", SENTENCES) for _ in range(AT_ONCE)]
        network.within.wait(30)
        assert reader.read("what?", SENTENCES) is None
        network.go.set()
        assert all(work.result(30) is not None for work in reading)
    assert reader.counts == Counts(read=AT_ONCE, too_busy=1)
    assert reader.read("what?", SENTENCES) is not None
