"""The commands that train the reader work from end to end, on a tiny BERT and a tiny set."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.library import Library
from index.model import Article
from index.rank.mix import MIX
from index.rank.rankers import ReadingRanker
from index.rank.reader.form import LONGEST
from index.rank.reader.reader import WEIGHTS
from index.train.__main__ import main
from tests.reading import DEPTH, INNER, VOCABULARY, WIDTH, floats
from tests.unit.test_train import question_set

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("torch", reason="only who trains the reader needs PyTorch")

LAYER = {
    "attention.self.query": (WIDTH, WIDTH),
    "attention.self.key": (WIDTH, WIDTH),
    "attention.self.value": (WIDTH, WIDTH),
    "attention.output.dense": (WIDTH, WIDTH),
    "attention.output.LayerNorm": (WIDTH,),
    "intermediate.dense": (INNER, WIDTH),
    "output.dense": (WIDTH, INNER),
    "output.LayerNorm": (WIDTH,),
}


def base(folder: Path) -> Path:
    """Write a BERT as its publishers do: ``model.safetensors`` and ``vocab.txt``."""
    random = np.random.default_rng(3)
    tensors = {
        "embeddings.word_embeddings.weight": floats(random, len(VOCABULARY), WIDTH),
        "embeddings.position_embeddings.weight": floats(random, LONGEST + 3, WIDTH),
        "embeddings.token_type_embeddings.weight": floats(random, 2, WIDTH),
    }
    modules: dict[str, tuple[int, ...]] = {
        "embeddings.LayerNorm": (WIDTH,),
        "pooler.dense": (WIDTH, WIDTH),
    }
    for at in range(DEPTH):
        modules |= {f"encoder.layer.{at}.{name}": shape for name, shape in LAYER.items()}
    for name, shape in modules.items():
        tensors[f"{name}.weight"] = floats(random, *shape)
        tensors[f"{name}.bias"] = floats(random, shape[0])
    header, content = {}, b""
    for name, values in tensors.items():
        places = [len(content), len(content) + values.nbytes]
        header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": places}
        content += values.tobytes()
    written = json.dumps(header).encode()
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(
        len(written).to_bytes(8, "little") + written + content
    )
    return folder


def test_a_reader_is_trained_joined_and_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sets = [str(question_set(tmp_path / f"{name}.json", near=True)) for name in "ab"]
    out, teacher = tmp_path / "out", tmp_path / "teacher.pt"
    out.mkdir()
    to = ["--out", str(out)]
    train = ["--reader", str(base(tmp_path / "base")), "--teacher", str(teacher)]
    assert main([*sets, *train, *to]) == 0
    first = (out / WEIGHTS).read_bytes()
    assert teacher.exists()
    assert main([*sets, *train, *to]) == 0, "with the teacher that was kept"
    assert (out / WEIGHTS).read_bytes() == first
    assert main([*sets, "--join", *to]) == 0
    assert (out / MIX).exists()
    said = capsys.readouterr().out
    assert "The teacher has read" in said
    assert "With the reader, the mix cross-validated by article" in said

    article = Article("a", "Bridge", "The bridge was opened in 1900. It has iron gates.", "test")
    library = Library([article], ranker=ReadingRanker.load(out), threshold=0.0)
    assert library.ask("When was the bridge opened?").quotes
    assert library.read == (1, 0)
