"""Lines of a page that are not the article: links to other stories, share bars, source lines.

Every rule looks at one whole line, and is narrow on purpose: a line of the article taken for
boilerplate could never be quoted, while boilerplate that slips through is only a poor hit.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILLED = re.compile(r"^[^\S\n]*\S[^\n]*", re.MULTILINE)
_LONGEST = 240
"""Boilerplate lines are short; anything longer is prose whatever it begins with."""

_ADVERTISEMENT = re.compile(
    r"""
      # "READ ALSO  Embryo Reanimated", "SEE ALSO - ...": in capitals, the rest is a title
      (?: READ | SEE | WATCH | LISTEN | MORE | ALSO )
      \ + (?: ALSO | MORE | NEXT | READ | ON | FROM ) \b .*
      # "Read more: ...", "See also – ..."; not "See also: rule 7", which is in the article
    | (?i: (?: read | see | watch | listen | also ) \s+ (?: also | more | next | read | now ) )
      \s* [:–—»>-] \s*+ (?! (?i: the \s )? (?i: rules? | sections? | chapters? | articles? | parts?
        | page | pages | appendix | annex | steps? | figure | table | question | faq | below
        | above | § | \# | \( | \d | https?: ) (?! \w ) ) .*
      # "Related stories: ..."; with a full stop it could be prose
    | (?i: related | recommended | more | also )
      \s* (?i: (?: stories | articles | coverage | reading | posts | news ) \s* )? : .{0,120} [^.]
    | (?i: you \s+ (?: may | might ) \s+ also \s+ (?: like | enjoy | be \s interested) .{0,80} )
      # a read-more link on its own
    | (?i: (?: read | continue \s reading | show | see | learn )
      \s+ (?: more | the \s+ full \s+ (?: story | article ) ) ) \W*
      # places for paid content
    | (?i: advertisement | (?: sponsored | promoted ) (?: \s content )? ) \W*
    | (?i: story \s continues \s below .{0,40} )
    """,
    re.VERBOSE,
)
_SHARE_WORDS = frozenset(
    """
    share tweet pin email e-mail print save copy link facebook twitter x whatsapp linkedin reddit
    telegram pinterest messenger tumblr bluesky mastodon threads this article story on via by with
    comment comments like follow us subscribe more options post
    """.split()
)
_SHARE_VERBS = frozenset(
    {"share", "tweet", "pin", "email", "e-mail", "print", "follow", "subscribe"}
)
_CALL_TO_ACTION = re.compile(
    r"""(?ix)
      (?: sign \s up | subscribe ) \s (?: to | for | now | here | today ) \b .{0,120}
        (?: newsletter | newsletters | inbox | podcast | e-?mail \s alerts ) .{0,60}
    | follow \s (?: us | @\w+ | .{1,40} ) \s on \s
        (?: facebook | twitter | x | instagram | linkedin | bluesky | threads | mastodon
          | youtube | telegram ) .{0,60}
      # with a year: "(c) Applicability" is a clause
    | (?: © | (?: \(c\) | copyright (?: \s (?: © | \(c\) ) )? ) \s* \d{4} ) .{0,160}
    | all \s rights \s reserved \W*
      # "Click here to appeal" is what a rules page tells people to do
    | click \s here \s (?: to | for ) \s (?: read | see | view | watch | listen | subscribe | share
        | comment | more | sign \s up | our | the \s (?: full | latest | newsletter ) | continue
        | download \s (?: the | our ) \s app ) \b .{0,100}
    | (?: image | photo | picture ) \s (?: credit | source | by ) s? \s* : .{0,120}
    """
)
_SOURCE_LINE = re.compile(
    r"(?:Via|Source:|(?:Originally|First) published (?:by|in|on))\s+(\S.{0,79}?)\s*"
)
_SOURCE_LINES_AT = 3
"""A source line stands among this many first or last lines that are not blank."""


def is_boilerplate(line: str) -> bool:
    """Tell whether a whole line is an advertisement, a share bar or a call to action."""
    bare = line.strip()
    if not bare or len(bare) > _LONGEST:
        return False
    return bool(
        _ADVERTISEMENT.fullmatch(bare) or _CALL_TO_ACTION.fullmatch(bare) or _is_share_bar(bare)
    )


def _is_share_bar(line: str) -> bool:
    found = re.findall(r"[\w-]+", line.casefold())
    return (
        len(found) > 1
        and not line.endswith((".", "!", "?"))
        and not _SHARE_VERBS.isdisjoint(found)
        and _SHARE_WORDS.issuperset(found)
    )


def lines_of_article(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the lines of a text that are neither blank nor boilerplate, in order.

    The source line, if there is one, is left out like boilerplate.
    """
    source = source_line(text)
    for start, end in _filled_lines(text):
        if (source is None or start != source[1]) and not is_boilerplate(text[start:end]):
            yield start, end


def source_line(text: str) -> tuple[str, int] | None:
    """Return the publisher that a line such as "Via Financial Times" names, and the line's offset.

    Only near the top or the bottom of the text, and only a line without a full stop: "Via Appia led
    to Rome." in the middle of an article is prose.
    """
    for start, end in _edge(text):
        line = text[start:end].strip()
        match = _SOURCE_LINE.fullmatch(line) if len(line) <= _LONGEST else None
        if match and match[1][0].isupper() and match[1][-1] not in ".!?:":
            return match[1], start
    return None


def _filled_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the lines that are not blank; runs of blank ones cost next to nothing."""
    return (match.span() for match in _FILLED.finditer(text))


def _edge(text: str) -> list[tuple[int, int]]:
    """Return the ranges of the first and of the last lines that are not blank, none of them twice.

    Those at the end are looked for from there: a text may have a million lines between.
    """
    first = list(islice(_filled_lines(text), _SOURCE_LINES_AT))
    last: list[tuple[int, int]] = []
    start = len(text)
    while first and len(last) < _SOURCE_LINES_AT:
        end = len(text[:start].rstrip())
        start = text.rfind("\n", 0, end) + 1
        if start <= first[-1][0]:
            break
        last.insert(0, (start, end))
    return first + last
