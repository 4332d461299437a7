"""Train the model: ``python -m index.train SETS... --out FOLDER``.

Reads question sets, fits the ranking and the confidence, prints what each does on articles that it
has not seen, and writes ``model.toml`` and ``background.txt`` into a folder (``index/rank`` for the
ones that ship). With ``--semantic``, also the model that reranks by meaning, ``semantic.toml``. The
same sets give the same files.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.evaluate.questions import read_question_set
from index.rank.background import FILE as BACKGROUND_FILE
from index.rank.encoder import MODEL, Encoder
from index.rank.model import FILE as MODEL_FILE
from index.rank.semantic import DEPTH
from index.rank.semantic import FILE as SEMANTIC_FILE
from index.train.examples import background_of, examples_of, folds_of
from index.train.fit import fit_model
from index.train.report import ablation, held_out, outcomes_of, table
from index.train.semantic import SEMANTIC, reranked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.rank.background import Background
    from index.train.examples import Example

FOLDS = 8
_VECTORS = 2**30
"""Bytes for the vectors of all passages of the sets."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m index.train", description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET", help="a question set, JSON")
    parser.add_argument(
        "--alone",
        nargs="+",
        type=Path,
        default=[],
        metavar="SET",
        help="sets whose articles are about the same, and so are never asked together",
    )
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write the files there")
    parser.add_argument(
        "--ablation", action="store_true", help="fit again without each feature in turn"
    )
    parser.add_argument(
        "--leave-out",
        action="store_true",
        help="also report what a model does that was trained on the other sets only, for each set",
    )
    parser.add_argument(
        "--semantic",
        type=Path,
        metavar="FOLDER",
        help="also train the reranking by meaning, with the embedding model in that folder",
    )
    parser.add_argument(
        "--embeddings", default=MODEL, metavar="NAME", help="what that model is called"
    )
    options = parser.parse_args(arguments)
    sources = [read_question_set(path) for path in (*options.sets, *options.alone)]
    background = background_of(sources)
    examples = [
        example
        for place, source in enumerate(sources)
        for example in examples_of(source, background, together=place < len(options.sets))
    ]
    say(f"{len(examples):,} examples of {len({e.group for e in examples}):,} articles")

    folds = folds_of(examples, FOLDS)
    say(f"\nOn articles not seen, cross-validated ({FOLDS} folds of articles)")
    say(table(held_out(examples, folds, background)))
    for source in sources if options.leave_out and len(sources) > 1 else ():
        own = [example for example in examples if example.suite.startswith(source.name)]
        others = [example for example in examples if not example.suite.startswith(source.name)]
        model = fit_model(others, folds_of(others, FOLDS), background)
        say("\nTrained on the other sets")
        say(table(outcomes_of(own, model, background)))
    if options.ablation:
        say("\nWhat each feature adds to hit@1 and MRR@10 of each set, alone and together")
        for name, values in ablation(examples, folds):
            say(f"{name:24}" + "".join(f"{value:+9.4f}" for value in values))
    names = ", ".join(source.name for source in sources)
    notes = (
        "Made by python -m index.train; not to be edited by hand.",
        f"Trained on {names}: {len(examples)} examples about {len(folds)} articles.",
    )
    if options.out:
        model = fit_model(examples, folds, background)
        (options.out / MODEL_FILE.name).write_text(model.dump(notes), encoding="utf-8")
        (options.out / BACKGROUND_FILE.name).write_text(background.dump(), encoding="utf-8")
    if options.semantic:
        _train_semantic(examples, folds, background, notes=notes, options=options)
    return 0


def _train_semantic(
    examples: Sequence[Example],
    folds: Mapping[str, int],
    background: Background,
    *,
    notes: Sequence[str],
    options: argparse.Namespace,
) -> None:
    """Report what reranking by meaning adds, and write its model."""
    again = reranked(examples, folds, Encoder.load(options.semantic, memory=_VECTORS))
    say(f"\nThe first {DEPTH} reranked by meaning, cross-validated")
    say(table(held_out(again, folds, background, SEMANTIC)))
    if options.out:
        model = fit_model(again, folds, background, SEMANTIC)
        text = SEMANTIC.dump(model, (*notes, f"Embeddings: {options.embeddings}."))
        (options.out / SEMANTIC_FILE.name).write_text(text, encoding="utf-8")


def say(text: str) -> None:
    """Print a part of the report at once."""
    print(text, flush=True)  # noqa: T201 - a command prints


if __name__ == "__main__":
    sys.exit(main())
