"""Texts that nobody writes, of any length: what a pattern or a loop may take too long for."""

from __future__ import annotations

from itertools import count

_UNITS = {
    # White space, and lines
    "spaces": " ",
    "line breaks": "\n",
    "carriage returns": "\r",
    "line breaks of two characters": "\r\n",
    "no-break spaces": "\u00a0",
    "line separators": "\u2028",
    "short lines": "word\n",
    "blank lines": "word\n\n",
    "broken words": "re-\n",
    "broken words, spaced": "-\n ",
    "lines of one width": "x" * 59 + "\n",
    "paragraphs": "word " * 20 + ".\n\n",
    # Words and numbers
    "a letter": "a",
    "words": "word ",
    "words in capitals": "WORD ",
    "capitals and small letters": "Word ",
    "letters and apostrophes": "a'",
    "letters and dots": "a.",
    "initials": "A. ",
    "abbreviations": "U.S. ",
    "digits": "1",
    "thousands": "1,111,",
    "decimals": "1.1.",
    "numbers after abbreviations": "No. 5 ",
    # Punctuation
    "dots": ".",
    "dots, spaced": ". ",
    "ellipses": "... ",
    "question and exclamation marks": "?! ",
    "exclamation marks": "!",
    "quotation marks": '"',
    "quoted sentences": "“A.” He ",
    "brackets": "(",
    "closing brackets": ")",
    "footnotes": "a.[1]",
    "commas": "a,",
    "hyphens": "-",
    "colons": "a:",
    "addresses": "http://a.b ",
    # Markdown
    "headings": "# a\n",
    "list items": "- a\n",
    "numbered items": "1. ",
    "numbered lines": "1.\n",
    "stars": "*",
    "stars and letters": "**a*",
    "underscores": "_a",
    "backticks": "`a``",
    "quotes in quotes": "> ",
    "backslashes": "\\",
    "open links": "[a](",
    "definitions": "[a]: b\n",
    "rows": "|a|b\n",
    "rules": "---\n",
    "keys": "a: b\n",
    # HTML
    "comments": "<!---->",
    "open comments": "<!--",
    "declarations": "<?xml ",
    "open tags": "<a",
    "elements": "<div>",
    "open paragraphs": "<p>a",
    "cells": "<table><tr><td>",
    "entities": "&amp;",
    # Beyond ASCII
    "accents on one letter": "\u0301\u0316",
    "accents on each letter": "e" + "\u0316\u0301" * 99,
    "marks that are no accents": "“" * 200 + " ",
    "letters with an accent": "e\u0301",
    "Han": "漢",
    "Han sentences": "漢。",
    "jamo": "\u1112\u1161\u11ab",
    "letters that are eighteen": "\ufdfa",
    "directions": "\u202e",
    "invisible hyphens": "a\u00ad",
    # What is no article
    "source lines": "Via A\n",
    "advertisements": "READ ALSO ",
    "share bars": "Share Tweet\n",
    # Data
    "open objects": '{"a":',
}
SHAPES = (*_UNITS, "words that are all different")


def shaped(shape: str, length: int, *, framed: bool = False) -> str:
    """Return a text of a shape; with a sentence before and one after it if it is ``framed``."""
    before, after = ("The yak of Orla lives in a barn.", "It eats hay.") if framed else ("", "")
    room = length - len(before) - len(after)
    if shape in _UNITS:
        unit = _UNITS[shape]
        text = (unit * (room // len(unit) + 1))[:room]
    else:
        words = (f"w{number:x} " for number in count())
        text = "".join(next(words) for _ in range(room // 3 + 1))[:room]
    return before + text + after
