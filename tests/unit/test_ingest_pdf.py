"""PDF: paragraphs from pages, and what people read about files that cannot be read."""

from __future__ import annotations

import io
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter

from index.errors import ArticleError
from index.ingest.limits import Limits
from index.ingest.read import read_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.ingest.document import Document

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
    assert read(protected("")).text.endswith("hit in Iraq.")


def test_a_pdf_is_known_by_its_content_whatever_its_name() -> None:
    assert read(report([SENTENCE]), name="report.txt").kind == "pdf"
    assert read(b"\r\n\r\n" + report([SENTENCE])).kind == "pdf"


# What is laid out on pages

Line = tuple[float, float, str]
"""A line of a page: points from the left and from above, and its words."""


def laid_out(
    *pages: Sequence[Line], size: float = 11, sizes: dict[str, float] | None = None
) -> bytes:
    """A PDF with lines where they are put; ``sizes`` names lines of another size."""
    pdf = FPDF(unit="pt", format=(500, 700))
    for page in pages:
        pdf.add_page()
        for x, y, text in page:
            own = (sizes or {}).get(text, size)
            pdf.set_font("Helvetica", "B" if text.startswith("\t") else "", own)
            pdf.text(x, y, text.strip("\t"))
    return bytes(pdf.output())


def column(x: float, y: float, *texts: str, step: float = 14) -> list[Line]:
    return [(x, y + step * number, text) for number, text in enumerate(texts)]


def blocks(raw: bytes) -> list[tuple[str, int, str]]:
    """The pieces of a PDF: what each is, its level, and its text."""
    found = read(raw)
    return [
        (block.kind, block.level, found.text[block.start : block.end])
        for block in found.blocks
        if block.kind != "page"
    ]


def texts(raw: bytes) -> list[str]:
    return [text for _, _, text in blocks(raw)]


LEFT = (
    "Every skipper who wants to stay over",
    "night has to tell the office. The gate is",
    "shut then. Dogs swim.",
)
RIGHT = (
    "The club meets on Sunday to drink tea",
    "and to sing. Ida Brandt has led it since",
    "2019, and nobody else wants to do so.",
)


def test_columns_are_read_one_after_another_however_the_file_writes_them() -> None:
    by_column = column(40, 60, *LEFT) + column(260, 60, *RIGHT)
    pairs = zip(column(40, 60, *LEFT), column(260, 60, *RIGHT), strict=True)
    by_line = [line for pair in pairs for line in pair]
    for page in (by_column, by_line):
        assert texts(laid_out(page)) == [" ".join(LEFT), " ".join(RIGHT)]


def test_words_cut_at_a_line_end_are_whole_again() -> None:
    lines = ["The harbour commission spoke about the inter-", "national pier and about the well-"]
    lines += ["known gate; the international pier is a well-known story."]
    (text,) = texts(laid_out(column(40, 60, *lines)))
    assert text == (
        "The harbour commission spoke about the international pier and about the well-known gate; "
        "the international pier is a well-known story."
    )


def test_a_sentence_goes_on_over_the_page_and_its_footnotes() -> None:
    note = ("1 It dates from 1871 and was repaired.", "Nobody knows by whom.")
    first = column(40, 60, "The council approved the pier in May,", "after the old one, which was")
    first += column(40, 650, *note, step=9)
    second = column(40, 60, "built of oak, fell.1 The sum is large.")
    text, below = blocks(laid_out(first, second, sizes=dict.fromkeys(note, 8)))
    assert text[2] == (
        "The council approved the pier in May, after the old one, which was built of oak, fell. "
        "The sum is large."
    )
    assert below == ("note", 0, "It dates from 1871 and was repaired. Nobody knows by whom.")


def test_pages_are_marked_also_where_a_sentence_goes_on() -> None:
    found = read(laid_out(column(40, 60, "It was built"), column(40, 60, "of oak. It fell.")))
    pages = {
        block.label: found.text[block.start : block.end]
        for block in found.blocks
        if block.kind == "page"
    }
    assert pages == {"1": "It was built ", "2": "of oak. It fell."}


def test_larger_and_bold_lines_are_headings_of_their_level() -> None:
    page = [
        (40, 50, "Harbour handbook"),
        (40, 90, "Moorings"),
        (40, 120, "Boats need a pilot here."),
    ]
    page += [(40, 150, "\tAt night"), (40, 180, "The gate is shut at night.")]
    raw = laid_out(page, sizes={"Harbour handbook": 22, "Moorings": 16})
    assert [(kind, level, text) for kind, level, text in blocks(raw) if kind == "heading"] == [
        ("heading", 1, "Harbour handbook"),
        ("heading", 2, "Moorings"),
        ("heading", 3, "At night"),
    ]
    assert read(raw).title == "Harbour handbook"


def test_bullets_and_numbers_begin_items() -> None:
    lines = ["Bring these:", "- Ropes and", "- Sails", "1. Be kind to", "2. No spam"]
    assert blocks(laid_out(column(40, 60, *lines)))[1:] == [
        ("item", 1, "Ropes and"),
        ("item", 1, "Sails"),
        ("item", 1, "1. Be kind to"),
        ("item", 1, "2. No spam"),
    ]


def test_a_table_is_rows_with_the_heads_of_its_columns() -> None:
    rows = [("Boat", "Night", "Week"), ("Dinghy", "5", "30"), ("Yacht", "40", "250")]
    page = [(40, 60, "These are the fees of the harbour.")]
    page += [
        (40 + 120 * at, 100 + 14 * y, cell)
        for y, row in enumerate(rows)
        for at, cell in enumerate(row)
    ]
    assert blocks(laid_out(page))[1:] == [
        ("head", 0, "Boat | Night | Week"),
        ("row", 0, "Dinghy | 5 | 30"),
        ("row", 0, "Yacht | 40 | 250"),
    ]


def test_lines_of_contents_are_left_out_and_counted() -> None:
    page = [(40, 60 + 14 * n, f"Chapter {n} . . . . . . . . . . . . {3 * n}") for n in range(1, 6)]
    found = read(laid_out([*page, (40, 300, "The text begins on the next page.")]))
    assert found.text == "The text begins on the next page."
    said = [(one.text, one.why) for one in found.left_out]
    assert said == [(f"Chapter {n}", "table of contents") for n in range(1, 6)]


def test_running_heads_need_three_pages_and_numbers_that_count_them() -> None:
    def pages(count: int, head: str) -> list[list[Line]]:
        body = [column(40, 100, f"The {word} page says {word} things.") for word in NUMBERS[:count]]
        return [[(40, 40, head.format(5 + n)), *page] for n, page in enumerate(body)]

    assert "Head" not in read(laid_out(*pages(4, "Head | {}"))).text
    assert read(laid_out(*pages(2, "Head"))).text.count("Head") == 2
    rules = [[(40, 40, f"Rule {n}: be kind."), *column(40, 100, "Or else.")] for n in (7, 3, 9, 1)]
    assert "Rule 9: be kind." in read(laid_out(*rules)).text


NUMBERS = ["first", "second", "third", "fourth"]


def test_no_last_line_is_lost_that_looks_like_that_of_another_page() -> None:
    pages = [
        [*column(40, 60, f"Text {n} of it."), (40, 660, f"Room {100 * n} is shut.")]
        for n in (3, 1, 2)
    ]
    text = read(laid_out(*pages)).text
    assert all(f"Room {n} is shut." in text for n in (100, 200, 300))


def test_letters_that_make_no_words_are_refused_with_advice() -> None:
    shifted = "".join(chr((ord(c) - 94) % 26 + 97) if c.islower() else c for c in SENTENCE)
    with pytest.raises(ArticleError, match=r"do not say which letters they show.*\(OCR\)"):
        read(report([shifted] * 5))


# What cannot be read


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (blank(), "has no text in it, only pictures of pages. Recognize the text first"),
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
