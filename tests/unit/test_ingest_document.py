"""Any file to a document: kinds by content, limits with their numbers, work apart from the bot."""

from __future__ import annotations

import gzip
import io
import tarfile
import threading
import time
import zipfile
from typing import TYPE_CHECKING

import pytest

from index.errors import ArticleError
from index.ingest import article_from_bytes, article_from_path, article_from_text, isolate
from index.ingest.limits import Limits
from index.ingest.metadata import Overrides
from index.ingest.read import read_document
from index.ingest.sniff import kind_of
from index.library import Library
from index.model import revision_of

if TYPE_CHECKING:
    from pathlib import Path

MARKDOWN = b"# A title\n\nSome *words*."


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "application/epub+zip" if name == "mimetype" else "x" * 50)
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return file.getvalue()


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (zipped("a.txt"), "a ZIP archive; unpack it and give the files in it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "an office document of an old kind"),
        (b"{\\rtf1\\ansi Words}", "an RTF document; save it as DOCX, PDF or as plain text"),
        (b"%!PS-Adobe-3.0\n", "a PostScript file; save it as PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "a picture; give the text itself"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
        (b"GIF89a\x01\x00\x01\x00", "a picture"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a picture"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "a recording; give a transcript as text"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(20), "a recording"),
        (b"ID3\x04\x00\x00", "a recording"),
        (gzip.compress(b"words", mtime=0), "an archive; unpack it and give the files in it"),
        (tarred(), "an archive"),
        (b"\x7fELF\x02\x01\x01\x00", "a program; give an article"),
        (b"MZ\x90\x00\x03\x00", "a program"),
        (b"SQLite format 3\x00", "a database"),
        (b"wOF2\x00\x01\x00\x00", "a font"),
    ],
)
@pytest.mark.parametrize("name", ["report.pdf", "report.txt", "report"])
def test_other_files_are_known_for_what_they_are(raw: bytes, what: str, name: str) -> None:
    with pytest.raises(ArticleError) as caught:
        read_document(raw, name=name)
    assert str(caught.value).startswith(f"{name} is {what}")


@pytest.mark.parametrize("text", ["MZ Wallace makes bags.", "BM is a sign.", "ID3 tags.", "RIFF"])
def test_words_that_begin_as_other_files_do_are_words(text: str) -> None:
    assert read_document(text.encode(), name="a.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_ten_megabytes_on_one_line_are_refused_with_the_number(encoding: str) -> None:
    characters = 9_900_000 if encoding == "utf-8" else 4_900_000
    raw = ("x" * characters).encode(encoding)
    says = f"has {characters:,} characters of text; an article may have 2,000,000. Split it"
    with pytest.raises(ArticleError, match=says):
        read_document(raw, name="a.txt")


def test_two_megabytes_on_one_line_are_read() -> None:
    text = "word " * 400_000
    for name in ("a.txt", "a.md", "a.html"):
        assert len(read_document(text.encode(), name=name).text) >= len(text) - 1


def test_a_file_that_is_too_large_says_how_large() -> None:
    with pytest.raises(ArticleError, match=r"a\.txt has 10\.1 MB; an article may have 10 MB"):
        read_document(bytes(10_000_001), name="a.txt")


def test_accents_without_end_do_not_hold_up_the_bot() -> None:
    started = time.monotonic()
    for text in ("e" + "\u0301\u0316" * 500_000, "x" * 99 + "\u0301" * 300):
        with pytest.raises(ArticleError, match="more than 200 accents on one letter"):
            article_from_text(text)
    article_from_text("e" + "\u0301\u0316" * 100)
    assert time.monotonic() - started < 5


def test_empty_files_of_every_kind_say_so() -> None:
    for name in ("a.txt", "a.md", "a.html"):
        for raw in (b"", b" \n\n ", b"\xef\xbb\xbf"):
            with pytest.raises(ArticleError, match=r"is empty|has no text"):
                read_document(raw, name=name)


# Pasted and uploaded


def test_a_pasted_text_is_kept_as_it_is() -> None:
    article = article_from_text("A *title*\r\n\r\n@everyone \u202egnol <@1> cafe\u0301 \ud800 \0.")
    assert article.text == "A *title*\n\n@everyone \u202egnol <@1> café \ufffd \ufffd."
    assert (article.title, article.source) == ("A title", "pasted text")
    assert article.id == revision_of(article.text)[:8]


def test_what_people_say_goes_before_what_the_document_says() -> None:
    raw = b"---\ntitle: Its own\nauthor: Itself\ndate: 2020-01-01\n---\nWords."
    said = Overrides(title="Mine\nown", language="pt_BR", published="2024-03-02T10:00Z")
    article = article_from_bytes(raw, name="a.md", overrides=said)
    assert (article.title, article.author, article.source) == ("Mine own", "Itself", "a.md")
    assert (article.language, article.published) == ("pt-BR", "2024-03-02")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (Overrides(url="javascript:alert(1)"), "has to begin with https:// or http://"),
        (Overrides(url="example.org"), "has to begin with https:// or http://"),
        (Overrides(language="Portuguese!"), "is a code such as en, de or pt-BR"),
        (Overrides(language="en" + "-abcdefgh" * 4), "is a code such as en, de or pt-BR"),
    ],
)
def test_a_link_and_a_language_have_to_be_such(said: Overrides, says: str) -> None:
    with pytest.raises(ArticleError, match=says):
        article_from_text("Words.", overrides=said)


def test_a_very_long_name_of_a_file_keeps_its_ending_and_is_one_line() -> None:
    article = article_from_bytes(MARKDOWN, name="a\n" + "b" * 230 + ".md")
    assert article.text == "A title\n\nSome words."
    assert "\n" not in article.source


def test_the_metadata_beside_any_file_counts(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(MARKDOWN)
    (tmp_path / "a.toml").write_text('id = "mine"\npublisher = "Us"', encoding="utf-8")
    article = article_from_path(tmp_path / "a.md", overrides=Overrides(author="Me"))
    assert (article.id, article.title) == ("mine", "A title")
    assert (article.source, article.author) == ("Us", "Me")


# Work apart


def test_what_takes_too_long_is_given_up_and_the_next_file_is_read() -> None:
    isolate.close_workers()
    with pytest.raises(ArticleError, match=r"a\.md takes longer than 0\.001 seconds to read"):
        read_document(MARKDOWN, name="a.md", limits=Limits(parse_seconds=0.001))
    assert read_document(MARKDOWN, name="a.md").title == "A title"


def test_what_takes_too_much_memory_is_refused_and_the_next_file_is_read() -> None:
    big = b"<p>word</p>" * 800_000
    with pytest.raises(ArticleError, match=r"a\.html (needs more memory|is damaged)"):
        read_document(big, name="a.html", limits=Limits(parse_bytes=300_000_000))
    assert read_document(MARKDOWN, name="a.md").title == "A title"


def test_a_worker_that_dies_is_replaced() -> None:
    read_document(MARKDOWN, name="a.md")
    (worker, *_) = isolate._shared._idle
    worker.end()
    assert read_document(MARKDOWN, name="a.md").title == "A title"


def test_files_are_read_by_several_threads_at_once() -> None:
    texts: dict[int, str] = {}

    def read(number: int) -> None:
        texts[number] = read_document(f"Text *{number}*.".encode(), name="a.md").text

    threads = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {number: f"Text {number}." for number in range(6)}
    assert len(isolate._shared._idle) <= 2


# What strangers' files may take


def test_no_text_holds_up_what_else_the_bot_does() -> None:
    """One call of a regular expression over ten million characters once took seven seconds."""
    raw = (("“" * 200 + " ") * 16_000).encode()
    article_from_bytes(b"# The worker\n\nIt starts.", name="a.md")

    def read() -> None:
        with pytest.raises(ArticleError):
            read_document(raw, name="a.txt")

    reader = threading.Thread(target=read)
    longest, last = 0.0, time.monotonic()
    reader.start()
    while reader.is_alive():
        time.sleep(0.001)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    assert longest < 2


@pytest.mark.parametrize(
    "raw",
    [
        b"The yak of Orla lives in a barn.\n" * 10_000,
        "Le café brûlé fut fermé après l'été.".encode("latin-1"),  # to be guessed
    ],
)
def test_long_texts_and_unknown_encodings_are_decoded_by_the_worker(raw: bytes) -> None:
    with pytest.raises(ArticleError, match=r"takes longer than 1e-06 seconds"):
        read_document(raw, name="a.txt", limits=Limits(parse_seconds=1e-06))
    assert read_document(raw, name="a.txt").text


def test_the_articles_that_ship_need_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.ingest.read.in_worker", None)
    assert Library.open().articles()


@pytest.mark.parametrize("end", ["\r\n", "e\u0301"])
def test_a_text_is_as_long_as_it_is_when_it_is_kept(end: str) -> None:
    limits = Limits(article_characters=1000)
    raw = (("x" * 98 + end) * 10).encode()
    assert len(read_document(raw, name="a.txt", limits=limits).text) <= 1000
    with pytest.raises(ArticleError, match="characters of text; an article may have 1,000"):
        read_document(raw * 2, name="a.txt", limits=limits)


def test_comments_before_a_page_are_read_in_one_way() -> None:
    started = time.thread_time()
    assert kind_of(b"<!---->" * 24 + b"words", name="a") == "text"
    assert kind_of(b"<!---->" * 140 + b"words", name="a") == "text"
    assert kind_of(b"<!-- a --> <!-- b -->\n" * 40 + b"<html>", name="a") == "html"
    assert time.thread_time() - started < 0.5
