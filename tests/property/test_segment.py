"""Whatever the text: passages are exact, ordered, disjoint, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.model import Article
from index.text.boilerplate import is_boilerplate, source_line
from index.text.segment import MAX_PASSAGE, segment

PIECES = """Mr._ U.S._ He_said._ “Will_they?”_ he_asked_ 3.5_ …_ -_ 1._ [1] 。 ?! ( ) a.b_ / //
    READ_ALSO_More/ Via_Reuters/"""
pieces = st.one_of(
    st.sampled_from([piece.replace("_", " ").replace("/", "\n") for piece in PIECES.split()]),
    st.sampled_from(["x" * 700, "word " * 150]),
)
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=30).map("".join),
)


def quotable(text: str) -> str:
    """The characters that have to stand in some passage, in order."""
    via = source_line(text)
    kept = []
    at = 0
    for line in text.split("\n"):
        if not is_boilerplate(line) and (via is None or at != via[1]):
            kept.append(line)
        at += len(line) + 1
    return "".join("".join(kept).split())


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
    assert not found or numbers[0] == 1


@given(texts)
def test_every_quotable_character_stands_in_a_passage(text: str) -> None:
    found = segment(Article("a", "A", text, "test"))
    covered = "".join("".join(text[p.start : p.end] for p in found).split())
    assert covered == quotable(text)
