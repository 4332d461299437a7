"""Read what subtitles (SRT, WebVTT) say: sentences over cues, with the time as their place."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.ingest.document import Document
from index.ingest.manuscript import Manuscript
from index.ingest.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index.ingest.request import Request

_TIMES = re.compile(
    r"[ \t]*((?:\d{1,3}:)?\d\d:\d\d[.,]\d{1,3})[ \t]*-->[ \t]*((?:\d{1,3}:)?\d\d:\d\d[.,]\d{1,3}).*"
)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?[ \t]+([^>\n]{1,80})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>|</?>|<\d[\d:.]{4,12}>|\{\\[^{}\n]{1,80}\}")
_SPEAKER = re.compile(
    r"(?:>>\s*)?([A-Z][A-Z0-9 .'’-]{1,30}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2}):\s+(?=\S)"
)
_CHANGE = re.compile(r"(?:-|–|—|>>)\s*(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
_SOUND = re.compile(r"[\[(♪][^\])♪]{0,200}[\])♪]|♪+")
_LONG_GAP = 4.0
"""Seconds without words after which something else is spoken of."""
_LONG = 400
"""Characters of a paragraph that ends with its next sentence."""
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class _Cue:
    """What is shown at a time, in seconds; ``speaker`` is empty where none is named."""

    start: float
    end: float
    text: str
    speaker: str
    is_change: bool


def read(request: Request) -> Document:
    """Return what is said; raise ArticleError where there is no cue."""
    found = decode(request.raw, name=request.name, charset=request.charset)
    manuscript = Manuscript()
    for paragraph in _paragraphs(_cues(found.text)):
        manuscript.begin_mark("time", _clock(paragraph[0].start))
        text = " ".join(cue.text for cue in paragraph)
        speaker = paragraph[0].speaker
        manuscript.add("turn" if speaker else "paragraph", text, label=speaker)
    manuscript.end_marks()
    if not manuscript.text:
        raise ArticleError(f"{request.name} has no words in it; give subtitles that have some.")
    return Document(
        manuscript.text,
        blocks=manuscript.outline,
        warnings=(found.warning,) if found.warning else (),
    )


def _cues(text: str) -> Iterator[_Cue]:
    """Yield the cues of a file; each speaker's words in one of two are one of their own."""
    times: tuple[float, float] | None = None
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        match = _TIMES.fullmatch(line)
        if match or not line.strip():
            if times:
                yield from _said(times, lines)
            times = (_seconds(match[1]), _seconds(match[2])) if match else None
            lines = []
        elif times:
            lines.append(line)


def _said(times: tuple[float, float], lines: list[str]) -> Iterator[_Cue]:
    speaker = ""
    parts: list[tuple[str, list[str], bool]] = []
    for line in lines:
        voice = _VOICE.search(line)
        bare = html.unescape(_TAG.sub("", _VOICE.sub("", line))).strip()
        speaker = html.unescape(voice[1]).strip() if voice else speaker
        named = _SPEAKER.match(bare)
        change = _CHANGE.match(bare)
        is_new = bool(voice or named or change)
        if named:
            speaker, bare = named[1].strip(), bare[named.end() :]
        elif change:
            speaker, bare = "", bare[change.end() :]
        if not _SOUND.sub("", bare).strip():
            continue
        if parts and not is_new:
            parts[-1][1].append(bare)
        else:
            parts.append((speaker, [bare], is_new))
    for who, words, is_new in parts:
        yield _Cue(*times, " ".join(" ".join(words).split()), who, is_new)


def _paragraphs(cues: Iterator[_Cue]) -> Iterator[list[_Cue]]:
    """Yield cues that belong together: a sentence, or some, of one speaker without a long gap."""
    paragraph: list[_Cue] = []
    length = 0
    for cue in cues:
        if paragraph:
            last = paragraph[-1]
            if last.text == cue.text and cue.start <= last.end + 0.1:
                continue  # subtitles that roll show a line twice
            gap = cue.start - last.end > _LONG_GAP
            ended = _SENTENCE_END.search(last.text) is not None and (gap or length > _LONG)
            changes = cue.is_change and (not cue.speaker or cue.speaker != last.speaker)
            if changes or ended or length > _LONGEST:
                yield paragraph
                paragraph, length = [], 0
            elif cue.speaker != last.speaker and not cue.speaker:
                cue = _Cue(cue.start, cue.end, cue.text, last.speaker, cue.is_change)  # noqa: PLW2901 - the same one, with its speaker
        paragraph.append(cue)
        length += len(cue.text)
    if paragraph:
        yield paragraph


def _seconds(time: str) -> float:
    parts = time.replace(",", ".").split(":")
    return sum(float(part) * 60.0**place for place, part in enumerate(reversed(parts)))


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
