"""Files as people have them, and what they read when one cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import ArticleError
from index.ingest import Limits, article_from_path, article_from_text


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "article.txt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_are_recognized(path: Path, encoding: str) -> None:
    path.write_bytes("Kata’ib ﬁred “rockets”.".encode(encoding))
    assert article_from_path(path).text == "Kata’ib ﬁred “rockets”."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Le café brûlé fut fermé après l'été. La forêt était près du château.\n", "latin-1"),
        ("Café Müller said that five sites were hit. Nothing more was said about it.", "latin-1"),
        ("“Quotes” in a Windows file – it’s common. Nothing else here.", "cp1252"),
        ("Привет мир, это обычный русский текст в старой кодировке. Он длинный.", "cp1251"),
    ],
)
def test_older_encodings_are_read_as_they_were_meant(path: Path, text: str, encoding: str) -> None:
    path.write_bytes(text.encode(encoding))
    assert article_from_path(path).text == text


def test_line_ends_and_composition_are_brought_to_one_form_and_nothing_else(path: Path) -> None:
    path.write_bytes("  One\r\ntwo\rcafe\u0301  \n\n".encode())
    assert article_from_path(path).text == "  One\ntwo\ncafé  \n\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\n ", "is empty"),
        (b"PK\x03\x04\x00\x00\xff\xfe\x00", "is a ZIP archive; unpack it"),
        (b"some\x00text", "null bytes"),
        (bytes(range(128, 256)) * 20 + b"\x00", "not a text file"),
    ],
)
def test_what_is_not_text_is_refused(path: Path, content: bytes, says: str) -> None:
    path.write_bytes(content)
    with pytest.raises(ArticleError, match=says):
        article_from_path(path)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(Limits().article_bytes * 5)
    with pytest.raises(ArticleError, match="has 50 MB; an article may have 10 MB"):
        article_from_path(path)


def test_a_file_without_an_end_is_refused() -> None:
    with pytest.raises(ArticleError, match="an article may have 10 MB"):
        article_from_path(Path("/dev/zero"))


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="There is no file"):
        article_from_path(tmp_path / "nothing.txt")
    with pytest.raises(ArticleError, match="is a folder"):
        article_from_path(tmp_path)


def test_without_metadata_the_text_speaks_for_itself(path: Path) -> None:
    path.write_text("Via The Daily Planet\n\n# A headline\n\nThe text.", encoding="utf-8")
    article = article_from_path(path)
    assert (article.title, article.source) == ("A headline", "The Daily Planet")
    assert article.id == article.revision[:8]


def test_without_a_source_line_the_source_is_the_file(path: Path) -> None:
    path.write_text("Some text.", encoding="utf-8")
    assert article_from_path(path).source == "article.txt"


def test_a_first_line_too_long_for_a_title_is_shortened_at_a_word() -> None:
    assert article_from_text("word " * 100).title == "word " * 23 + "word …"


def test_a_file_that_begins_with_a_paragraph_is_called_as_the_file_is(tmp_path: Path) -> None:
    path = tmp_path / "server_rules-2024.txt"
    path.write_text("Boats over twelve metres need a pilot. " * 9, encoding="utf-8")
    assert article_from_path(path).title == "Server rules 2024"


@pytest.mark.parametrize(
    ("metadata", "says"),
    [
        ('titel = "x"', "has “titel”; the keys are id, title, publisher"),
        ("title = 3", "“title” has to be text"),
        ('title = ""', "“title” has to be text"),
        ("title = ", "is not valid TOML"),
    ],
)
def test_metadata_that_is_wrong_is_named(path: Path, metadata: str, says: str) -> None:
    path.write_text("Some text.", encoding="utf-8")
    path.with_suffix(".toml").write_text(metadata, encoding="utf-8")
    with pytest.raises(ArticleError, match=says):
        article_from_path(path)
