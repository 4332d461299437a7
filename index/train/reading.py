"""Make the files of the reader: train it, and fit how it and the words are joined."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from index.rank.mix import MIX
from index.rank.reader.reader import WEIGHTS, Reader
from index.train.examples import background_of, examples_of, folds_of
from index.train.fit import fit_model
from index.train.joining import (
    by_words,
    cases_of,
    cross_validated,
    fit_mix,
    held_out_of,
    made_of,
    outcomes,
    read_all,
)
from index.train.reader.pairs import without_held_out
from index.train.report import table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from index.evaluate.questions import QuestionSet
    from index.train.joining import Case

_FOLDS = 8


def train_reader(
    sources: Sequence[QuestionSet],
    *,
    base: Path,
    out: Path,
    teacher: Path | None,
    say: Callable[[str], None],
) -> None:
    """Train the reader on the articles of some sets that are not held out, and write its file.

    ``base`` is the folder of the BERT that it begins with; ``teacher`` as ``kept`` of
    `index.train.reader.recipe.teacher_of`. Needs torch.
    """
    from index.train.reader import recipe  # noqa: PLC0415 - torch is an extra
    from index.train.reader.making import write_reader  # noqa: PLC0415

    pairs = recipe.pairs_for(sources)
    groups = recipe.groups_of(pairs, recipe.TEACHER_SEED)
    say(f"{sum(map(len, pairs)):,} pairs, of which {sum(map(len, groups)):,} are read")
    large = recipe.teacher_of(groups, base, kept=teacher, say=say)
    small = recipe.student_of(large, pairs, say)
    write_reader(out / WEIGHTS, small.network, small.vocabulary)


def cases_for(
    words: Sequence[QuestionSet], sources: Sequence[QuestionSet], *, related: frozenset[str]
) -> list[Case]:
    """Return the cases of the held-out articles of sets, by a model of words that is new to them.

    ``words`` are the sets that the model of words is trained on; here, without the held-out part.
    ``related`` are those whose articles are never asked together.
    """
    background = background_of(words)
    examples = [
        example
        for source in words
        for example in examples_of(
            _trained_on(source), background, together=source.name not in related
        )
    ]
    model = fit_model(examples, folds_of(examples, _FOLDS), background)
    parts = [part for source in sources if (part := held_out_of(source)) is not None]
    asked = [case for part in parts for case in cases_of(part, model, background)]
    made = [case for part in parts for case in made_of(part, model, background)]
    return [*asked, *made]


def join(
    words: Sequence[QuestionSet],
    sources: Sequence[QuestionSet],
    *,
    folder: Path,
    related: frozenset[str],
    say: Callable[[str], None],
) -> None:
    """Fit how words and the reader of a folder are joined, report what it brings, and write it."""
    cases = read_all(cases_for(words, sources, related=related), Reader.load(folder))
    say("By words alone, on articles that neither words nor reader have seen")
    say(table(outcomes(cases, [by_words(case) for case in cases])))
    say("\nWith the reader, the mix cross-validated by article")
    say(table(outcomes(cases, cross_validated(cases))))
    names = ", ".join(source.name for source in sources)
    notes = (
        "Made by python -m index.train --join; not to be edited by hand.",
        f"Fitted to articles of {names} that the reader was not trained on.",
    )
    mix = fit_mix([case for case in cases if not case.made])
    (folder / MIX).write_text(mix.dump(notes), encoding="utf-8")


def _trained_on(source: QuestionSet) -> QuestionSet:
    kept = list(without_held_out(source))
    return replace(
        source,
        articles=tuple(source.articles[at] for at in kept),
        questions=tuple(source.questions[at] for at in kept),
    )
