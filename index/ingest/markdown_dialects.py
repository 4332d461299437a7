"""What sites add to Markdown, taken off before it is rendered: MDX, Liquid, Obsidian, kramdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MODULE = re.compile(
    r"import\s+(?:(?!\s)[\w*{}\s,$]+(?<=\s)from\s+)?['\"][^'\"]+['\"];?\s*"
    r"|export\s+(?:(?:const|let|var|default|function)\b|\{).*"
)
_TAG = re.compile(r"\s*</?[A-Z][\w.]*(?:\s[^<>]*)?/?>\s*")
_TAG_BEGINS = re.compile(r"\s*<[A-Z][\w.]*(?:\s[^<>]*)?")
_TAG_ENDS = re.compile(r"[^<>]*/?>\s*")
_LONGEST_TAG = 30
"""Lines of a component's tag."""
_LINES_THAT_SHOW_NOTHING = re.compile(
    r"\s*(?:\{:.*\}|\[TOC\]|\[\[_TOC_\]\]|\{\{?toc\}?\})\s*", re.IGNORECASE
)
_IN_LINE = (
    (re.compile(r"\{/\*.{0,1000}?\*/\}"), ""),
    (re.compile(r"(?<![ \t])[ \t]*\{#[\w:.-]{1,80}\}(?=\s*(?:#+\s*)?$)"), ""),
    (re.compile(r"\{\{[<%].{0,300}?[%>]\}\}|\{%.{0,300}?%\}"), ""),
    (re.compile(r"!?\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]"), r"\1"),
    (re.compile(r"==(?=[^\s=])([^=\n]{1,300}?)(?<=[^\s=])=="), r"\1"),
)
_COMMENT_BEGINS = re.compile(r"\s*\{/\*")
_CALLOUT = re.compile(r"(\s*(?:>\s*)+)\[!([\w-]+)\][+-]?[ \t]+(\S.*)")
_CODE = re.compile(r"(`[^`\n]+`)")


def plain_markdown(text: str) -> str:
    """Return Markdown without what only a site generator understands; code is left as it is."""
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: list[str]) -> Iterator[str]:
    fence = ""
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            yield line
        elif mark:
            fence = mark[1]
            yield line
        elif end := _nothing(lines, at - 1):
            yield ""
            at = end
        else:
            yield _line(line)


def _nothing(lines: list[str], at: int) -> int:
    """Return where the lines from ``at`` on that show nothing end; 0 where they show something."""
    line = lines[at]
    shows_nothing = (_MODULE, _TAG, _LINES_THAT_SHOW_NOTHING)
    if any(pattern.fullmatch(line) for pattern in shows_nothing):
        return at + 1
    end = None
    if _TAG_BEGINS.fullmatch(line):
        end = _TAG_ENDS
    elif _COMMENT_BEGINS.match(line) and "*/}" not in line:
        end = re.compile(r".*\*/\}\s*")
    if end is not None:
        for following in range(at + 1, min(at + _LONGEST_TAG, len(lines))):
            if end.fullmatch(lines[following]):
                return following + 1
    return 0


def _line(line: str) -> str:
    if callout := _CALLOUT.fullmatch(line):
        return f"{callout[1]}**{callout[3]}**\n{callout[1]}"
    if not any(sign in line for sign in "{[=<|"):
        return line
    parts = _CODE.split(line)
    for number in range(0, len(parts), 2):
        for pattern, shown in _IN_LINE:
            parts[number] = pattern.sub(shown, parts[number])
    return "".join(parts)
