"""Whatever a line of an import holds: it is taken over whole and can be used, or it is named."""

from __future__ import annotations

import argparse
import json
import unicodedata
from contextlib import closing, redirect_stderr
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.render.answers import answer_layout, context_layout
from bot.render.articles import list_layout, show_layout
from bot.terminal import transfer
from bot.views.answer import answer_view
from bot.views.ask import AskButton
from bot.views.components import text_view
from bot.views.context import ContextButton
from bot.views.listing import ShowButton
from bot.views.removal import RemoveButton, UndoButton
from index.errors import QuestionError
from index.library import Library
from index.store.sqlite import SqliteStore
from tests.payload import check_message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from discord import ui

    from index.model import Answer, CollectionId, Record
    from index.store.protocol import Stored

HEADER = b'{"pullquote-export": 1}\n'
GNU: dict[str, object] = {
    "collection": "server:1",
    "id": "gnu",
    "title": "The gnu",
    "source": "The Source",
    "url": "https://example.org/",
    "author": None,
    "published": None,
    "language": "en",
    "added_at": "2026-11-24T10:50:00+00:00",
    "added_by": 7,
    "updated_at": None,
    "updated_by": None,
    "text": "The gnu sang in the hall. It was loud.",
    "earlier": [],
}
YAK = {**GNU, "id": "yak", "title": "The yak", "text": "The yak danced."}

texts = st.text(max_size=60) | st.sampled_from(
    [
        *("", " ", "\n", "\0", "a\0b", "\ud800", "a \udfff", "a:b", "a b", "é", "e\u0301.\r\nTwo."),
        *("x" * 60, "x" * 61, "😀" * 60, "x" * 300, "x" * 301, "x" * 5000, "\u202e*_`|<@1>#"),
        *("server:1", "server:0", f"server:{2**70}", "person:7", "shared", "group:1", "server:٣"),
        *("en", "l" * 41, "javascript:alert(1)", "https://[", "\x1b[2J", "\u200b", "NaN"),
    ]
)
times = st.sampled_from(
    [
        *("2026-11-24T10:50:00+00:00", "2026-11-24", "2026-11-24T10:50:00", "yesterday", ""),
        *("0000-01-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00+00:00"),
        *("9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59.999999+00:00", "2026-W48-2T10:00Z"),
    ]
)
numbers = st.sampled_from([0, 1, -1, True, 2**63 - 1, 2**63, 2**70, 10**30, 1.5, 1e308])
anything = st.recursive(
    st.none() | st.booleans() | numbers | st.floats() | texts | times,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
earlier = st.lists(
    st.fixed_dictionaries({"text": texts | anything, "replaced_at": times | anything}), max_size=3
)
values = {
    "added_at": times,
    "updated_at": st.none() | times,
    "added_by": st.none() | numbers,
    "updated_by": st.none() | numbers,
    "earlier": earlier,
}


@st.composite
def articles(draw: st.DrawFn) -> bytes:
    """An article of an export in which one, two or three things are others."""
    found: dict[str, object] = dict(YAK)
    for _ in range(draw(st.integers(1, 3))):
        key = draw(st.sampled_from([*YAK, "hides", "colour"]))
        if draw(st.integers(0, 9)) == 0:
            found.pop(key, None)
        else:
            found[key] = draw(values.get(key, texts) | anything)
    return json.dumps(found, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


words = st.text(min_size=1, max_size=120)
hours = st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat())
plausible = st.fixed_dictionaries(
    {
        "id": st.from_regex(r"[^\s:]{1,60}", fullmatch=True),
        "title": words,
        "text": words.map("The yak danced. {}".format),
        "source": words,
        "url": st.none() | words,
        "author": st.none() | words,
        "published": st.none() | words,
        "added_at": hours,
        "added_by": st.integers(1, 2**63 - 1),
        "updated_at": st.none() | hours,
        "earlier": st.lists(st.fixed_dictionaries({"text": words, "replaced_at": hours})),
    }
).map(lambda found: json.dumps({**YAK, **found}).encode())


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """An article of an export of which some bytes are others, missing, or there twice."""
    line = json.dumps(YAK).encode()
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(line)))
        end = min(len(line), start + draw(st.integers(0, 20)))
        other = draw(st.binary(max_size=6) | st.just(line[start:end] * 2))
        line = line[:start] + other + line[end:]
    return line


def imported(file: Path, line: bytes) -> tuple[int, str]:
    """Import an article, a line and another article; return the exit code and what was said."""
    whole = [
        json.dumps(GNU).encode(),
        line,
        b"",
        json.dumps({**GNU, "id": "b", "text": "B."}).encode(),
    ]
    file.write_bytes(HEADER + b"\n".join(whole) + b"\n")
    said = StringIO()
    with redirect_stderr(said):
        code = transfer.run(argparse.Namespace(command="import", file=str(file)))
    return code, said.getvalue()


def kept(database: Path) -> list[Stored]:
    if not database.exists():
        return []
    with closing(SqliteStore(database)) as store:
        return list(store.export())


@given(articles() | plausible | mangled() | st.binary(max_size=80))
@example(b"[" * 200_000)
@example(b'{"collection":' + b"[" * 200_000 + b"]" * 200_000 + b"}")
@example(b'{"collection":' + b"9" * 5000 + b"}")
@example(json.dumps(YAK).encode()[:-1] + b', "id": "again"}')
@example(json.dumps({**YAK, "id": "gnu"}).encode())
@example(json.dumps({**YAK, "text": GNU["text"]}).encode())
@example(json.dumps({**YAK, "text": "Cafe\u0301.\r\nShut."}, ensure_ascii=False).encode())
@settings(max_examples=150)
def test_a_line_is_taken_over_and_can_be_used_or_is_named(line: bytes) -> None:
    with TemporaryDirectory() as folder, patch.dict("os.environ", PULLQUOTE_DATA=f"{folder}/data"):
        database = Path(folder) / "data" / "pullquote.db"
        code, said = imported(Path(folder) / "all.jsonl", line)
        if code:
            assert "all.jsonl, line 3: " in said or (b"\n" in line and ", line " in said)
            assert "Nothing was imported." in said
            assert kept(database) == []
            assert all(char.isprintable() or char == "\n" for char in said)
            return
        assert len(kept(database)) >= 2
        with closing(Library.open(SqliteStore(database), seeds=Path(folder))) as library:
            for collection in library.collections():
                check_use(library, collection)
        assert same_elsewhere(database, Path(folder))


def check_use(library: Library, collection_id: CollectionId) -> None:
    """Ask each article of a collection, and make all buttons there are for it."""
    records = library.articles(collection_id, hidden=True)
    check(text_view(list_layout(records, 0, personal=False)))
    for record in records:
        article = library.article(record.id, collection_id)
        assert article.text == unicodedata.normalize("NFC", article.text).replace("\r", "\n")
        shown = (AskButton(record.id), RemoveButton(record.id), UndoButton(record.id))
        check(text_view(show_layout(record, article), *shown, ShowButton(record.id)))
        for answer in answers(library, collection_id, record, article.text):
            check(answer_view(answer_layout(answer, asker=1)))
            for quote in (*answer.quotes, *answer.nearest):
                cited = quote.citation
                assert article.text[quote.start : quote.end] == quote.text
                button = ContextButton.of(cited)
                assert button.template.fullmatch(button.custom_id)
                again = library.context(
                    cited.article_id,
                    cited.start,
                    end=cited.end,
                    revision=cited.revision[:8],
                    collection_id=collection_id,
                )
                assert again.text == quote.text
                check(text_view(context_layout(again)))


def answers(
    library: Library, collection_id: CollectionId, record: Record, text: str
) -> Iterator[Answer]:
    """What an article answers when it is asked about its own first words."""
    try:
        yield library.ask(text[:200], collection_id=collection_id, article_id=record.id)
    except QuestionError:
        return


def check(view: ui.LayoutView) -> None:
    assert check_message({"flags": 1 << 15, "components": view.to_components()}) == []  # type: ignore[no-untyped-call]  # discord.py's


def same_elsewhere(database: Path, folder: Path) -> bool:
    """Export all, import it elsewhere, and tell whether that has the same."""
    file = folder / "again.jsonl"
    with redirect_stderr(StringIO()):
        assert transfer.run(argparse.Namespace(command="export", file=str(file))) == 0
        with patch.dict("os.environ", PULLQUOTE_DATA=f"{folder}/elsewhere"):
            assert transfer.run(argparse.Namespace(command="import", file=str(file))) == 0
    return kept(database) == kept(folder / "elsewhere" / "pullquote.db")
