"""The outline: what it promises, what stands under what, and the way to JSON and back."""

from __future__ import annotations

import json

import pytest

from index.ingest.manuscript import Manuscript
from index.model import Block
from index.text.outline import check_outline, from_values, parents, to_values


def handbook() -> Manuscript:
    manuscript = Manuscript()
    manuscript.begin_mark("page", "1")
    manuscript.add("heading", "Handbook", level=1)
    manuscript.add("heading", "Penalties", level=2)
    manuscript.add("paragraph", "They are these:")
    manuscript.add("item", "1. Slurs", level=1, label="1")
    manuscript.add("item", "First time: mute", level=2)
    manuscript.add("item", "2. Spam", level=1, label="2")
    manuscript.add("paragraph", "Advertising counts.", level=1)
    manuscript.begin_mark("page", "2")
    manuscript.add("heading", "Ranks", level=2)
    manuscript.add_row(["", "Rank", "Colour", ""], head=True)
    manuscript.add_row(["1", "Captain", "", "gold"])
    manuscript.add("question", "Who may vote?")
    manuscript.add("paragraph", "Captains.")
    manuscript.end_marks()
    return manuscript


def pieces(manuscript: Manuscript) -> dict[str, str | None]:
    """What each block stands under, both by their words."""
    text, outline = manuscript.text, manuscript.outline
    above = parents(text, outline)
    words = [text[block.start : block.end] for block in outline]
    return {
        words[number]: words[place] if place >= 0 else None
        for number, place in enumerate(above)
        if outline[number].kind != "page"
    }


def test_each_block_stands_under_what_governs_it() -> None:
    assert pieces(handbook()) == {
        "Handbook": None,
        "Penalties": "Handbook",
        "They are these:": "Penalties",
        "1. Slurs": "They are these:",
        "First time: mute": "1. Slurs",
        "2. Spam": "They are these:",
        "Advertising counts.": "2. Spam",
        "Ranks": "Handbook",
        "Rank | Colour": "Ranks",
        "1 | Captain |  | gold": "Rank | Colour",
        "Who may vote?": "Ranks",
        "Captains.": "Who may vote?",
    }


def test_a_cell_stands_under_the_head_at_the_same_place() -> None:
    manuscript = handbook()
    text = manuscript.text
    head, row = (block for block in manuscript.outline if block.kind in ("head", "row"))
    assert [text[slice(*cell)] for cell in head.cells] == ["", "Rank", "Colour"]
    assert [text[slice(*cell)] for cell in row.cells] == ["1", "Captain", "", "gold"]


def test_pages_lie_across_the_blocks() -> None:
    manuscript = handbook()
    first, second = (block for block in manuscript.outline if block.kind == "page")
    assert manuscript.text[first.start : first.end].endswith("Advertising counts.")
    assert manuscript.text[second.start : second.end].startswith("Ranks")
    assert (first.label, second.label) == ("1", "2")


def test_an_outline_is_the_same_after_json() -> None:
    manuscript = handbook()
    values = json.loads(json.dumps(to_values(manuscript.outline)))
    assert from_values(values, manuscript.text) == manuscript.outline


@pytest.mark.parametrize(
    "values",
    [
        None,
        [["paragraph", 0]],
        [["verse", 0, 3, 0, "", []]],
        [["paragraph", 0, 99, 0, "", []]],
        [["paragraph", 2, 2, 0, "", []]],
        [["paragraph", 0, 4, 0, "", []]],
        [["paragraph", "0", 3, 0, "", []]],
        [["paragraph", 0, 3, -1, "", []]],
        [["paragraph", 0, 3, 0, None, []]],
        [["row", 0, 3, 0, "", [[0, 5]]]],
        [["paragraph", 0, 3, 0, "", []], ["paragraph", 2, 7, 0, "", []]],
    ],
)
def test_what_is_no_outline_of_the_text_is_refused(values: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_values(values, "One two")


def test_marks_may_overlap_and_pieces_may_not() -> None:
    check_outline("One two", [Block("page", 0, 5), Block("paragraph", 0, 7), Block("page", 4, 7)])
    with pytest.raises(ValueError, match="overlap"):
        check_outline("One two", [Block("paragraph", 0, 7), Block("item", 4, 7, 1)])
