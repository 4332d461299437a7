"""Office documents and e-books: what their readers see, and what hostile ones do."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from index.errors import ArticleError
from index.ingest.read import read_document
from tests.office import docx, epub, odt, paragraph, pptx, relations, shape, zipped

if TYPE_CHECKING:
    from index.ingest.document import Document

HEADING = '<w:style w:type="paragraph" w:styleId="H{0}"><w:name w:val="heading {0}"/></w:style>'
STYLES = HEADING.format(1) + HEADING.format(2)
LEVEL = (
    '<w:lvl w:ilvl="{0}"><w:start w:val="{3}"/><w:numFmt w:val="{1}"/>'
    '<w:lvlText w:val="{2}"/></w:lvl>'
)
LISTS = (
    '<w:abstractNum w:abstractNumId="0">'
    + LEVEL.format(0, "decimal", "%1.", 7)
    + LEVEL.format(1, "lowerLetter", "(%2)", 1)
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
ITEM = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "'
    + "&a;" * 50
    + '"><!ENTITY c "'
    + "&b;" * 50
    + '"><!ENTITY d "'
    + "&c;" * 50
    + '">]>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY d SYSTEM "file:///etc/passwd">]>'


def read(raw: bytes, name: str = "rules.bin") -> Document:
    return read_document(raw, name=name)


def blocks(found: Document) -> list[tuple[str, int, str, str]]:
    """The pieces of a document: what each is, its level, its label and its text."""
    return [
        (block.kind, block.level, block.label, found.text[block.start : block.end])
        for block in found.blocks
    ]


def workbook(*rows: list[object], title: str = "Items") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# What is read


def test_a_word_document_has_headings_and_the_numbers_that_word_counts() -> None:
    body = paragraph("Rules", '<w:pStyle w:val="H1"/>')
    body += paragraph("Seventh", ITEM.format(0)) + paragraph("Inner", ITEM.format(1))
    body += paragraph("Other", ITEM.format(1)) + paragraph("Eighth", ITEM.format(0))
    body += "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    assert blocks(read(docx(body, styles=STYLES, numbering=LISTS))) == [
        ("heading", 1, "", "Rules"),
        ("item", 1, "7", "7. Seventh"),
        ("item", 2, "a", "(a) Inner"),
        ("item", 2, "b", "(b) Other"),
        ("item", 1, "8", "8. Eighth"),
    ]


def test_a_table_of_word_has_heads_and_a_frame_has_none() -> None:
    cell = "<w:tc>{}</w:tc>"
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    rows = [("Boat", "Night"), ("Dinghy", "5 euros")]
    table = "".join(
        f"<w:tr>{'' if number else head}"
        + "".join(cell.format(paragraph(text)) for text in row)
        + "</w:tr>"
        for number, row in enumerate(rows)
    )
    frame = f"<w:tbl><w:tr>{cell.format(paragraph('Framed words.'))}</w:tr></w:tbl>"
    assert blocks(read(docx(f"<w:tbl>{table}</w:tbl>{frame}"))) == [
        ("head", 0, "", "Boat | Night"),
        ("row", 0, "", "Dinghy | 5 euros"),
        ("paragraph", 0, "", "Framed words."),
    ]


def test_an_opendocument_text_has_headings_lists_and_notes() -> None:
    body = """<text:h text:outline-level="2">Rules</text:h>
      <text:list text:style-name="L"><text:list-item text:start-value="4">
      <text:p>No<text:s text:c="2"/>spam<text:note><text:note-citation>1</text:note-citation
      ><text:note-body><text:p>Nor eggs.</text:p></text:note-body></text:note>.</text:p>
      <text:list><text:list-item><text:p>Inner</text:p></text:list-item></text:list>
      </text:list-item></text:list><table:table><table:table-header-rows><table:table-row>
      <table:table-cell><text:p>Boat</text:p></table:table-cell><table:table-cell><text:p>Night
      </text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row>
      <table:table-cell><text:p>Dinghy</text:p></table:table-cell><table:table-cell><text:p>5
      </text:p></table:table-cell></table:table-row></table:table>"""
    styles = """<text:list-style style:name="L"><text:list-level-style-number text:level="1"
      style:num-format="1" style:num-suffix="."/></text:list-style>"""
    meta = "<dc:title>The rules</dc:title><meta:initial-creator>Ida Moe</meta:initial-creator>"
    found = read(odt(body, styles, meta))
    assert (found.title, found.author) == ("The rules", "Ida Moe")
    assert [(*said, " ".join(text.split())) for *said, text in blocks(found)] == [
        ("heading", 2, "", "Rules"),
        ("item", 1, "4", "4. No spam."),
        ("item", 2, "", "Inner"),
        ("head", 0, "", "Boat | Night"),
        ("row", 0, "", "Dinghy | 5"),
        ("note", 0, "1", "Nor eggs."),
    ]


def test_a_book_is_its_chapters_without_the_imprint() -> None:
    imprint = '<html><body epub:type="imprint"><p>Printed by nobody.</p></body></html>'
    chapter = "<html><body><h1>One</h1><p>A heron <i>lived</i> here.</p></body></html>"
    said = (
        "<dc:title>Tales</dc:title><dc:creator>Ada Brandt</dc:creator><dc:language>en</dc:language>"
    )
    found = read(epub(imprint, chapter, said=said))
    assert found.text == "One\n\nA heron lived here."
    assert (found.title, found.author, found.language) == ("Tales", "Ada Brandt", "en")
    assert [one.text for one in found.left_out] == ["Printed by nobody."]


def test_a_slide_is_a_section_and_a_page_with_its_notes() -> None:
    first = shape("Fees", kind="title") + shape("Five euros", kind="body")
    first += f"<p:grpSp>{shape('Grouped words')}</p:grpSp>" + shape("3", kind="sldNum")
    found = read(
        pptx(first, shape("Later", kind="title"), notes=shape("Say it slowly", kind="body"))
    )
    assert blocks(found) == [
        ("page", 0, "1", "Fees\n\nFive euros\n\nGrouped words\n\nSay it slowly"),
        ("heading", 2, "", "Fees"),
        ("item", 1, "", "Five euros"),
        ("paragraph", 0, "", "Grouped words"),
        ("paragraph", 0, "Notes", "Say it slowly"),
        ("page", 0, "2", "Later"),
        ("heading", 2, "", "Later"),
    ]
    assert found.title == "Fees"


def test_a_workbook_is_its_rows_with_heads_and_no_hidden_sheet() -> None:
    book = workbook(["Item", "Price"], ["Lamp", 40.0], ["Sail", 12.5])
    hidden = book.create_sheet("Secret")
    hidden.append(["hidden"])
    hidden.sheet_state = "hidden"
    found = read(saved(book))
    assert found.text == "Item | Price\nLamp | 40\nSail | 12.5"
    assert [kind for kind, *_ in blocks(found)] == ["head", "row", "row"]
    assert found.warnings == ("1 hidden sheet is left out.",)


def test_values_between_any_delimiter_are_rows_with_heads() -> None:
    for delimiter in ",;\t|":
        rows = f'Item{delimiter}Where\n"Fog lamp"{delimiter}"By the pier{delimiter}\n twice"\n'
        found = read(rows.encode(), name="items.csv")
        assert blocks(found)[0] == ("head", 0, "", "Item | Where")
        assert "Fog lamp | By the pier" in found.text


# What cannot be read


@pytest.mark.parametrize("doctype", [LAUGHS, OUTSIDE])
def test_entities_of_office_documents_are_refused(doctype: str) -> None:
    inside = "<w:p><w:r><w:t>Words &d; here.</w:t></w:r></w:p>"
    document = f'{doctype}<w:document xmlns:w="urn:w"><w:body>{inside}</w:body></w:document>'
    content = f"{doctype}<x>&d;</x>"
    for raw in (
        docx("", parts={"word/document.xml": document}),
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}),
        zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": content}),
        zipped({"ppt/presentation.xml": content}),
    ):
        with pytest.raises(ArticleError, match="is damaged, or made in a way"):
            read(raw)


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml"])
def test_a_document_that_inflates_without_end_is_refused(part: str) -> None:
    with pytest.raises(ArticleError, match=r"grows to more than \d+ MB when it is unpacked"):
        read(docx("", parts={part: b"<a>" + bytes(200_000_000)}))


def test_a_workbook_that_inflates_without_end_is_refused() -> None:
    raw = saved(workbook(["a"]))
    file = io.BytesIO(raw)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings2.xml", bytes(200_000_000))
    with pytest.raises(ArticleError, match=r"grows to 200 MB when it is unpacked"):
        read(file.getvalue())


def test_a_cell_at_the_far_end_of_a_sheet_costs_nothing() -> None:
    book = workbook(["Item", "Price"], ["Lamp", 40])
    sheet = book.active
    assert sheet is not None
    sheet["XFD1048576"] = "far"
    assert read(saved(book)).text == "Item | Price\nLamp | 40"


@pytest.mark.parametrize("tag", ["w:p", "w:tbl><w:tr><w:tc", "w:sdt><w:sdtContent"])
def test_nesting_without_end_is_refused_or_read(tag: str) -> None:
    ends = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    for depth in (200, 50_000):
        body = f"<{tag}>" * depth + paragraph("Inner words.") + ends * depth
        try:
            assert read(docx(paragraph("Outer.") + body)).text.startswith("Outer.")
        except ArticleError as error:
            assert "is damaged" in str(error)  # noqa: PT017 - either is right


def test_a_file_in_a_document_cannot_lead_out_of_it() -> None:
    """The parts of a document are looked up by name in its archive, wherever they point to."""
    leads_out = (
        relations(styles="../../../../etc/passwd")
        .replace("</", '<Relationship Id="b" Type="x/numbering" TargetMode="External" ', 1)
        .replace("Relationships>", 'Target="http://127.0.0.1:1/x"/></Relationships>')
    )
    outside = {"word/_rels/document.xml.rels": leads_out}
    assert read(docx(paragraph("Words."), parts=outside)).text == "Words."


@pytest.mark.parametrize(
    "raw",
    [
        docx("")[:-30],
        zipped({"word/document.xml": "<a"}),
        zipped({"mimetype": "application/epub+zip"}),
        zipped({"xl/workbook.xml": "<a/>"}),
        zipped({"ppt/presentation.xml": "<a/>"}),
    ],
)
def test_broken_documents_are_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(ArticleError, match=r"is damaged|is empty"):
        read(raw)


def test_macros_are_not_read() -> None:
    raw = docx(paragraph("Words."), parts={"word/vbaProject.bin": b"\xd0\xcf Sub AutoOpen"})
    assert read(raw, name="a.docm").text == "Words."
