"""Office documents and e-books as programs write them, made by hand from their parts."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_DRAWN = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{_KINDS}"'
)
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_ODT = " ".join(
    f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "text", "table", "style", "meta")
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return parts as a ZIP archive; one called ``mimetype`` is not compressed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, how)
    return file.getvalue()


def relations(**targets: str) -> str:
    """Return the relations of a part, by kind; a digit at the end of a kind is its number."""
    found = "".join(
        f'<Relationship Id="{kind}" Type="{_KINDS}/{kind.rstrip("0123456789")}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{_RELATIONS}">{found}</Relationships>'


def docx(
    body: str,
    *,
    styles: str = "",
    numbering: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Return a Word document with a body, styles and lists, and other parts by their names."""
    return zipped(
        {
            _TYPES: "<Types/>",
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            "word/_rels/document.xml.rels": relations(
                styles="styles.xml", numbering="numbering.xml"
            ),
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
            "word/numbering.xml": f"<w:numbering {_W}>{numbering}</w:numbering>",
            **(parts or {}),
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph of a Word document."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def odt(body: str, styles: str = "", meta: str = "") -> bytes:
    """Return an OpenDocument text."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_ODT}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {_ODT} xmlns:dc='http://purl.org/dc/elements/1.1/'>"
            f"<office:meta>{meta}</office:meta></office:document-meta>",
        }
    )


def epub(*chapters: str, said: str = "") -> bytes:
    """Return an e-book of pages."""
    names = [f"c{number}.xhtml" for number, _ in enumerate(chapters)]
    items = "".join(f'<item id="{name}" href="{name}"/>' for name in names)
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    pages = {f"OEBPS/{name}": page for name, page in zip(names, chapters, strict=True)}
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<a><rootfile full-path="OEBPS/book.opf"/></a>',
            "OEBPS/book.opf": f'<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{said}'
            f"</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
            **pages,
        }
    )


def pptx(*slides: str, notes: str = "") -> bytes:
    """Return a presentation; ``notes`` are those of the first slide."""
    numbers = range(1, len(slides) + 1)
    ids = "".join(f'<p:sldId r:id="slide{number}"/>' for number in numbers)
    targets = {f"slide{number}": f"slides/slide{number}.xml" for number in numbers}
    shapes = {
        f"ppt/slides/slide{number}.xml": f"<p:sld {_DRAWN}><p:cSld><p:spTree>{slide}</p:spTree>"
        "</p:cSld></p:sld>"
        for number, slide in zip(numbers, slides, strict=True)
    }
    return zipped(
        {
            _TYPES: "<Types/>",
            "ppt/presentation.xml": f"<p:presentation {_DRAWN}><p:sldIdLst>{ids}</p:sldIdLst>"
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(**targets),
            "ppt/slides/_rels/slide1.xml.rels": relations(notesSlide="../notesSlides/notes1.xml"),
            "ppt/notesSlides/notes1.xml": f"<p:notes {_DRAWN}><p:cSld><p:spTree>{notes}</p:spTree>"
            "</p:cSld></p:notes>",
            **shapes,
        }
    )


def shape(*texts: str, kind: str | None = None, level: int = 0) -> str:
    """Return a shape of a slide: a placeholder of a kind, or a box of its own."""
    place = "" if kind is None else f'<p:ph type="{kind}"/>'
    lines = "".join(
        f'<a:p><a:pPr lvl="{level}"/><a:r><a:t>{text}</a:t></a:r></a:p>' for text in texts
    )
    return f"<p:sp><p:nvSpPr><p:nvPr>{place}</p:nvPr></p:nvSpPr><p:txBody>{lines}</p:txBody></p:sp>"
