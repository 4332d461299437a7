"""Plain sentence ends are known by sight; Punkt itself would say the same of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from nltk.tokenize.punkt import _ORTHO_LC, PunktParameters, PunktSentenceTokenizer

from index.text.punkt import tokenizer

ABBREVIATIONS = {"mr", "u.s", "etc", "e.g"}
STARTERS = {"the", "he", "a"}
PIECES = """Mr. U.S. etc. e.g. A. B. J.R. 3. 3.5 No. word Word. word. Étude. naïve? ß. İ. “Yes!”
    (No.) [1] ... …. ?! !? ? ! . .. : ; , - -- – ' " ” ) ( { } @ * The the He 1. a. -word.
    x_y. x-etc. 漢。 \u0301 \u00a0 \u2028 \x1c \x1f""".split()

ours = tokenizer(ABBREVIATIONS, STARTERS)


def theirs() -> PunktSentenceTokenizer:
    parameters = PunktParameters()
    parameters.abbrev_types = set(ABBREVIATIONS)
    parameters.sent_starters = set(STARTERS)
    for word in STARTERS:
        parameters.ortho_context[word] = _ORTHO_LC
    return PunktSentenceTokenizer(parameters)


pieces = st.one_of(st.sampled_from(PIECES), st.text(max_size=4))
gaps = st.sampled_from([" ", " ", "", "\n", "  ", "\u00a0"])


@given(st.lists(st.tuples(pieces, gaps), max_size=12))
def test_sentences_are_those_of_punkt(found: list[tuple[str, str]]) -> None:
    text = "".join(piece + gap for piece, gap in found)
    assert list(ours.span_tokenize(text)) == list(theirs().span_tokenize(text))


def test_words_that_were_looked_up_are_not_kept() -> None:
    known = len(ours._params.ortho_context)
    list(ours.span_tokenize(" ".join(f"A. Word{number}" for number in range(100))))
    assert len(ours._params.ortho_context) == known
