"""Fit how words and reader are joined (`index.rank.mix`), on articles that neither has seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.collection.collection import Collection
from index.evaluate.asking import DEPTH as MEASURED
from index.evaluate.asking import TrialOutcome
from index.evaluate.attributes import attributes
from index.evaluate.elsewhere import elsewhere
from index.evaluate.plan import in_one
from index.evaluate.questions import question_type, which_answer
from index.rank.evidence import evidence
from index.rank.mix import Mix, evidence_of, worth_reading
from index.rank.question import read_question
from index.rank.ranking import rank
from index.rank.reader.form import sentence_of
from index.train.fit import THRESHOLD
from index.train.linear import fit_listwise, fit_logistic
from index.train.reader.pairs import is_held_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.arrays import Bools, Float64s
    from index.evaluate.plan import Trial
    from index.evaluate.questions import QuestionKind, QuestionSet
    from index.rank.background import Background
    from index.rank.model import Model
    from index.rank.reader.form import Sentence
    from index.rank.reader.reader import Reader

FOLDS = 5
PENALTY = 1.0
SIGNS = (1.0, 1.0, 0.0, 0.0, 0.0, 0.0)
"""Of the evidence: neither words nor reader may speak against what they find likely."""
_OF_EACH = 250
"""Questions of each kind and set that the confidence is fitted to: no set outweighs the others."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the candidates that are read."""

    suite: str
    group: str
    """The title of the article that it is asked of, in whatever set: cases are split by it."""
    kind: QuestionKind
    question: str
    sentences: tuple[Sentence, ...]
    words: Float64s
    """(m,) scores of the candidates by words, best first."""
    right: Bools
    """(m,) which candidates answer."""
    log_odds: float
    """By the words, that their first answers."""
    candidates: int
    """All that there are, read or not."""
    rank: float
    """Of the first right candidate by words, from 1; infinite if there is none."""
    read: Float64s
    """(m,) the reader's log-odds; empty before it is asked."""
    made: bool = False
    """It is of a suite (`index.evaluate.suites`): measured, and not fitted to."""


class Judgment(NamedTuple):
    """What is made of a case."""

    confidence: float
    rank: float


def held_out_of(source: QuestionSet) -> QuestionSet | None:
    """Return the part of a set that the reader was not trained on, None where there is none."""
    kept = [at for at, article in enumerate(source.articles) if is_held_out(article.title)]
    if not kept:
        return None
    articles = tuple(source.articles[at] for at in kept)
    return replace(source, articles=articles, questions=tuple(source.questions[at] for at in kept))


def cases_of(source: QuestionSet, model: Model, background: Background) -> Iterator[Case]:
    """Yield the cases of a set, each article asked alone; those without candidates are left out."""
    collections = [Collection([article]) for article in source.articles]
    for trial in in_one(source):
        found = _case(trial, source, collections[trial.asked[0]], model, background)
        if found is not None:
            yield found


def made_of(source: QuestionSet, model: Model, background: Background) -> Iterator[Case]:
    """Yield the cases of the suites with near questions that are made of a set."""
    for make in (elsewhere, attributes):
        made = make(source)
        if made.articles:
            for case in cases_of(made, model, background):
                if case.kind != "off-topic":
                    yield replace(case, made=True)


def _case(
    trial: Trial,
    source: QuestionSet,
    collection: Collection,
    model: Model,
    background: Background,
) -> Case | None:
    question = read_question(trial.question.text, collection)
    ranking = rank(question, collection, weights=model.weights, background=background)
    if ranking is None:
        return None
    table, numbers = collection.table, ranking.numbers
    depth = worth_reading(ranking.scores)
    right = np.zeros(len(numbers), np.bool_)
    if trial.kind == "answerable":
        starts, ends = (at[numbers].astype(np.int64) for at in (table.starts, table.ends))
        right = which_answer(starts, ends, trial.question.gold)
    return Case(
        suite=source.name,
        group=source.articles[trial.asked[0]].title,
        kind=trial.kind,
        question=question.text,
        sentences=tuple(sentence_of(collection, n) for n in numbers[:depth].tolist()),
        words=ranking.scores[:depth],
        right=right[:depth],
        log_odds=model.confidence.log_odds(evidence(ranking, collection, background)),
        candidates=len(numbers),
        rank=float(np.argmax(right)) + 1 if right.any() else np.inf,
        read=np.zeros(0),
    )


def read_all(cases: Sequence[Case], reader: Reader) -> list[Case]:
    """Return cases with what a reader says."""
    found = []
    for case in cases:
        read = reader.read(case.question, case.sentences)
        assert read is not None, "nobody else uses the reader"  # noqa: S101
        found.append(replace(case, read=read))
    return found


def fit_mix(cases: Sequence[Case]) -> Mix:
    """Return the mix fitted to cases that were read."""
    chosen = _balanced(cases)
    lists = [
        (np.column_stack((case.words, case.read)), case.right)
        for case in chosen
        if case.right.any()
    ]
    words, read = fit_listwise(lists, penalty=PENALTY).tolist()
    weight = read / words if words > 0 else 1.0  # where there is never a choice, any will do
    certain = [case for case in chosen if case.kind != "near"]
    columns = np.array([_evidence(case, weight) for case in certain])
    right = np.array([_rank(case, weight) == 1 for case in certain])
    confidence = fit_logistic(columns, right, penalty=PENALTY, signs=np.array(SIGNS))
    return Mix(weight, confidence, THRESHOLD)


def _balanced(cases: Sequence[Case]) -> list[Case]:
    random = Random(1)  # noqa: S311 - a choice of examples, not a secret
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.suite, case.kind), []).append(case)
    return [
        case
        for group in groups.values()
        for case in (random.sample(group, _OF_EACH) if len(group) > _OF_EACH else group)
    ]


def _evidence(case: Case, weight: float) -> Float64s:
    return evidence_of(
        case.words,
        case.read,
        case.words + weight * case.read,
        log_odds=case.log_odds,
        candidates=case.candidates,
    )


def _rank(case: Case, weight: float) -> float:
    """Return the rank of the first right candidate by the mix."""
    if not case.right.any():
        return case.rank
    scores = case.words + weight * case.read
    return 1.0 + float((scores > scores[case.right].max()).sum())


def judged(case: Case, mix: Mix) -> Judgment:
    """Return what is made of a case."""
    return Judgment(mix.of(_evidence(case, mix.reader)), _rank(case, mix.reader))


def by_words(case: Case) -> Judgment:
    """Return what is made of a case without the reader."""
    return Judgment(float(1 / (1 + np.exp(-case.log_odds))), case.rank)


def cross_validated(cases: Sequence[Case]) -> list[Judgment]:
    """Return what is made of cases by mixes that were fitted to other articles.

    They are fitted to what sets ask, not to what suites make of it.
    """
    groups = sorted({case.group for case in cases})
    Random(2).shuffle(groups)  # noqa: S311 - as above
    fold = {group: at % FOLDS for at, group in enumerate(groups)}
    asked = [case for case in cases if not case.made]
    mixes = [fit_mix([c for c in asked if fold[c.group] != at]) for at in range(FOLDS)]
    return [judged(case, mixes[fold[case.group]]) for case in cases]


def outcomes(cases: Sequence[Case], made: Sequence[Judgment]) -> dict[str, list[TrialOutcome]]:
    """Return the outcomes of cases by suite, for the report."""
    rows: dict[str, list[TrialOutcome]] = {}
    for case, (confidence, place) in zip(cases, made, strict=True):
        outcome = TrialOutcome(
            kind=case.kind,
            type=question_type(case.question),
            article=0,
            ranks=() if place > MEASURED else (int(place),),
            relevant=int(case.right.sum()),
            confidence=confidence,
            answered=confidence >= THRESHOLD,
            altered=0,
        )
        rows.setdefault(case.suite, []).append(outcome)
    return rows
