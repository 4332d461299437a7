"""Train the model: ``python -m index.train SETS... --out FOLDER``.

Reads question sets, fits the ranking and the confidence, prints what each does on articles that it
has not seen, and writes ``model.toml`` and ``background.txt`` into a folder (``index/rank`` for the
ones that ship). The same sets give the same files.

With ``--reader``, the reader is trained instead, on the sets and on those after ``--more``, and
written as ``reader.npz``; it needs torch. ``--join`` fits how words and reader are joined, and
writes ``mix.toml`` beside it. The folder of both is ``index/rank/reader`` for the ones that ship.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.evaluate.questions import read_question_set
from index.rank.background import FILE as BACKGROUND_FILE
from index.rank.model import FILE as MODEL_FILE
from index.train.examples import background_of, examples_of, folds_of
from index.train.fit import fit_model
from index.train.reading import join, train_reader
from index.train.report import ablation, held_out, outcomes_of, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.evaluate.questions import QuestionSet

FOLDS = 8


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
        "--reader", type=Path, metavar="BASE", help="train the reader, from the BERT in that folder"
    )
    parser.add_argument(
        "--more", nargs="+", type=Path, default=[], metavar="SET", help="more sets for the reader"
    )
    parser.add_argument(
        "--teacher", type=Path, metavar="FILE", help="keep the teacher there, or take it from there"
    )
    parser.add_argument("--join", action="store_true", help="fit how words and reader are joined")
    options = parser.parse_args(arguments)
    sources = [read_question_set(path) for path in (*options.sets, *options.alone)]
    if options.reader or options.join:
        return _reader(sources, options, parser)
    background = background_of(sources)
    related = frozenset(path.stem for path in options.alone)
    examples = [
        example
        for source in sources
        for example in examples_of(source, background, together=source.name not in related)
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
    return 0


def _reader(
    sources: Sequence[QuestionSet], options: argparse.Namespace, parser: argparse.ArgumentParser
) -> int:
    """Train the reader, or fit how it is joined, or both; return the exit code."""
    if not options.out:
        parser.error("the reader needs --out FOLDER")
    everything = [*sources, *(read_question_set(path) for path in options.more)]
    if options.reader:
        train_reader(
            everything, base=options.reader, out=options.out, teacher=options.teacher, say=say
        )
    if options.join:
        related = frozenset(path.stem for path in options.alone)
        join(sources, everything, folder=options.out, related=related, say=say)
    return 0


def say(text: str) -> None:
    """Print a part of the report at once."""
    print(text, flush=True)  # noqa: T201 - a command prints


if __name__ == "__main__":
    sys.exit(main())
