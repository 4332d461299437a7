"""The reader of Markdown recognizes what Discord does, so that other tests can trust it."""

from __future__ import annotations

import pytest

from tests.markdown import read


@pytest.mark.parametrize(
    ("markdown", "rule"),
    [
        ("**a**", "bold"),
        ("*a*", "italic"),
        ("a _b_ c", "italic"),
        ("__a__", "underline"),
        ("~~a~~", "strike"),
        ("||a||", "spoiler"),
        ("`a`", "code"),
        ("```\na\n```", "code"),
        ("# a", "heading"),
        ("-# a", "subtext"),
        ("- a", "list"),
        ("12. a", "list"),
        ("> a", "quote"),
        (">>> a", "quote"),
        ("<@1>", "mention"),
        ("<@&1>", "mention"),
        ("<#1>", "mention"),
        ("@everyone", "mention"),
        ("<t:0:R>", "time"),
        ("<:a:1>", "emoji"),
        ("</ask:1>", "command"),
        ("[a](http://b.example)", "link"),
        ("http://b.example", "url"),
    ],
)
def test_what_discord_interprets_is_recognized(markdown: str, rule: str) -> None:
    assert rule in read(markdown).interpreted


@pytest.mark.parametrize(
    "markdown", ["a", "a b", "1 * 2 = 2", r"\*a\*", r"\<\@1>", "a-b", "snake_case"]
)
def test_plain_text_is_plain(markdown: str) -> None:
    assert read(markdown).interpreted == []
