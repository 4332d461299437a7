"""PDF: paragraphs from pages, and what people read about files that cannot be read."""

from __future__ import annotations

import io
import zlib
from datetime import UTC, datetime
from typing import Literal

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter

from index.errors import ArticleError
from index.ingest.document import Document, read_document
from index.ingest.layout import reflowed
from index.ingest.limits import Limits

SENTENCE = "The official, who asked not to be named, said that five sites were hit in Iraq."


class Report(FPDF):
    """A report as offices make them, with a running head and page numbers."""

    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(0, 10, f"The Daily Planet | Annual report | {self.page_no()}", new_y="NEXT")
        self.set_x(self.l_margin)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(0, 10, f"Page {self.page_no()}", align="C")


def report(paragraphs: list[str], align: Literal["L", "J"] = "L") -> bytes:
    pdf = Report()
    pdf.set_title("Annual report")
    pdf.set_author("Ann Lee")
    pdf.set_creation_date(datetime(2024, 3, 2, tzinfo=UTC))
    pdf.add_page()
    for paragraph in paragraphs:
        heading = len(paragraph) < 40
        pdf.set_font("Helvetica", size=16 if heading else 11)
        pdf.multi_cell(0, 12 if heading else 6, paragraph, align=align, new_x="LMARGIN")
        pdf.ln(4)
    return bytes(pdf.output())


def read(raw: bytes, limits: Limits = Limits(), name: str = "report.pdf") -> Document:
    return read_document(raw, name=name, limits=limits)


def blank() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def protected(password: str, algorithm: str = "RC4-128") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(report([SENTENCE]))))
    writer.encrypt(password, "owner", algorithm=algorithm)
    return written(writer)


# What is read


@pytest.mark.parametrize("align", ["L", "J"])
def test_paragraphs_are_whole_over_lines_and_pages_without_running_heads(
    align: Literal["L", "J"],
) -> None:
    paragraphs = ["Chapter One"]
    paragraphs += [
        f"This is number {number}. " + SENTENCE * (3 + number % 4) for number in range(24)
    ]
    paragraphs[12] = "Chapter Two"
    found = read(report(paragraphs, align))
    assert found.text.split("\n\n") == paragraphs
    assert (found.title, found.author, found.published) == (
        "Annual report",
        "Ann Lee",
        "2024-03-02",
    )
    assert found.kind == "pdf"


def test_a_pdf_that_only_restricts_printing_is_read() -> None:
    assert read(protected("")).text.endswith("Iraq.\n\nPage 1")


def test_a_pdf_is_known_by_its_content_whatever_its_name() -> None:
    assert read(report([SENTENCE]), name="report.txt").kind == "pdf"
    assert read(b"\r\n\r\n" + report([SENTENCE])).kind == "pdf"


# Lines to paragraphs


def test_words_cut_at_a_line_end_are_whole_again() -> None:
    lines = ["The with-", "drawal of the Franco-", "Prussian army, a well-", "known and COVID-"]
    lines += ["19 related op\u00ad", "eration, was a well-known story."]
    assert reflowed([lines]) == (
        "The withdrawal of the Franco-Prussian army, a well-known and COVID-19 related operation, "
        "was a well-known story."
    )


def test_lists_gaps_and_lines_with_room_end_a_paragraph() -> None:
    full = "This line is as long as the lines of this page happen to be."
    lines = ["A heading", full, full, "and it ends here.", full, "- one", "- two", "", "Apart."]
    assert reflowed([lines]).split("\n\n") == [
        "A heading",
        f"{full} {full} and it ends here.",
        full,
        "- one",
        "- two",
        "Apart.",
    ]


def test_a_sentence_goes_on_over_the_page() -> None:
    pages = [["Some words of a sentence that", "goes on and"], ["on over the page.", "It ends."]]
    assert reflowed(pages) == (
        "Some words of a sentence that goes on and on over the page.\n\nIt ends."
    )


def test_running_heads_need_three_pages_and_may_alternate() -> None:
    pages = [["Left head", f"words {n} a."] for n in "abc"]
    pages += [["Right head", f"words {n} b."] for n in "abc"]
    assert "head" not in reflowed(pages)
    assert reflowed(pages[:2]).count("Left head") == 2


def test_no_pages_and_empty_pages_have_no_text() -> None:
    assert reflowed([]) == reflowed([[], [""]]) == ""


# What cannot be read


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (blank(), "has no text in it, only pictures of pages. Recognise the text first"),
        (protected("secret"), "is protected, perhaps by a password. Save a copy without"),
        (protected("secret", "AES-256"), "is protected, perhaps by a password. Save a copy"),
        (b"%PDF-1.7\n", "is (a )?damaged"),
        (report([SENTENCE])[:600], "is (a )?damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 50, "is (a )?damaged"),
        (b"PK\x03\x04" + bytes(100), "is a ZIP archive; unpack it"),
        (b"Just words.", "is not a PDF, or damaged from its first line on"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why_and_what_to_do(raw: bytes, says: str) -> None:
    with pytest.raises(ArticleError, match=rf"report\.pdf {says}"):
        read(raw)


def test_too_many_pages_and_too_much_text_are_counted() -> None:
    raw = report([SENTENCE * 9] * 30)
    with pytest.raises(ArticleError, match=r"has \d pages; a PDF may have 1\."):
        read(raw, Limits(pdf_pages=1))
    with pytest.raises(ArticleError, match="has more than 3,000 characters of text"):
        read(raw, Limits(article_characters=3000))


def test_a_page_that_inflates_without_end_is_not_read() -> None:
    bomb = zlib.compress(bytes(1_000_000_000), 1)
    raw = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]"
        b"/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
        b"endobj\n4 0 obj<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>"
    )
    with pytest.raises(ArticleError, match=r"damaged|memory"):
        read(raw % (len(bomb), bomb))
