"""What documents say of themselves, and which of it is believed."""

from __future__ import annotations

import pytest

from index.ingest.language import is_nonsense, language_of
from index.ingest.read import read_document
from index.ingest.said import author_said, date_said, title_of_name, title_said


@pytest.mark.parametrize(
    ("said", "believed"),
    [
        ("10811.exe", None),
        ("C:\\docs\\report.doc", None),
        ("Microsoft Word - Rules.docx", None),
        ("untitled", None),
        ("PowerPoint Presentation", None),
        ("A word of it. " * 30, None),
        ("**Rules** of <b>x</b>", "Rules of x"),
        ("[Guide](https://x.test) {#id}", "Guide"),
        ("1984", "1984"),
        ("snake_case guide", "snake_case guide"),
        ("Node.js in practice", "Node.js in practice"),
    ],
)
def test_titles(said: str, believed: str | None) -> None:
    assert title_said(said) == believed


@pytest.mark.parametrize(
    ("said", "believed"),
    [
        ("W:CAR:MP", None),
        ("Home; About; Contact", None),
        ("Microsoft Office User", None),
        ("python-docx", None),
        ("ida@example.org", None),
        ("By Ida Moe", "Ida Moe"),
        ("Ida Moe March 3", "Ida Moe"),
        ("Ida Moe, 3 March 2024", "Ida Moe"),
        ("Ida Moe <ida@example.org>", "Ida Moe"),
        ("Ida Moe; Per Lund; Ida Moe", "Ida Moe; Per Lund"),
        ("Smith, J. D.; Doe, Jane", "Smith, J. D.; Doe, Jane"),
        ("Fredric March", "Fredric March"),
        ("May Brown", "May Brown"),
    ],
)
def test_authors(said: str, believed: str | None) -> None:
    assert author_said(said) == believed


@pytest.mark.parametrize(
    ("said", "believed"),
    [
        ("0000-01-01", None),
        ("0001-01-01T00:00:00", None),
        ("1970-01-01", None),
        ("9999-12-31", None),
        ("yesterday", None),
        ("2024-13-45", "2024"),
        ("2024-3-4", "2024-03-04"),
        ("2024-03-04T10:00:00Z", "2024-03-04"),
        ("1871", "1871"),
        ("March 2024", "March 2024"),
    ],
)
def test_dates(said: str, believed: str | None) -> None:
    assert date_said(said) == believed


def test_names_of_files_say_something_without_their_ending() -> None:
    assert title_of_name("server_rules-2024.md") == "Server rules 2024"
    assert title_of_name("a/b\\c.txt") is None
    assert title_of_name("10811.pdf") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Boats over twelve metres need a pilot.", "en"),
        ("Der Hafenmeister wird jedes Jahr gewählt.", "de"),
        ("港口六点关闭。船只在码头等候，船长们喝茶。", "zh"),
        ("1 2 3", None),
        ("Lamp", None),
    ],
)
def test_a_language_is_read_off_the_text_where_it_tells(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_what_the_document_says_of_its_language_goes_before_the_text() -> None:
    raw = b"<html lang=nl><body><p>Boats over twelve metres need a pilot.</p></body></html>"
    assert read_document(raw, name="a.html").language == "nl"
    unsaid = raw.replace(b"lang=nl", b"lang=und")
    assert read_document(unsaid, name="a.html").language == "en"


def test_a_table_of_prices_is_no_nonsense() -> None:
    assert not is_nonsense("\n".join(f"Item {n} | {n * 7}.50 | {n} pcs" for n in range(300)))
    assert not is_nonsense("Words that anybody can read make sense of some kind." * 20)
    assert is_nonsense("Wkh jdwh lv vkxw wkhq dqg wkh jxdug jrhv krph. " * 20)
