"""Article text to paragraphs to sentence passages, with exact offsets into the text.

Nothing is changed or thrown away: paragraphs and sentences are *found* in the text. Every character
that is not white space stands in exactly one passage, unless its line is boilerplate
(`index.text.boilerplate`). Sentence ends are nltk's Punkt (Kiss and Strunk 2006) with abbreviations
given here, so that nothing has to be downloaded.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.model import Passage
from index.text.boilerplate import lines_of_article

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nltk.tokenize.punkt import PunktSentenceTokenizer

    from index.model import Article

MAX_PASSAGE = 600
"""Longest passage, in characters; what has no sentence end before it is cut at a word boundary."""
_WRAP_WIDTHS = (40, 120)
"""Longest line, in characters, of a block whose lines may have been wrapped by an editor."""
_WINDOW = 10_000
"""Characters that Punkt is given at once: its expressions give up after some seconds of work, and
take steps as the square of the length of a word without white space."""
_MOST_MARKS = 8
"""Combining marks on one letter that are kept with it when a passage has to be cut."""
_LOOK = 60
"""Characters before and after a possible sentence end that are looked at."""

_ABBREVIATIONS = frozenset(
    """
    mr mrs ms messrs mx dr prof rev hon fr sr jr st mt ft esq gen lt col maj capt cmdr adm sgt cpl
    pvt
    brig gov sen rep pres amb supt insp det dep asst atty bros
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri
    u.s u.k u.n e.u u.s.a u.s.s.r d.c a.m p.m b.c a.d b.c.e c.e e.g i.e ph.d m.d b.a m.a ll.b r.i.p
    inc ltd co corp llc plc univ dept est assn bldg ave blvd rd sq
    vs cf approx etc al eds op cit viz ibid
    """.split()
)
# Words that, in capitals after an abbreviation, begin a sentence ("... the U.S. The").
_SENTENCE_STARTERS = frozenset(
    """
    a although an and as at because both but by during for from he her his however if in it its
    many most on one our she since so some such that the their then there these they this those to
    under
    until we what when where while who why with you after before several other another according
    """.split()
)

_NUMBERED = frozenset(
    {"no", "nos", "p", "pp", "fig", "figs", "vol", "art", "ch", "sec", "c", "ca", "v"}
)
"""Abbreviations only where a number follows: "No. 5", but "He said no." """

_OPENERS = "\"'“‘«‹([{【「『„‚"
_BULLET = re.compile(r"\s*(?:[-*+•‣◦▪–—·]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})[.)])\s+\S")
_HEADING = re.compile(r"\s*#{1,6}\s+\S")
# A sentence does not open in lower case ("“Will they?” he asked."), unless by a name ("iPhone").
_LOWER_START = re.compile(rf"[{re.escape(_OPENERS)}\s]*(?![a-z]{{1,2}}[A-Z])[^\W\d_A-Z]")
_INITIALS = re.compile(r"(?:^|[\s(\"“‘'])(?:[A-Z]\.){2,}$")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"(\w+)\.$")
_ENUMERATOR = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})[.)]")
_FOOTNOTE_MARKS = re.compile(r"(?:\[\w{1,4}\])+\s*")
_STOP = re.compile(r"[.!?](?=\s*\S)|[。！？｡]")
_LIKELY_END = re.compile(r"[.!?][\"'”’»)\]]*\s+")
_UNSPACED_STOP = re.compile(r"[。！？｡]+[”’」』）】]*")


def segment(article: Article) -> list[Passage]:
    """Return the passages of an article: its sentences, in order, without boilerplate.

    Passages are disjoint, at most `MAX_PASSAGE` characters long, and neither begin nor end with
    white space. A text of white space or boilerplate only has none.
    """
    text = article.text
    passages: list[Passage] = []
    for number, paragraph in enumerate(paragraphs(text), start=1):
        for start, end in sentences(text, *paragraph):
            passages.append(Passage(article.id, len(passages), number, start, end))
    return passages


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open ranges of the paragraphs of a text, boilerplate left out.

    A blank line ends a paragraph; so does a line break where the line could have gone on, which
    is how headings, list items, verse and one-line paragraphs differ from wrapped lines.
    """
    block: list[tuple[int, int]] = []
    for line in lines_of_article(text):
        if block and line[0] > block[-1][1] + 1:  # what is between them is left out
            yield from _unwrap(text, block)
            block = []
        block.append(line)
    yield from _unwrap(text, block)


def _unwrap(text: str, block: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of a block of lines: runs of lines that a fixed width broke."""
    if not block:
        return
    width = max(end - start for start, end in block)
    wrapped = _WRAP_WIDTHS[0] <= width <= _WRAP_WIDTHS[1]
    first = block[0][0]
    for line, following in pairwise(block):
        here, there = text[slice(*line)], text[slice(*following)]
        had_room = len(here) + 1 + len(there.split(maxsplit=1)[0]) <= width
        if not wrapped or had_room or _BULLET.match(there) or _HEADING.match(here):
            yield first, line[1]
            first = following[0]
    yield first, block[-1][1]


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the sentences of ``text[start:end]``, at most `MAX_PASSAGE` long each."""
    paragraph = text[start:end]
    cuts = [0, *_sentence_starts(paragraph), len(paragraph)]
    for left, right in pairwise(cuts):
        for piece_start, piece_end in _pieces(paragraph, left, right):
            yield start + piece_start, start + piece_end


def _sentence_starts(paragraph: str) -> list[int]:
    """Return where sentences begin in a paragraph, the first one left out."""
    if not _STOP.search(paragraph) and not _FOOTNOTE_MARKS.match(paragraph):
        return []
    starts: set[int] = set()
    for window_start, window_end in _windows(paragraph):
        starts.add(window_start)
        window = paragraph[window_start:window_end]
        if _LETTER_OR_DIGIT.search(window):
            starts.update(window_start + begin for begin, _ in _punkt().span_tokenize(window))
    starts.update(match.end() for match in _UNSPACED_STOP.finditer(paragraph))
    cased = not _LOWER_START.match(paragraph)
    candidates = [0, *(_after_footnotes(paragraph, at) for at in sorted(starts)), len(paragraph)]
    kept = [0]
    worded = False
    for previous, begin, following in zip(candidates, candidates[1:], candidates[2:], strict=False):
        worded = worded or bool(_LETTER_OR_DIGIT.search(paragraph, previous, begin))
        if not worded or not _LETTER_OR_DIGIT.search(paragraph, begin, following):
            continue  # punctuation on its own belongs to a sentence beside it
        before = paragraph[max(kept[-1], begin - _LOOK) : begin].strip()
        after = paragraph[begin : begin + _LOOK].lstrip()
        if _is_break(before, after, cased=cased):
            kept.append(begin)
            worded = False
    return kept[1:]


def _after_footnotes(paragraph: str, at: int) -> int:
    marks = _FOOTNOTE_MARKS.match(paragraph, at)
    return marks.end() if marks else at


def _windows(paragraph: str) -> Iterator[tuple[int, int]]:
    """Yield ranges of at most `_WINDOW` characters that end with a sentence, if one ends."""
    start = 0
    while len(paragraph) - start > _WINDOW:
        ends = list(_LIKELY_END.finditer(paragraph, start + _WINDOW // 2, start + _WINDOW))
        end = ends[-1].end() if ends else _word_boundary(paragraph, start, start + _WINDOW)
        yield start, end
        start = end
    yield start, len(paragraph)


def _is_break(before: str, after: str, *, cased: bool) -> bool:
    """Tell whether a sentence ends between two pieces of text where Punkt says that one does.

    ``cased`` says that the writer uses capitals: a lower-case letter goes on with the sentence.
    """
    if _ENUMERATOR.fullmatch(before) or (cased and _LOWER_START.match(after)):
        return False
    word = _LAST_WORD.search(before)
    if word and word[1].lower() in _NUMBERED and after[:1].isdigit():
        return False
    if _INITIALS.search(before):
        following = _FIRST_WORD.search(after)
        return following is not None and following[0].lower() in _SENTENCE_STARTERS
    return True


def _pieces(paragraph: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a sentence without the white space around it, cut where it is too long."""
    while True:
        while start < end and paragraph[start].isspace():
            start += 1
        while start < end and paragraph[end - 1].isspace():
            end -= 1
        if end - start <= MAX_PASSAGE:
            break
        cut = _word_boundary(paragraph, start, start + MAX_PASSAGE)
        yield start, start + len(paragraph[start:cut].rstrip())
        start = cut
    if start < end:
        yield start, end


def _word_boundary(paragraph: str, start: int, limit: int) -> int:
    """Return the last word boundary in ``start`` to ``limit``; ``limit`` if there is none."""
    for cut in range(limit, start, -1):
        if paragraph[cut].isspace():
            return cut
    bases = range(limit, max(limit - _MOST_MARKS, start + 1), -1)
    return next((cut for cut in bases if not unicodedata.combining(paragraph[cut])), limit)


@lru_cache(maxsize=1)
def _punkt() -> PunktSentenceTokenizer:
    # Imported here because importing nltk costs a quarter of a second.
    from index.punkt import tokenizer  # noqa: PLC0415 - late on purpose, see above

    return tokenizer(_ABBREVIATIONS, _SENTENCE_STARTERS)
