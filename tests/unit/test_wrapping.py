"""Which line breaks of a plain text end something, and which only a full line made."""

from __future__ import annotations

import pytest

from index.model import Article
from index.text.segment import segment


def passages(text: str) -> list[str]:
    return [" ".join(text[p.start : p.end].split()) for p in segment(Article("a", "A", text, "t"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "We met on Sunday,\nwhen\nthe members sang.",
            ["We met on Sunday, when the members sang."],
        ),
        (
            "Every skipper who wants\nto stay has to tell the\nMayor before six. He\nis at home.",
            ["Every skipper who wants to stay has to tell the Mayor before six.", "He is at home."],
        ),
        ("Mon 9-12\nTue 9-12", ["Mon 9-12", "Tue 9-12"]),
        ("Be kind.\nNo spam.", ["Be kind.", "No spam."]),
        (
            "Tyger Tyger, burning bright,\nIn the forests of the night;\nWhat immortal hand,",
            [
                "Tyger Tyger, burning bright,",
                "In the forests of the night;",
                "What immortal hand,",
            ],
        ),
        ("a new inter-\nnational pier", ["a new inter- national pier"]),
        (
            "港口每天晚上六点关闭，所\n有人都必须通知办公室。",
            ["港口每天晚上六点关闭，所 有人都必须通知办公室。"],
        ),
    ],
)
def test_lines_are_joined_by_what_a_sentence_is(text: str, expected: list[str]) -> None:
    assert passages(text) == expected


def test_two_speakers_are_never_in_one_passage() -> None:
    lines = ["ida: are you going to be at the pier", "per: no i am at home tonight", "ida: what"]
    assert passages("\n".join(lines * 2))[:2] == [line.partition(": ")[2] for line in lines[:2]]
