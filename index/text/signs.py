"""What a line of plain text is, by the signs that people set before or under it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SignKind = Literal["heading", "bullet", "number", "question", "answer", "turn"]

_QUOTED = re.compile(r"(?:>[ \t]?)+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_HASHES = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_BULLET = re.compile(r"[-*+•‣◦▪▫●○■–—·][ \t]+(?=\S)")
NUMBER: Final = re.compile(
    r"\(?(?P<label>\d{1,3}|\d{1,4}(?:\.\d{1,4}){1,5}[a-z]?|[A-Za-z]|[ivxIVX]{2,4})[.)][ \t]+(?=\S)"
    r"|(?P<bare>\d{1,4}(?:\.\d{1,4}){1,5})[ \t]+(?=[^\W\d_])"
)
"""The number of an item, "4." or "(c)", or of a section, "6.1.2"."""
_ASKS = (
    ("q", "question", "frage", "pregunta", "domanda", "pergunta", "вопрос", "问", "問", "vraag"),
    ("f", "p", "d", "в"),
)
"""Words before a question; those of the second row only where one of `_ANSWERS` is there, too."""
_ANSWERS = (
    ("a", "answer", "antwort", "respuesta", "risposta", "resposta", "ответ", "答", "antwoord"),
    ("r", "réponse", "reponse", "о"),
)
_QA = re.compile(
    r"[*_]{0,3}(?P<word>[^\W\d_]{1,9})[ \t]?\d{0,3}[*_]{0,3}[:：.)][*_]{0,3}[ \t]*(?=\S)"
)
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[ \t]?[APap][Mm])?"
_TURN = re.compile(
    rf"""(?: [\[(]? (?P<time> (?: \d[\d./-]{{3,9}} ,? [ \t]+ )? {_TIME} ) [\])]?
            [ \t]* [-–]? [ \t]* )?
        (?: < (?P<nick> [^<>\n]{{1,32}} ) > | (?P<name> [^\W_] [^\n:<>|]{{0,31}} ) [:：] )
        [ \t]+ (?=\S)""",
    re.VERBOSE,
)
_TIMED = re.compile(rf"[\[(]?(?P<time>{_TIME})[\])]?[ \t]*[-–]?[ \t]+(?=\S)")
_SPEAKER_LINE = re.compile(
    rf"(?P<name>[^\n]{{1,32}}?)[ \t]+[—–-][ \t]+(?P<time>[^\n]{{0,24}}{_TIME})"
)
_NAME = re.compile(r"[^\W_]\S*|(?:[^\W\d_a-z]\S*[ \t]*){1,4}")
"""A nickname, or a name of words in capitals."""
_FEWEST_TURNS = 3
_MOST_NAMES = 0.7
"""Names that there are at most for each turn: people speak again."""
_FEWEST_WORDS = 3
"""Words of a turn that is talk."""
_MOST_LABEL = 40
_MOST_BLANK = 2
"""Blank lines in a row that say something."""


class Line(NamedTuple):
    """A line of a text without the white space around it and the marks of quoted mail before it."""

    start: int
    end: int
    text: str
    indent: int
    """Columns before it; a tab counts as four."""
    quoted: int
    """How many marks of quoted mail stand before it."""

    @property
    def blank(self) -> bool:
        """Whether there is nothing on it."""
        return not self.text


@dataclass(frozen=True, slots=True)
class Sign:
    """What a line begins with."""

    kind: SignKind
    length: int
    """Characters of the sign itself, up to the words."""
    label: str = ""
    """The number of an item, or who speaks."""
    level: int = 0
    """Of a heading."""
    time: str = ""
    """When it was said, in the words of the text."""


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text, blank ones too, but of many that follow one another only two."""
    found: list[Line] = []
    at = blank = 0
    for raw in text.split("\n"):
        body = raw.strip()
        blank = 0 if body else blank + 1
        if blank > _MOST_BLANK:
            at += len(raw) + 1
            continue
        start = at + len(raw) - len(raw.lstrip())
        quoted = 0
        if body.startswith(">") and (marks := _QUOTED.match(body)):
            quoted = marks[0].count(">")
            rest = body[marks.end() :].lstrip()
            start += len(body) - len(rest)
            body = rest
        before = raw[: len(raw) - len(raw.lstrip())]
        indent = len(before) + 3 * before.count("\t")
        found.append(Line(start, start + len(body), body, indent, quoted))
        at += len(raw) + 1
    return found


def is_separator(line: str) -> bool:
    """Tell whether a line has neither a letter nor a digit."""
    return _LETTER_OR_DIGIT.search(line) is None


class Signs:
    """Recognizes the signs that a whole text uses: "F:" asks only where something answers."""

    def __init__(self, lines: Sequence[Line]) -> None:
        words = {
            match["word"].lower() for line in lines if (match := _QA.match(line.text)) is not None
        }
        paired = bool(words.intersection(*_ANSWERS[:1]) or words.intersection(_ANSWERS[1]))
        self._asks = frozenset(_ASKS[0]) | (frozenset(_ASKS[1]) if paired else frozenset())
        asked = bool(words & self._asks)
        self._answers = frozenset().union(*_ANSWERS) if asked else frozenset[str]()
        self.chat = not asked and _is_chat(lines)

    def of(self, line: str) -> Sign | None:
        """Return the sign that a line begins with, if it begins with one."""
        if match := _HASHES.match(line):
            return Sign("heading", match.end(), level=len(match[1]))
        if self._asks and (match := _QA.match(line)):
            word = match["word"].lower()
            if word in self._asks or word in self._answers:
                return Sign("question" if word in self._asks else "answer", match.end())
        if self.chat and (turn := _turn(line)):
            return turn
        if match := _BULLET.match(line):
            return Sign("bullet", match.end())
        if match := NUMBER.match(line):
            return Sign("number", match.end(), label=match["label"] or match["bare"])
        return None

    def speaker(self, line: str) -> Sign | None:
        """Return who speaks on the lines after this one: "Ida — Today at 12:03"."""
        match = _SPEAKER_LINE.fullmatch(line) if self.chat else None
        return match and Sign("turn", len(line), match["name"], time=match["time"])


def _turn(line: str) -> Sign | None:
    if match := _TURN.match(line):
        label = (match["nick"] or match["name"]).strip()
        return Sign("turn", match.end(), label[:_MOST_LABEL], time=match["time"] or "")
    if match := _TIMED.match(line):
        return Sign("turn", match.end(), time=match["time"])
    return None


def _is_chat(lines: Sequence[Line]) -> bool:
    """Tell whether a text is what several people say: most lines name a speaker, and some again."""
    said = [line.text for line in lines if not line.blank]
    speakers = list(_speakers(said))
    headed = sum(_SPEAKER_LINE.fullmatch(line) is not None for line in said)
    if headed >= _FEWEST_TURNS - 1:
        return True
    if len(speakers) < _FEWEST_TURNS or 2 * len(speakers) < len(said):
        return False
    timed = sum(bool(sign.time) for _, sign in speakers)
    if 2 * timed > len(speakers):
        return True
    names = [sign.label for _, sign in speakers]
    if len(speakers) <= _FEWEST_TURNS or len(set(names)) > _MOST_NAMES * len(names):
        return False
    # Lines like "Price: 5" and "Color: red", over and over, are no talk.
    talk = sum(len(words.split()) >= _FEWEST_WORDS for words, _ in speakers)
    named = sum(_NAME.fullmatch(name) is not None for name in names)
    return 2 * talk >= len(speakers) and 4 * named >= 3 * len(names)


def _speakers(lines: Sequence[str]) -> Iterator[tuple[str, Sign]]:
    """Yield what is said on each line that names a speaker, and who that is."""
    for line in lines:
        if match := _SPEAKER_LINE.fullmatch(line):
            yield "", Sign("turn", 0, match["name"], time=match["time"])
        elif sign := _turn(line):
            yield line[sign.length :], sign
