"""Whatever articles are called: Discord accepts what is said of them and shows the very words."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.answers import answer_layout, question_shown
from bot.render.articles import (
    PAGE,
    AddOutcome,
    added_layout,
    allowed_layout,
    confirm_layout,
    hidden_layout,
    list_layout,
    pages_of,
    reading,
    removed_layout,
    renamed_layout,
    restored_layout,
    show_layout,
    unhidden_layout,
    updated_layout,
)
from bot.render.privacy import forget_layout, forgotten_layout, privacy_layout
from bot.views.added import added_view
from bot.views.ask import AskButton
from bot.views.components import beside, text_item, text_view, view_of
from bot.views.listing import PageButton, ShowButton
from bot.views.removal import RemoveButton, UndoButton
from index.model import Answer, Article, Forgotten, Record, Removed, Usage
from tests.markdown import read
from tests.payload import check_message
from tests.property.test_render import words

if TYPE_CHECKING:
    from discord import ui

DAY = datetime(2026, 11, 24, 10, 50, tzinfo=UTC)
snowflakes = st.integers(1, 2**63 - 1)
numbers = st.integers(0, 2**40)
ids = st.from_regex(r"[^\s:]{60}", fullmatch=True) | st.from_regex(
    r"[a-z0-9-]{1,60}", fullmatch=True
)
names = words | st.text(min_size=300, max_size=2000)
records = st.builds(
    Record,
    id=ids,
    title=names,
    source=names,
    url=st.none() | names | st.just("https://x.example/" + "a" * 1900),
    author=st.none() | names,
    published=st.none() | names,
    language=st.sampled_from(["en", "pt-BR", "*x*"]),
    revision=st.just("0" * 64),
    characters=numbers,
    passages=numbers,
    left_out=numbers,
    added_at=st.none() | st.just(DAY),
    added_by=st.none() | snowflakes,
    updated_at=st.none() | st.just(DAY),
    updated_by=st.none() | snowflakes,
    shared=st.booleans(),
    hidden=st.booleans(),
)
outcomes = st.builds(AddOutcome, name=names, record=st.none() | records, reason=words.filter(bool))


def violations(view: ui.LayoutView) -> list[str]:
    components = view.to_components()  # type: ignore[no-untyped-call]  # theirs
    return check_message({"components": components, "flags": 1 << 15})


@given(st.lists(outcomes, min_size=1, max_size=11))
async def test_what_became_of_any_files_is_within_discords_limits(given: list[AddOutcome]) -> None:
    assert violations(added_view(added_layout(given))) == []


@given(st.lists(records, max_size=20, unique_by=lambda record: record.id), st.booleans())
async def test_every_page_of_a_list_is_within_discords_limits(
    given: list[Record], personal: bool
) -> None:
    shown = []
    for page in range(pages_of(len(given))):
        layout = list_layout(given, page, personal=personal)
        view = view_of(
            layout,
            lambda block: (
                beside(block, ShowButton(i)) if (i := block.article_id) else text_item(block)
            ),
            PageButton(10**6 - 1, "Back"),
            PageButton(1, "Next"),
        )
        assert violations(view) == []
        shown += [block.article_id for group in layout.groups for block in group]
    assert [i for i in shown if i] == [record.id for record in given]
    assert pages_of(len(given)) == max(1, -(-len(given) // PAGE))


@given(records, names, names, st.booleans())
async def test_what_is_said_of_an_article_is_within_discords_limits(
    record: Record, text: str, title: str, changed: bool
) -> None:
    article = Article(record.id, record.title, text, record.source)
    until = Removed(record, DAY + timedelta(minutes=1))
    for layout in (
        show_layout(record, article),
        updated_layout(record, changed=changed),
        renamed_layout(title, record),
        confirm_layout(record),
        removed_layout(until),
        restored_layout(record),
        hidden_layout(record),
        unhidden_layout(record),
    ):
        buttons = (AskButton(record.id), RemoveButton(record.id), UndoButton(record.id))
        assert violations(text_view(layout, *buttons)) == []


@given(st.builds(Usage, *[numbers] * 6), st.booleans(), st.integers(0, 3650), snowflakes)
async def test_what_is_said_of_privacy_is_within_discords_limits(
    kept: Usage, personal: bool, days: int, role: int
) -> None:
    for layout in (
        privacy_layout(kept, personal=personal, grace_days=days),
        forget_layout(kept),
        forgotten_layout(Forgotten(kept.articles, kept.removed)),
        allowed_layout(role),
        allowed_layout(None),
    ):
        assert violations(text_view(layout)) == []


@given(words.filter(str.strip))
def test_a_title_is_shown_as_plain_characters(title: str) -> None:
    shown = read(reading(title, 1, 1))
    assert shown.interpreted == []


@given(words.filter(str.strip))
def test_the_question_of_an_answer_can_be_read_back_from_it(question: str) -> None:
    asked = " ".join(question.split())
    layout = answer_layout(Answer(question, (), answered=False, confidence=0))
    shown = question_shown(layout.groups[0][0].text)
    assert shown is None or shown.strip("\u2068\u2069") == asked.strip("\u2068\u2069")
    assert shown is not None or len(asked) > 290


@pytest.mark.parametrize("unit", ["Yaks\n", "Share Tweet\n", "\n", " "])
def test_the_first_line_of_an_article_is_looked_for_in_its_beginning(unit: str) -> None:
    record = Record("a", "Yaks", "S", None, None, None, "en", "0" * 64, 1, 1, 0, DAY)
    article = Article("a", "Yaks", unit * (2_000_000 // len(unit)) + "It eats hay.", "S")
    show_layout(record, article)
    started = time.thread_time()
    show_layout(record, article)
    assert time.thread_time() - started < 0.2
