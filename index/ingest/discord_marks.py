"""Discord's own marks in a text: mentions, times, spoilers, small print, and its Markdown."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import islice

_ID = r"\d{15,20}"
_MARKS = re.compile(
    rf"""
      <(?P<sigil>\#|@&|@!?)(?P<id>{_ID})>
    | <a?:(?P<emoji>\w{{2,32}}):{_ID}>
    | </(?P<command>[\w\- ]{{1,100}}):{_ID}>
    | <t:(?P<time>-?\d{{1,13}})(?::(?P<style>[tTdDfFR]))?>
    | <id:(?P<place>\w+)>
    | \|\|(?P<spoiler>[^|\n]+(?:\|[^|\n]+)*)\|\|
    """,
    re.VERBOSE,
)
_SEEN = {"#": "#channel", "@": "@member", "@!": "@member", "@&": "@role"}
"""What stands for a mention: the names behind the numbers are known on Discord alone."""
_CERTAIN = re.compile(
    rf"<(?:\#|@[&!]?){_ID}>|<a?:\w{{2,32}}:{_ID}>|</[\w\- ]+:{_ID}>|<t:-?\d{{9,13}}(?::\w)?>"
    r"|(?m:^-\#\ \S)|(?m:^>>>\ )"
)
_LIKELY = re.compile(
    r"\*\*(?=\S)[^*\n]{1,300}(?<=\S)\*\*|(?m:^#{1,3}\ \S)|__(?=\S)[^_\n]{1,300}(?<=\S)__"
    r"|\|\|(?=\S)[^|\n]{1,300}(?<=\S)\|\||~~(?=\S)[^~\n]{1,300}(?<=\S)~~|(?m:^```)"
)
_FEWEST_LIKELY = 3
_LOOK = 200_000
"""Characters in which a text shows whether it is Discord's Markdown."""
_SMALL = re.compile(r"(?m)^-# +")
_STARTS = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)]|>{1,3}|#{1,3})\s")
_FENCE = re.compile(r"\s*```")


def without_marks(text: str) -> str:
    """Return text with what Discord shows for its marks, as far as that is known."""
    return _SMALL.sub("", _MARKS.sub(_seen, text))


def has_marks(text: str) -> bool:
    """Tell whether there are marks in a text that are Discord's for sure."""
    return _CERTAIN.search(text[:_LOOK]) is not None


def is_discord_markdown(text: str) -> bool:
    """Tell whether a text was written for Discord: by its marks, or by its Markdown.

    That is on two lines, or three times on one: a text may also write *about* such marks.
    """
    if has_marks(text):
        return True
    likely = [match.start() for match in islice(_LIKELY.finditer(text[:_LOOK]), _FEWEST_LIKELY)]
    apart = len(likely) > 1 and "\n" in text[likely[0] : likely[-1]]
    return apart or len(likely) == _FEWEST_LIKELY


def as_markdown(text: str) -> str:
    """Return a text for Discord so that Markdown's rules give what Discord shows.

    A line after a list, a quotation or a heading is not a part of it, and small print is a line.
    """
    lines: list[str] = []
    code = False
    started = ""
    for line in without_marks(text).split("\n"):
        if _FENCE.match(line):
            code = not code or line.count("```") > 1
        found = _STARTS.match(line)
        begins = found[0].strip()[:1] if found and not code else ""
        if lines and not code and begins != started and line[:1] != " ":
            lines.append("")
        started = begins
        lines.append(line.replace(">>> ", "> ", 1) if begins == ">" else line)
    return "\n".join(lines)


def _seen(match: re.Match[str]) -> str:
    if match["sigil"]:
        return _SEEN[match["sigil"]]
    if match["emoji"]:
        return f":{match['emoji']}:"
    if match["command"]:
        return f"/{match['command']}"
    if match["time"]:
        return _time(int(match["time"]), match["style"] or "f") or match[0]
    return match["spoiler"] or "Channels & Roles"


def _time(seconds: int, style: str) -> str | None:
    """Return a moment in UTC as Discord writes it in British English; None for one too far off."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    day, time = f"{moment.day} {moment:%B %Y}", f"{moment:%H:%M} UTC"
    match style:
        case "t" | "T":
            return time
        case "d" | "D" | "R":
            return day
        case _:
            return f"{day} {time}"
