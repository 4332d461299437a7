"""Files that are made to keep a bot busy."""

from __future__ import annotations

import io

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject


def slow_pdf(number: int, lines: int = 45_000) -> bytes:
    """Return a PDF of 50 kB whose ten pages have so many words each, one beside the other."""
    writer = PdfWriter()
    for page_number in range(10):
        page = writer.add_blank_page(200, 200)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        says = f"BT /F1 9 Tf 10 100 Td (Heron {number} stood on page {page_number}.) Tj\n"
        content = DecodedStreamObject()
        content.set_data(says.encode() + b"( a) Tj\n" * lines + b"ET\n")
        page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
