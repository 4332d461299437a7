"""A reader of Discord's Markdown: what a text looks like, and what in it is interpreted.

Follows the rules of Discord's client as documented in its help pages: a backslash before a sign
that is not a letter, digit or space makes it plain; everything that can open formatting, a
reference or a link is recognised where the client would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_RULES = re.compile(
    r"(?P<heading>#{1,3} +\S)|(?P<subtext>-# +\S)"
    r"|(?P<list>\s*(?:[-*+]|\d+\.) +\S)|(?P<quote>(?:>>>|>) )"
)
_RULES = re.compile(
    r"""(?s)
      (?P<escape>\\[^0-9A-Za-z\s])
    | (?P<code>`+[^`].*?`+|```)
    | (?P<mention><(?:@[!&]?|\#)\d+>|<id:\w+>|@everyone|@here)
    | (?P<emoji><a?:\w+:\d+>)
    | (?P<time><t:-?\d+(?::\w)?>)
    | (?P<command></[^:>]+:\d+>)
    | (?P<link>\[[^\]]*\]\([^)\s]+\))
    | (?P<url><?https?://[^\s>]+>?)
    | (?P<spoiler>\|\|.+?\|\|)
    | (?P<strike>~~.+?~~)
    | (?P<bold>\*\*.+?\*\*)
    | (?P<underline>__.+?__)
    | (?P<italic>\*[^\s*][^*]*\*|\b_[^_]+_\b)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Reading:
    """A text as Discord shows it."""

    shown: str
    interpreted: list[str]
    """The names of the rules that took part of the text as formatting, a link or a reference."""


def read(markdown: str) -> Reading:
    """Return what people see of some Markdown."""
    shown = []
    lines = (_LINE_RULES.match(line) for line in markdown.split("\n"))
    interpreted = [str(match.lastgroup) for match in lines if match]
    at = 0
    for match in _RULES.finditer(markdown):
        shown.append(markdown[at : match.start()])
        if match.lastgroup == "escape":
            shown.append(match[0][1])
        else:
            interpreted.append(str(match.lastgroup))
            shown.append(match[0])
        at = match.end()
    shown.append(markdown[at:])
    return Reading("".join(shown), interpreted)
