"""Whatever the text: passages are exact, ordered, disjoint, and nothing is lost."""

from __future__ import annotations

import json

from hypothesis import assume, given
from hypothesis import strategies as st

from index.model import Article
from index.text.outline import check_outline, from_values, parents, to_values
from index.text.plain import outline_of_text
from index.text.segment import MAX_PASSAGE, outline_of, segment, units

PIECES = """Mr._ U.S._ He_said._ “Will_they?”_ he_asked_ 3.5_ …_ -_ 1._ [1] 。 ?! ( ) a.b_ / //
    READ_ALSO_More/ Via_Reuters/ Title// #_Part/ ===/ -_item/ 2._two/ (a)_three/ a|b/ |a|b|/ a\tb/
    Q:_Why?/ A:_So./ Ida:_hello_you_two/ [12:03]_Per:_yes/ >_quoted/ ```/"""
pieces = st.one_of(
    st.sampled_from([piece.replace("_", " ").replace("/", "\n") for piece in PIECES.split()]),
    st.sampled_from(["x" * 700, "word " * 150]),
)
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=30).map("".join),
)


@given(texts)
def test_passages_are_ordered_disjoint_trimmed_slices(text: str) -> None:
    found = segment(Article("a", "A", text, "test"))
    end = 0
    for ordinal, passage in enumerate(found):
        quoted = text[passage.start : passage.end]
        assert passage.ordinal == ordinal
        assert end <= passage.start < passage.end <= len(text)
        assert quoted == quoted.strip()
        assert len(quoted) <= MAX_PASSAGE
        end = passage.end
    numbers = [passage.paragraph for passage in found]
    assert numbers == sorted(numbers)
    assert not found or numbers[0] >= 1


@given(texts)
def test_every_letter_stands_in_a_unit(text: str) -> None:
    # Who speaks, "Q:" and the language of code are signs of what follows them.
    assume(not {":", "：", "`", "~"} & set(text))
    covered = [False] * len(text)
    for unit in units(text, outline_of(Article("a", "A", text, "test"))):
        covered[unit.start : unit.end] = [True] * (unit.end - unit.start)
    lost = [char for char, kept in zip(text, covered, strict=True) if not kept]
    assert not any(char.isalnum() for char in lost)


@given(texts)
def test_an_outline_keeps_its_promises(text: str) -> None:
    outline = outline_of_text(text)
    check_outline(text, outline)
    above = parents(text, outline)
    assert all(parent < number for number, parent in enumerate(above))
    assert from_values(json.loads(json.dumps(to_values(outline))), text) == outline
