"""Whatever the article and the question: Discord accepts the message and shows the very words."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.render.answers import answer_layout, context_layout, introduction, too_soon
from bot.render.layout import MOST_TEXT, Layout, notice
from bot.render.markdown import block_quote, choice_name, escape
from bot.views.answer import answer_view
from index.model import Answer, Citation, Quote
from tests.markdown import read
from tests.payload import check_message

SIGNS = r"\ ` * _ ~ | > < # - + [ ] ( ) : / @ . ! & 1 a".split()
signs = st.lists(st.sampled_from([*SIGNS, " ", "\n", "everyone", "http://x.y", "```", "||"])).map(
    "".join
)
line = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=700)
words = st.one_of(signs, line)
# As long as a passage may be: code, formulas, tables.
passages = st.builds(
    lambda unit: (unit * 600)[:600].strip() or "a",
    st.lists(st.sampled_from([*SIGNS, " ", "\n"]), min_size=1, max_size=8).map("".join),
)
gaps = st.sampled_from([" ", "\n", "\n\n", "\n" * 9, "\n \n", " " * 9])
confidence = st.floats(0, 1)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    start = draw(st.integers(0, 10_000_000))
    text = draw(words.filter(str.strip)).strip()
    citation = Citation(
        article_id=draw(st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)),
        title=draw(words),
        source=draw(words),
        author=draw(st.none() | words),
        published=draw(st.none() | words),
        paragraph=draw(st.integers(1, 100_000)),
        start=start,
        end=start + len(text),
        revision="0" * 64,
        url=draw(st.none() | st.just("https://x.example/a_(b)#:~:text=c%2Cd") | words),
    )
    return Quote(
        text=text,
        start=start,
        end=start + len(text),
        citation=citation,
        score=1.0,
        confidence=draw(confidence),
        context_before=draw(st.just("") | words),
        context_after=draw(st.just("") | words),
    )


@st.composite
def excerpts(draw: st.DrawFn) -> Quote:
    """A quote with up to two passages on each side, all of them as long as passages may be."""
    quote = draw(quotes())
    before, after = (draw(st.lists(passages, max_size=2)) for _ in range(2))
    text = draw(passages)
    parts = [part for passage in (*before, text, *after) for part in (passage, draw(gaps))][:-1]
    ends = [quote.start + end for end in accumulate(map(len, parts))]
    ranges = [(end - len(part), end) for part, end in zip(parts, ends, strict=True)][::2]
    start, end = ranges.pop(len(before))
    return replace(
        quote,
        text=text,
        start=start,
        end=end,
        context_before="".join(parts[: 2 * len(before)]),
        context_after="".join(parts[2 * len(before) + 1 :]),
        neighbors=tuple(ranges),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    found = tuple(draw(st.lists(quotes(), max_size=4, unique_by=lambda quote: quote.start)))
    answered = bool(found) and draw(st.booleans())
    return Answer(
        question=draw(words),
        quotes=found if answered else (),
        answered=answered,
        confidence=draw(confidence),
        missing_terms=tuple(draw(st.lists(words, max_size=12))),
        nearest=() if answered else found,
        articles=draw(st.integers(1, 1000)),
    )


def squeezed(text: str) -> str:
    """A text with each run of blank lines as one."""
    return re.sub(r"\n\s*\n", "\n\n", text)


async def payload(layout: Layout) -> dict[str, object]:
    components = answer_view(layout).to_components()  # type: ignore[no-untyped-call]  # theirs
    return {"components": components, "flags": 1 << 15}


@given(answers())
async def test_an_answer_is_within_discords_limits(answer: Answer) -> None:
    assert check_message(await payload(answer_layout(answer, asker=2**63))) == []


@given(st.one_of(quotes(), excerpts()))
async def test_a_quote_in_context_is_within_discords_limits(quote: Quote) -> None:
    assert check_message(await payload(context_layout(quote))) == []


@given(excerpts())
def test_a_quote_in_context_is_whole_and_stands_among_whole_passages(quote: Quote) -> None:
    ((excerpt, _),) = context_layout(quote).groups
    shown = "\n".join(line.removeprefix("> ") for line in excerpt.text.split("\n"))
    before, bold, after = shown.partition(f"**{escape(quote.text)}**")
    assert bold
    first = quote.start - len(quote.context_before)
    text = f"{quote.context_before}{quote.text}{quote.context_after}"
    starts = [start - first for start, _ in quote.neighbors if start < quote.start]
    ends = [end - first for _, end in quote.neighbors if end > quote.end]
    possible = {squeezed(text[start : quote.start - first]) for start in starts} | {""}
    assert before in map(escape, possible)
    possible = {squeezed(text[quote.end - first : end]) for end in ends} | {""}
    assert after in map(escape, possible)


@given(excerpts(), st.sampled_from(["漢" * 590, "x" * 1400, "x" * 3000]))
def test_the_first_quote_is_always_shown(quote: Quote, address: str) -> None:
    citation = replace(quote.citation, url=f"https://a.example/{address}#:~:text={address}")
    long = replace(quote, citation=citation, confidence=0.9)
    answer = Answer("a" * 600, (long, long), answered=True, confidence=0.9)
    layout = answer_layout(answer)
    blocks = [block for group in layout.groups for block in group]
    assert any(block.citation for block in blocks)
    assert sum(len(block.text) for block in blocks) <= MOST_TEXT


@given(st.text(max_size=5000))
async def test_a_notice_is_within_discords_limits(text: str) -> None:
    assert check_message(await payload(notice(text or "-"))) == []


@given(st.text(max_size=300))
def test_a_choice_is_within_discords_limits(title: str) -> None:
    assert 1 <= len(choice_name(title)) <= 100


@given(words)
def test_escaped_text_is_shown_as_the_same_characters_and_not_interpreted(text: str) -> None:
    reading = read(escape(text))
    assert reading.interpreted == []
    assert reading.shown.strip("\u2068\u2069") == text.strip("\u2068\u2069")


@given(st.text(st.sampled_from([*SIGNS, " ", "b"]), max_size=60))
def test_a_common_mark_reader_shows_the_same_characters_too(text: str) -> None:
    escaped = escape(text)
    tokens = MarkdownIt("commonmark", {"html": False}).disable("entity").parseInline(escaped)
    children = tokens[0].children or []
    assert {token.type for token in children} <= {"text", "text_special"}
    assert "".join(token.content for token in children).strip() == text.strip()


@given(answers())
def test_quotes_are_shown_whole_or_not_at_all(answer: Answer) -> None:
    layout = answer_layout(answer)
    texts = [block.text for group in layout.groups for block in group]
    shown = [text for text in texts if text.startswith("> ")]
    possible = [
        block_quote(escape(before + quote.text + after)).removeprefix("> ")
        for quote in (*answer.quotes, *answer.nearest)
        for before in ("", squeezed(quote.context_before))
        for after in ("", squeezed(quote.context_after))
    ]
    assert all(text.removeprefix("> ") in possible for text in shown)
    assert sum(map(len, texts)) <= MOST_TEXT


def test_sentences_of_our_own_are_short() -> None:
    assert len(introduction("<@123>").split("\n")) == 2
    assert "<t:13:R>" in too_soon(12.1)


BIDI = st.text("ab \u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\n")


@given(BIDI)
def test_bidirectional_controls_end_in_the_line_in_which_they_stand(text: str) -> None:
    for line in escape(text).split("\n"):
        depth = 0
        for number, char in enumerate(line):
            depth += (char in "\u2066\u2067\u2068") - (char == "\u2069")
            assert depth >= 0
            if char in "\u202a\u202b\u202c\u202d\u202e\u061c\u200e\u200f":
                assert depth > 0, (line, number)
        assert depth == 0
    assert escape(text).replace("\u2068", "").replace("\u2069", "") == escape(
        text.replace("\u2068", "").replace("\u2069", "")
    ).replace("\u2068", "").replace("\u2069", "")
