"""Turn text into Markdown that Discord shows as it is. Pure.

The text of articles and of people is escaped so that Discord shows it character by character.
"""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encode

from bot.render.phrases import shortened

MOST_CHOICE = 100
"""Characters of the name of an autocomplete choice."""
MOST_CHOICES = 25
_LONGEST_TITLE = 120
_LONGEST_LINK = 1500
ROOM_FOR_SPACES = 4
_SPECIAL = re.compile(r"[\\`*_~|<>\[\]#@]|:(?=//)")
# Not \s, which goes on over the ends of lines: blank ones would be read again from each of them on.
_SPECIAL_AT_LINE_START = re.compile(r"^([^\S\n]*)([-+]|\d+(?=\.))", re.MULTILINE)
_BIDI_CONTROL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_ISOLATES = frozenset("\u2066\u2067\u2068")


def escape(text: str) -> str:
    r"""Return Markdown that Discord shows as exactly these characters.

    A backslash makes plain whatever could open formatting, a mention, a masked link, an automatic
    link, an emoji or a time; at the start of a line also lists. A line with bidirectional controls
    is set in an isolate that they cannot end, so that it cannot turn round what stands beside it.

    >>> print(escape("a *b* <@1> 2. c"))
    a \*b\* \<\@1\> 2. c
    """
    plain = _SPECIAL.sub(r"\\\g<0>", text)
    plain = _SPECIAL_AT_LINE_START.sub(_escape_list_mark, plain)
    if _BIDI_CONTROL.search(plain):
        return "\n".join(_isolated(line) for line in plain.split("\n"))
    return plain


def _isolated(line: str) -> str:
    """Return a line so that its bidirectional controls end in it, and none of them ours before."""
    if not _BIDI_CONTROL.search(line):
        return line
    opened = unopened = 0
    for char in line:
        if char in _ISOLATES:
            opened += 1
        elif char == _END_ISOLATE and opened:
            opened -= 1
        elif char == _END_ISOLATE:
            unopened += 1
    return _ISOLATE * (1 + unopened) + line + _END_ISOLATE * (1 + opened)


def unescape(markdown: str) -> str:
    """Return the text of which `escape` made some Markdown, isolates left out."""
    plain = re.sub(r"^(\s*\d+)\\(?=\.)", r"\1", markdown.strip(_ISOLATE + _END_ISOLATE))
    return re.sub(r"\\([\\`*_~|<>\[\]#@:+-])", r"\1", plain)


def _escape_list_mark(match: re.Match[str]) -> str:
    space, mark = match.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def block_quote(markdown: str) -> str:
    """Return Markdown as a block quote."""
    return "\n".join(f"> {line}" for line in markdown.split("\n"))


def one_line(text: str, most: int) -> str:
    """Return a text on one line in at most so many characters; no more than needed is read."""
    words = text[: ROOM_FOR_SPACES * most].split()
    if len(text) > ROOM_FOR_SPACES * most:
        words.append("…")
    return shortened(" ".join(words), most)


def choice_name(title: str, beside: str = "") -> str:
    """Return a title as the name of an autocomplete choice, with what tells it from others."""
    apart = f" · {beside}" if beside else ""
    return (one_line(title, MOST_CHOICE - len(apart)) or "Untitled") + apart


def titled(title: str, url: str | None = None) -> str:
    """Return a title on one line, at most 120 characters of it, as a link where there is one."""
    shown = escape(one_line(title, _LONGEST_TITLE))
    link = safe_link(url) if url else None
    return f"[{shown}]({link})" if link else shown


def safe_link(url: str) -> str | None:
    """Return an http(s) URL in the form that is safe inside a masked link.

    None if it cannot be linked to, or is too long for a message.
    """
    if not url.startswith(("https://", "http://")) or len(url) > _LONGEST_LINK:
        return None
    link = percent_encode(url, safe="/:?#@!$&'*+,;=%~-._")
    return link if len(link) <= _LONGEST_LINK else None
