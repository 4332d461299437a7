"""Whatever bytes come: a document in the promised form, or one sentence that says why not."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.errors import ArticleError, FetchError
from index.ingest.fetch import fetch
from index.ingest.read import read_document
from index.ingest.text import decode

if TYPE_CHECKING:
    from index.ingest.document import Document

STARTS = [b"", b"%PDF-1.4\n", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"---\n"]
NAMES = ["a.txt", "a.md", "a.html", "a.pdf", "a"]
TYPES = [None, "text/html; charset=cp1252", "text/plain; charset=utf-16", "application/pdf", ";"]
PDF = (
    b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj 2 0 obj <</Type/Pages /Kids [3 0 R 2 0 R] "
    b"/Count 9 >> endobj 3 0 obj << /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << >> >> "
    b"endobj 4 0 obj << /Length 44 >> stream BT /F1 24 Tf 100 700 Td (Hello) Tj ET endstream "
    b"endobj xref 0 5 trailer << /Root 1 0 R /Size 5 /Encrypt 3 0 R >> startxref 9 %%EOF"
).split()
HTML = """
<p> </p> <div> </div> <b> </b> <br> <table><tr><td> <pre> <code> </pre> <script> </script> <title>
<!-- --> <!doctype &amp; &#xD800; &#0; < > words some. and, é \u0301 <article> <h1> <ul><li> <svg>
<template> <noscript> <head> <body> <html lang=x> <meta charset=utf-16> <a href=x> </a> <![CDATA[ <?
""".split()
MARKDOWN = [
    *"# > - * _ ` ~ [ ] ( ) ! | \\ < > & 1. --- +++ ``` a: b é é word".split(),
    "\n",
    "    ",
]


def read(raw: bytes, name: str, content_type: str | None = None) -> Document | None:
    """Read bytes; None where they are refused with one sentence or two of words."""
    try:
        found = read_document(raw, name=name, content_type=content_type)
    except ArticleError as error:
        assert re.match(r"\S.*[.]", str(error))  # noqa: PT017 - whether it is raised depends
        return None
    assert found.text.strip()
    assert unicodedata.is_normalized("NFC", found.text)
    assert "\r" not in found.text
    assert "\0" not in found.text
    found.text.encode()
    for line in (found.title, found.author, found.source, found.published):
        assert line is None or (line.strip() and "\n" not in line)
    return found


@given(
    st.sampled_from(STARTS),
    st.binary(max_size=300),
    st.sampled_from(NAMES),
    st.sampled_from(TYPES),
)
def test_any_bytes(start: bytes, rest: bytes, name: str, content_type: str | None) -> None:
    read(start + rest, name, content_type)


@given(st.lists(st.sampled_from(HTML), max_size=60), st.sampled_from(["", " "]))
@example(["<![CDATA[", "words"], "")
def test_any_page(pieces: list[str], between: str) -> None:
    read(between.join(pieces).encode(), "a.html")


@given(st.lists(st.sampled_from(MARKDOWN), max_size=60), st.sampled_from(["", " "]))
def test_any_markdown(pieces: list[str], between: str) -> None:
    read(between.join(pieces).encode(), "a.md")


@given(st.lists(st.sampled_from(PDF), max_size=len(PDF)))
@example(PDF)
def test_any_pdf(pieces: list[bytes]) -> None:
    read(b"%PDF-1.4\n" + b"\n".join(pieces), "a.pdf")


@given(
    st.sampled_from(["", "http://", "https://", "http://a.test", "http://[", "http://a:1", "//"]),
    st.text(st.characters(codec=None), max_size=40),
)
def test_any_link_that_leads_nowhere_has_a_reason(start: str, rest: str) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError

    with pytest.raises(FetchError, match=r"\."):
        fetch(start + rest, resolve=nowhere)


@given(st.text(max_size=200))
def test_a_text_is_kept_but_for_its_form(text: str) -> None:
    if text.strip() and "\0" not in text and not text.startswith(("\ufeff", "{\\rtf", "%")):
        expected = unicodedata.normalize("NFC", re.sub(r"\r\n?", "\n", text))
        assert decode(text.encode(), name="a.txt").text == expected
