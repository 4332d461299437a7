"""Split a stretch of text into sentences, with exact offsets; nothing is changed or left out.

Ends of sentences in the Latin script are nltk's Punkt (Kiss and Strunk 2006) with abbreviations
given here, so that nothing has to be downloaded, and rules for what it does not know; other scripts
end sentences with stops of their own. What has none, such as Thai, is cut at its spaces.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.text.abbreviations import (
    ABBREVIATIONS,
    BEFORE_ORDINALS,
    LETTERED,
    MONTHS,
    NUMBERED,
    SPOKEN,
    STARTERS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nltk.tokenize.punkt import PunktSentenceTokenizer

MAX_PASSAGE = 600
"""Longest sentence, in characters; what has no end before it is cut at a word boundary."""
_MAX_UNSTOPPED = 160
"""Longest piece, in characters, of a script that ends sentences with spaces, if with anything."""
_WINDOW = 10_000
"""Characters that Punkt is given at once: its expressions give up after some seconds of work, and
take steps as the square of the length of a word without white space."""
_MOST_MARKS = 8
"""Combining marks on one letter that are kept with it when a passage has to be cut."""
_LOOK = 60
"""Characters before and after a possible sentence end that are looked at."""
_LONGEST_QUOTATION = 200
"""Stops in a quotation up to this long, in characters, do not end the sentence around it."""

_OPENERS = "\"'“‘«‹([{【「『„‚¿¡"
_CLOSERS = "\"'”’»›)\\]】」』）"
_INITIALS = re.compile(r"(?:^|[\s(\"“‘'])(?:[A-Z]\.){2,}$")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"([\w-]+)\.$")
_NUMBER_FOLLOWS = re.compile(r"[(\[#]?[\w-]{0,12}\d")
_ORDINAL = re.compile(r"(?:(\w+)\s+)?[(\[]?\d{1,2}\.[)\]]?$")
_LETTER_AT_END = re.compile(r"\b(\w{2,12})\s{1,3}[A-Z]\.\s{1,3}(?=[\"“‘(]?[A-Z])")
_UNIT_AT_END = re.compile(r"\b\d{1,9}[ \u00a0]?[hmglst]\.\s{1,3}(?=[\"“«(]?[^\W\d_])")
# "4.", "103.4.", "(c)", "Rule 12.", "§ 5.": the number of what follows, not a sentence of its own.
_ENUMERATOR = re.compile(
    r"""\W* (?: (?: rule | section | sec | article | art | chapter | part | step | question | regel
        | point | item | no | nr ) \.? \s+ )?
        (?: \d{1,4} (?: \. \d{1,4} )* [a-z]? | [A-Za-z] | [ivxIVX]{2,4} ) [.):] \)?""",
    re.VERBOSE | re.IGNORECASE,
)
_STOP = re.compile(r"[.!?。！？｡؟۔։।॥።፧។၊။]")
_FOOTNOTE_MARKS = re.compile(r"(?:\[\w{1,4}\])+\s*")
_LIKELY_END = re.compile(r"[.!?]['\"”’»)\]]*\s+")
# Stops of scripts with spaces between words: Arabic, Urdu, Armenian, the Indic scripts, Ethiopic,
# Khmer, Burmese.
_SPACED_STOP = re.compile(rf"[؟۔։।॥።፧។၊။][{_CLOSERS}]*\s*")
_UNSPACED_STOP = re.compile(r"[。！？｡]+[”’」』）】]*")
_CJK_QUOTATION = re.compile(
    rf"“[^“”\n]{{1,{_LONGEST_QUOTATION}}}”|「[^「」\n]{{1,{_LONGEST_QUOTATION}}}」"
    rf"|『[^『』\n]{{1,{_LONGEST_QUOTATION}}}』|《[^《》\n]{{1,{_LONGEST_QUOTATION}}}》"
    rf"|（[^（）\n]{{1,{_LONGEST_QUOTATION}}}）"
)
# Thai, Lao, Khmer, Burmese: no stop, and spaces between phrases only.
_PHRASED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_PHRASED_SHARE = 0.3
_SPEECH = re.compile(rf"[?!,…][{_CLOSERS}]+$|\.\.\.[{_CLOSERS}]+$")


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the sentences of ``text[start:end]``, at most `MAX_PASSAGE` long each.

    Line breaks in it are white space.
    """
    stretch = text[start:end]
    cuts = [0, *_sentence_starts(stretch), len(stretch)]
    for left, right in pairwise(cuts):
        for piece_start, piece_end in pieces(stretch, left, right):
            yield start + piece_start, start + piece_end


def _sentence_starts(stretch: str) -> list[int]:
    """Return where sentences begin in a stretch of text, the first one left out."""
    starts = _possible_starts(stretch)
    cased = not _opens_in_lower_case(stretch)
    candidates = [0, *(_after_footnotes(stretch, at) for at in sorted(starts)), len(stretch)]
    kept = [0]
    worded = False
    for previous, begin, following in zip(candidates, candidates[1:], candidates[2:], strict=False):
        worded = worded or bool(_LETTER_OR_DIGIT.search(stretch, previous, begin))
        if not worded or not _LETTER_OR_DIGIT.search(stretch, begin, following):
            continue  # punctuation on its own belongs to a sentence beside it
        before = stretch[max(kept[-1], begin - _LOOK) : begin].strip()
        after = stretch[begin : begin + _LOOK].lstrip()
        if _is_break(before, after, cased=cased):
            kept.append(begin)
            worded = False
    return kept[1:]


def _possible_starts(stretch: str) -> set[int]:
    """Return where a stop of any script may have ended a sentence."""
    starts: set[int] = set()
    if not _STOP.search(stretch) and not _FOOTNOTE_MARKS.match(stretch):
        return starts
    for window_start, window_end in _windows(stretch):
        window = stretch[window_start:window_end]
        starts.add(window_start)
        if _LETTER_OR_DIGIT.search(window):
            starts.update(window_start + begin for begin, _ in _punkt().span_tokenize(window))
    for match in _LETTER_AT_END.finditer(stretch):
        if match[1].lower() in LETTERED:
            starts.add(match.end())
    starts.update(match.end() for match in _UNIT_AT_END.finditer(stretch))
    if stretch.isascii():
        return starts
    starts.update(match.end() for match in _SPACED_STOP.finditer(stretch))
    inside = [match.span() for match in _CJK_QUOTATION.finditer(stretch)]
    number = 0
    for match in _UNSPACED_STOP.finditer(stretch):
        while number < len(inside) and inside[number][1] < match.end():
            number += 1
        quoted = number < len(inside) and inside[number][0] < match.start()
        if not quoted or _ends_with_quotation(stretch, inside[number], match.end()):
            starts.add(match.end())
    return starts


def _ends_with_quotation(stretch: str, quotation: tuple[int, int], at: int) -> bool:
    """Tell whether a sentence ends with a quotation: nothing goes on right after it."""
    end = quotation[1]
    following = stretch[end : end + 1]
    return at == end and (not following or following in "“「『\n ")


def _after_footnotes(stretch: str, at: int) -> int:
    marks = _FOOTNOTE_MARKS.match(stretch, at)
    return marks.end() if marks else at


def _windows(stretch: str) -> Iterator[tuple[int, int]]:
    """Yield ranges of at most `_WINDOW` characters that end with a sentence, if one ends."""
    start = 0
    while len(stretch) - start > _WINDOW:
        ends = list(_LIKELY_END.finditer(stretch, start + _WINDOW // 2, start + _WINDOW))
        end = ends[-1].end() if ends else _word_boundary(stretch, start, start + _WINDOW)
        yield start, end
        start = end
    yield start, len(stretch)


def _opens_in_lower_case(text: str) -> bool:
    """Tell whether a text opens with a small letter, unless it is that of a name ("iPhone")."""
    opening = text[:_LOOK].lstrip(_OPENERS + " \t\n\u00a0")
    if not opening[:1].islower():
        return False
    return not any(letter.isupper() for letter in opening[1:3])


def _is_break(before: str, after: str, *, cased: bool) -> bool:
    """Tell whether a sentence ends between two pieces of text where a stop says that one may.

    ``cased`` says that the writer uses capitals: a lower-case letter goes on with the sentence.
    """
    if _ENUMERATOR.fullmatch(before) or (cased and _opens_in_lower_case(after)):
        return False
    following = _FIRST_WORD.search(after)
    word = _LAST_WORD.search(before)
    if (word and _is_abbreviated(word[1].lower(), after)) or _is_ordinal(before, after):
        return False
    if _INITIALS.search(before):
        return following is not None and following[0].lower() in STARTERS
    return not _is_speech_tag(before, after)


def _is_abbreviated(word: str, after: str) -> bool:
    """Tell whether the stop after a word shortens it: "No. 5", "Pub. L. No. 105-304"."""
    if word in NUMBERED and _NUMBER_FOLLOWS.match(after):
        return True
    return word == "pub" and after.startswith("L.")


def _is_ordinal(before: str, after: str) -> bool:
    """Tell whether a stop makes an ordinal of a number: "am 3. Mai", "im 21. Jahrhundert"."""
    ordinal = _ORDINAL.search(before)
    if ordinal is None:
        return False
    following = _FIRST_WORD.match(after)
    return (following is not None and following[0].lower() in MONTHS) or (
        ordinal[1] or ""
    ).lower() in BEFORE_ORDINALS


def _is_speech_tag(before: str, after: str) -> bool:
    """Tell whether what follows says who spoke, as in “Run!” Tom shouted."""
    if not _SPEECH.search(before):
        return False
    return any(word.lower() in SPOKEN for word in _FIRST_WORD.findall(after)[:4][1:])


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield ``text[start:end]`` without the white space around it, cut where it is too long."""
    most = _longest(text, start, end)
    while True:
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if end - start <= most:
            break
        cut = _word_boundary(text, start, start + most)
        yield start, start + len(text[start:cut].rstrip())
        start = cut
    if start < end:
        yield start, end


def _longest(text: str, start: int, end: int) -> int:
    """Return how long a piece of a stretch may be, in characters."""
    if end - start <= _MAX_UNSTOPPED:
        return MAX_PASSAGE
    seen = text[start : start + MAX_PASSAGE]
    phrased = len(_PHRASED.findall(seen)) > _PHRASED_SHARE * len(seen)
    return _MAX_UNSTOPPED if phrased else MAX_PASSAGE


def _word_boundary(text: str, start: int, limit: int) -> int:
    """Return the last word boundary in ``start`` to ``limit``; ``limit`` if there is none."""
    for cut in range(limit, start, -1):
        if text[cut].isspace():
            return cut
    bases = range(limit, max(limit - _MOST_MARKS, start + 1), -1)
    return next((cut for cut in bases if not unicodedata.combining(text[cut])), limit)


@lru_cache(maxsize=1)
def _punkt() -> PunktSentenceTokenizer:
    # Imported here because importing nltk costs a quarter of a second.
    from index.text.punkt import tokenizer  # noqa: PLC0415 - late on purpose, see above

    return tokenizer(ABBREVIATIONS, STARTERS)
