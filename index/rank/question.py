"""What a question asks for: its terms with their weights, and the kind of answer it wants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from index.collection.forms import NO_TERM
from index.rank.spelling import respell
from index.text.analysis import Mark, marked_forms
from index.text.terms import STOP_WORDS, question_words, stem
from index.text.trigrams import signatures, similar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.collection.collection import Collection


class AnswerType(Enum):
    """The kind of answer that a question wants, as far as it can be told from an answer."""

    OTHER = auto()
    TIME = auto()
    PLACE = auto()
    NUMBER = auto()
    DURATION = auto()


LEAST_LIKENESS = 0.5
"""Words less similar than this are different words."""
MOST_TERMS = 100
"""Terms of a question that are looked for; nobody asks with more."""
_MOST_UNKNOWN = 20
"""Unknown words for which others that look like them are looked for, among all of the articles."""
_NEAR = 4
"""Words after "what" or "which" among which the noun is looked for."""
_TIMES = frozenset("year date day month century decade time era period years".split())
_PLACES = frozenset(
    """country city state place region area location town continent county province nation island
    countries cities places regions areas river site sites nations colony territory""".split()
)
_NUMBERS = frozenset(
    "percentage percent number amount proportion population rate score cost price distance".split()
)
_MEASURES = frozenset("many much tall high large big far deep heavy fast wide old hot cold".split())
_LONG = frozenset("long often soon".split())
_AUXILIARIES = frozenset(
    "is are was were do does did can could has have had will would should may might must".split()
)
_WH = frozenset("who whom whose when where why how what which".split())

_BEFORE = 0.4
"""What a term of the question before counts."""
_ENOUGH = 2
"""Terms with which a question stands on its own, if nothing in it points elsewhere."""
_GOES_ON = frozenset("and but or so then also".split())
_WHAT_ABOUT = frozenset({("what", "about"), ("how", "about")})
_STANDS_FOR_SOMETHING = frozenset(
    """he she it they him her them his its their this that these those one ones there""".split()
)


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One distinct term of a question."""

    form: str
    stem: str
    id: int
    """Its number in the index; -1 if no article ever used it."""
    name: bool
    """It is written as a name: with a capital, and not as the first word."""
    similar: tuple[tuple[int, float], ...] = ()
    """If no article uses it, the terms that look like it, by id, and how much so, 0 to 1."""
    weight: float = 1.0
    """What it counts; less than 1 for a term of the question before."""

    @property
    def number(self) -> bool:
        """It is a number in digits."""
        return self.form[0].isdigit()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the ranking sees it."""

    text: str
    """As asked, after the question before it if it leans on that."""
    forms: tuple[str, ...]
    """Its words, as they were meant where they are misspelt (`index.rank.spelling`)."""
    terms: tuple[QueryTerm, ...]
    """Its terms, those of the question itself before those of the question before."""
    answer_type: AnswerType
    word: str
    """Its question word, or the empty string."""
    follows: bool = False
    """It leans on the question before it."""


def read_question(text: str, collection: Collection, *, previous: str | None = None) -> Question:
    """Return a question as the ranking sees it, in the light of the one before if it leans on it.

    A question leans on the one before where it says so ("and", "what about"), where a pronoun
    stands for something, or where it has next to no words of its own.
    """
    marked = marked_forms(text, question_words(text))
    meant = {form: _meant(form, collection) for form in dict.fromkeys(form for form, _ in marked)}
    found = [(meant[form], mark) for form, mark in marked]
    forms = [form.casefold() for form, _ in found]
    terms = _terms(found, collection)
    at = next((place for place, form in enumerate(forms) if form in _WH), None)
    question = Question(
        text=text,
        forms=tuple(form for form, _ in found),
        terms=tuple(terms.values())[:MOST_TERMS],
        answer_type=_answer_type(forms, at),
        word="" if at is None else forms[at],
    )
    if previous is None or not _leans(forms, terms):
        return question
    before = read_question(previous, collection)
    added = [
        replace(term, weight=_BEFORE * term.weight)
        for term in before.terms
        if term.stem not in terms
    ]
    asks = question if question.word else before
    return replace(
        question,
        text=f"{previous} {text}",
        terms=(*question.terms, *added)[:MOST_TERMS],
        answer_type=asks.answer_type,
        word=asks.word,
        follows=True,
    )


def _terms(found: Sequence[tuple[str, int]], collection: Collection) -> dict[str, QueryTerm]:
    terms: dict[str, QueryTerm] = {}
    for place, (form, mark) in enumerate(found):
        if form in STOP_WORDS:
            continue
        stemmed = stem(form.casefold())
        if stemmed not in terms:
            known = collection.index.id_of(stemmed)
            name = place > 0 and bool(mark & Mark.CAPITAL)
            terms[stemmed] = QueryTerm(form, stemmed, -1 if known is None else known, name)
    unknown = [term for term in terms.values() if not collection.knows(term.stem)][:_MOST_UNKNOWN]
    for term, others in zip(unknown, _similar_to(unknown, collection), strict=True):
        terms[term.stem] = replace(term, similar=others)
    return terms


def _meant(typed: str, collection: Collection) -> str:
    """Return a word of the question, without the slip if it is one of typing."""
    if typed in STOP_WORDS or collection.knows(stem(typed.casefold())):
        return typed
    return respell(typed, collection) or typed


def _similar_to(
    unknown: Sequence[QueryTerm], collection: Collection
) -> list[tuple[tuple[int, float], ...]]:
    """Return for each term those of the articles that look like it, and how much so."""
    if not unknown:
        return []
    forms = collection.forms
    asked = signatures(term.form for term in unknown)
    found, which, degrees = similar(forms.grams, asked, least=LEAST_LIKENESS)
    ids = forms.terms[found]
    others: list[list[tuple[int, float]]] = [[] for _ in unknown]
    for place, number, degree in zip(which.tolist(), ids.tolist(), degrees.tolist(), strict=True):
        if number != NO_TERM:
            others[place].append((number, degree))
    return [tuple(pairs) for pairs in others]


def _leans(forms: Sequence[str], terms: Mapping[str, QueryTerm]) -> bool:
    return (
        len(terms) < _ENOUGH
        or forms[0] in _GOES_ON
        or tuple(forms[:2]) in _WHAT_ABOUT
        or not _STANDS_FOR_SOMETHING.isdisjoint(forms)
    )


def _answer_type(forms: Sequence[str], at: int | None) -> AnswerType:
    """Return the kind of answer that a question wants, by its first question word, at a place."""
    if at is None:
        return AnswerType.OTHER if forms[:1] and forms[0] in _AUXILIARIES else _by_noun(forms)
    rest = forms[at + 1 :]
    following = rest[0] if rest else ""
    match forms[at]:
        case "when" | "where":
            return AnswerType.TIME if forms[at] == "when" else AnswerType.PLACE
        case "how" if following in _MEASURES:
            return AnswerType.NUMBER
        case "how" if following in _LONG:
            return AnswerType.DURATION
        case "what" | "which":
            return _by_noun(rest)
        case _:
            return AnswerType.OTHER


def _by_noun(forms: Sequence[str]) -> AnswerType:
    """Return the kind of answer that "what" or "which" asks for, by the words that follow it.

    "What year did ...": the noun comes before the verb. "What was the cause of ...": it is the
    first word after the verb that carries meaning.
    """
    if forms and forms[0] in _AUXILIARIES:
        nouns = [form for form in forms if form not in STOP_WORDS][:1]
    else:
        verb = next((n for n, form in enumerate(forms) if form in _AUXILIARIES), _NEAR)
        nouns = list(forms[: min(verb, _NEAR)])
    for noun in nouns:
        for words, kind in _NOUNS:
            if noun in words:
                return kind
    return AnswerType.OTHER


_NOUNS = (
    (_TIMES, AnswerType.TIME),
    (_PLACES, AnswerType.PLACE),
    (_NUMBERS, AnswerType.NUMBER),
)
