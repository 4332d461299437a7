"""Turn text into terms: one path for passages and questions, so equal words give equal terms.

A *word* is a run of letters and digits; a *term* is what the index counts: the stem of the normal
form of a word that carries meaning. "Kata'ib", "Kata’ib" and "Kataib" are one term; "rocket-rigged"
is two; "1,000" and "1000" are one; "didn't" holds "not"; "U.S." and "US" are one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from index.text.keeping import kept_for_words
from index.text.unicode import normalized

_APOSTROPHE = "['’‘‛ʼʹ`´＇]"
_ANY_APOSTROPHE = re.compile(_APOSTROPHE)
# Scripts written without spaces between words: kana and the Han blocks.
_UNSPACED = "぀-ヿ㐀-䶿一-鿿豈-﫿"
_LETTER = rf"[^\W_{_UNSPACED}]"

# In order: numbers keep decimals and thousands separators; "U.S." is one word; so is a word with
# apostrophes inside; so is a run of an unspaced script.
_WORD = re.compile(
    rf"""
      \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\w)
    | \d+(?:\.\d+)+(?!\w)
    | [^\W\d_](?:\.[^\W\d_])+(?!\w)
    | {_LETTER}+(?:{_APOSTROPHE}{_LETTER}+)*
    | [{_UNSPACED}]+
    """,
    re.VERBOSE,
)
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]+")
_LATIN_ACCENT = re.compile(r"([a-z])[\u0300-\u036f]+")
_CLITIC = re.compile(r"'(?:s|re|ve|ll|d|m)$")
# People who type fast leave the apostrophe out.
_NEGATED = re.compile(
    r"(ai|are|ca|could|did|does|do|had|has|have|is|might|must|need|sha|should|was|were|wo|would)n't"
    r"|(are|could|did|does|do|had|has|have|is|should|was|were|would)nt"
    r"|(can)not"
)
_IRREGULAR = {"ai": "be", "ca": "can", "sha": "shall", "wo": "will"}

# Function words of English. Negation ("no", "not", "never", "nor", "without") is not among them: it
# turns an answer round. Neither is "us": it is a country far more often than a pronoun.
STOP_WORDS = frozenset(
    """
    a about after again all also am an and any are as at be because been before being between both
    but by can could did do does doing during each either else ever for from further had has have
    having he her here hers herself him himself his how however i if in into is it its itself just
    let may me might more most much must my myself of off on once one only onto or other our ours
    ourselves own per shall she should so some such than that the their theirs them themselves then
    there these they this those though through thus to too upon very was we were what whatever when
    where whether which while who whoever whom whose why will with would yes yet you your yours
    yourself yourselves
    """.split()
)


class _Stemmer(Protocol):
    def stem(self, word: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in a text, and what the index makes of it."""

    text: str
    start: int
    end: int
    norms: tuple[str, ...]
    """Its normal forms: mostly one; two for "didn't"; none for a bare clitic."""
    terms: tuple[str, ...]
    """The stems of those that are not stop words."""
    acronym: bool
    """Whether it would be a stop word if it did not stand in capitals ("WHO", "IT")."""


def normal_forms(word: str) -> tuple[str, ...]:
    """Return the normal forms of one word as `words` finds it.

    NFKC, case folded, accents off Latin letters, apostrophes and dots dropped, possessives and
    clitics off, thousands separators off. ``"didn't"`` is ``("did", "not")``; a run of an unspaced
    script is its overlapping pairs of characters.

    >>> normal_forms("Kata’ib"), normal_forms("U.S."), normal_forms("1,000"), normal_forms("didn't")
    (('kataib',), ('us',), ('1000',), ('did', 'not'))
    """
    folded = normalized("NFKC", _ANY_APOSTROPHE.sub("'", word)).casefold()
    if not folded.isascii():
        if _UNSPACED_RUN.fullmatch(folded):
            return tuple(folded[i : i + 2] for i in range(len(folded) - 1)) or (folded,)
        decomposed = _LATIN_ACCENT.sub(r"\1", normalized("NFD", folded))
        folded = normalized("NFC", decomposed)
    if folded[0].isdigit():
        return (folded.replace(",", "").replace("'", ""),)
    if negated := _NEGATED.fullmatch(folded):
        verb = negated[negated.lastindex or 0]
        return (_IRREGULAR.get(verb, verb), "not")
    bare = _CLITIC.sub("", folded).replace("'", "").replace(".", "")
    return (bare,) if bare else ()


@lru_cache(maxsize=1)
def _stemmer() -> _Stemmer:
    # Imported here because importing nltk costs a quarter of a second.
    from nltk.stem.snowball import EnglishStemmer  # noqa: PLC0415 - late on purpose, see above

    stemmer: _Stemmer = EnglishStemmer()
    return stemmer


@kept_for_words(1 << 16)
def stem(norm: str) -> str:
    """Return the Snowball English stem of a normal form (Porter 2001)."""
    return _stemmer().stem(norm)


_Forms = tuple[tuple[str, ...], tuple[str, ...], bool]
"""The normal forms of a word, its terms, and whether it is an acronym; see `Word`."""


@kept_for_words(1 << 17)
def _forms(word: str) -> _Forms:
    norms = normal_forms(word)
    return norms, tuple(stem(norm) for norm in norms if norm not in STOP_WORDS), False


@kept_for_words(1 << 15)
def _forms_in_capitals(word: str) -> _Forms:
    norms, terms, _ = _forms(word)
    if STOP_WORDS.isdisjoint(norms):
        return norms, terms, False
    return norms, tuple(map(stem, norms)), True


def words(text: str) -> list[Word]:
    """Return the words of a text in NFC, in order.

    A word in capitals is never a stop word ("WHO", "IT"), unless the whole text is in capitals.
    """
    shouting = text.isupper()
    found = []
    for match in _WORD.finditer(text):
        raw = match[0]
        capitals = len(raw) > 1 and raw.isupper() and not shouting
        forms = _forms_in_capitals if capitals else _forms
        found.append(Word(raw, match.start(), match.end(), *forms(raw)))
    return found


@lru_cache(maxsize=8)
def question_words(text: str) -> tuple[Word, ...]:
    """Return the `words` of a question, which is read three times: the last few are kept."""
    return tuple(words(text))


def terms(text: str) -> list[str]:
    """Return the terms of a text in NFC, in order and with repetitions: what the index counts."""
    return [term for word in words(text) for term in word.terms]
