"""What is kept of words is worth its memory."""

from __future__ import annotations

from index.rank.thesaurus import _word_list
from index.text.keeping import kept_for_words


def test_results_are_kept_for_words_and_not_for_what_is_as_long_as_a_sentence() -> None:
    asked = []

    @kept_for_words(8)
    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    sentence = "x" * 600
    assert [length("word"), length("word"), length(sentence), length(sentence)] == [4, 4, 600, 600]
    assert asked == ["word", sentence, sentence]


def test_a_word_list_grows_by_no_word_that_it_does_not_have() -> None:
    words = _word_list("related.txt")
    words.same_side("kill")
    before = len(words._stems)
    for code in range(0x4E00, 0x4E80):
        assert words.same_side(chr(code) * 3) == frozenset()
    assert len(words._stems) == before
