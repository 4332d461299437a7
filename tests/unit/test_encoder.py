"""Cosines by a real, small model: right, kept within a budget, and the same from every thread."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.errors import EncoderError
from index.rank.encoder import Encoder
from tests.embedding import embedding_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from index.arrays import Float32s, Float64s, Int64s

GROUPS = ("dog canine hound", "cat feline", "ship boat vessel", "king monarch")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return embedding_model(tmp_path_factory.mktemp("models") / "words", GROUPS)


def test_what_means_the_same_is_closer_than_what_does_not(folder: Path) -> None:
    cosines = Encoder.load(folder).cosines("canine", ["The hound!", "vessel", "dog ship"])
    assert cosines[0] > 0.99
    assert cosines[0] > cosines[2] > cosines[1]


class Counting:
    """Gives every text a vector, and notes what it was asked for."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Iterator[Float32s]:
        self.seen += texts
        for text in texts:
            angle = float(len(text))
            yield np.array([np.cos(angle), np.sin(angle)], np.float32)


def test_a_passage_is_embedded_once_and_in_its_own_place() -> None:
    embed = Counting()
    encoder = Encoder(embed)
    first = encoder.cosines("?", ["ccc", "a", "bb", "a"])
    assert sorted(embed.seen) == ["?", "a", "bb", "ccc"]
    assert first == pytest.approx(np.cos([2.0, 0.0, 1.0, 0.0]), abs=1e-6)
    embed.seen.clear()
    assert encoder.cosines("?", ["bb", "dddd"])[0] == first[2]
    assert embed.seen == ["?", "dddd"]


def test_the_vectors_keep_to_their_budget_and_the_least_recently_used_goes() -> None:
    embed = Counting()
    encoder = Encoder(embed, memory=1000)  # three entries of 8 + 300 bytes
    encoder.cosines("?", ["a", "bb", "ccc"])
    encoder.cosines("?", ["a"])
    encoder.cosines("?", ["dddd"])
    assert encoder.used <= 1000
    embed.seen.clear()
    encoder.cosines("?", ["a", "ccc", "dddd"])
    assert embed.seen == ["?"]
    encoder.cosines("?", ["bb"])
    assert embed.seen == ["?", "?", "bb"]
    assert encoder.used <= 1000


def test_a_question_larger_than_the_budget_is_answered_all_the_same() -> None:
    encoder = Encoder(Counting(), memory=0)
    assert len(encoder.cosines("?", ["a", "bb", "ccc"])) == 3
    assert encoder.used == 0


def test_threads_get_what_one_gets(folder: Path) -> None:
    words = [word for group in GROUPS for word in group.split()]
    texts = [f"{one} {other}" for one in words for other in words]
    alone = Encoder.load(folder).cosines("canine", texts)
    shared = Encoder.load(folder, memory=20_000)  # far from all of them
    parts = [np.arange(start, len(texts), 7) for start in range(7)] * 6

    def ask(part: Int64s) -> Float64s:
        return shared.cosines("canine", [texts[number] for number in part])

    with ThreadPoolExecutor(8) as pool:
        for part, cosines in zip(parts, pool.map(ask, parts), strict=True):
            assert cosines == pytest.approx(alone[part], abs=1e-6)
    assert shared.used <= 20_000


def test_a_folder_without_a_model_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(EncoderError) as caught:
        Encoder.load(tmp_path)
    assert str(caught.value).startswith(f"The embedding model in {tmp_path} cannot be loaded: ")
    assert "The folder needs model.onnx, tokenizer.json" in str(caught.value)


def test_a_broken_model_is_named(tmp_path: Path) -> None:
    broken = embedding_model(tmp_path / "broken", GROUPS)
    (broken / "model.onnx").write_bytes(b"no model")
    with pytest.raises(EncoderError, match="cannot be loaded"):
        Encoder.load(broken)


def test_without_the_package_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fastembed", None)
    with pytest.raises(EncoderError, match=r'pip install "pullquote\[semantic\]"'):
        Encoder.load(tmp_path)


def test_without_the_setting_nothing_of_it_is_imported() -> None:
    code = (
        "import sys; from index.library import Library; "
        "Library.open().ask('Who was blamed for the rocket attack?'); "
        "assert not {'fastembed', 'onnxruntime', 'tokenizers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
