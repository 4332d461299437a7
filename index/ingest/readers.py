"""Which module reads which kind of file, and what has to be installed for it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from index.errors import ArticleError

if TYPE_CHECKING:
    from index.ingest.document import Document
    from index.ingest.request import Request
    from index.ingest.sniff import Format

# Each module is imported when it is needed: the libraries behind them are large.
_MODULES: dict[Format, str] = {
    "text": "index.ingest.plain_text",
    "markdown": "index.ingest.markdown",
    "html": "index.ingest.html",
    "pdf": "index.ingest.pdf.reader",
    "docx": "index.ingest.docx.reader",
    "odt": "index.ingest.odt",
    "epub": "index.ingest.epub",
    "pptx": "index.ingest.pptx",
    "xlsx": "index.ingest.xlsx",
    "csv": "index.ingest.delimited",
    "rst": "index.ingest.rst",
    "mediawiki": "index.ingest.mediawiki",
    "subtitles": "index.ingest.subtitles",
    "mail": "index.ingest.mail",
    "chat": "index.ingest.chat",
}
_EXTRA = frozenset({"docutils", "mwparserfromhell", "openpyxl"})
"""Libraries that only the extra ``documents`` brings."""


class Reader(Protocol):
    """Take a file apart; raise ArticleError, or whatever the library behind it raises."""

    def __call__(self, request: Request) -> Document:  # noqa: D102 - see above
        ...


def read(request: Request) -> Document:
    """Return what is in a file, by the reader of its kind.

    Raise ArticleError when it cannot be read, and name the extra where a library for it is missing.
    """
    try:
        reader = cast("Reader", import_module(_MODULES[request.kind]).read)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise ArticleError(
            f"{request.name} can be read only where Pullquote is installed with “documents” "
            "(pip install 'pullquote[documents]'). Ask whoever runs it, or save the file as PDF, "
            "HTML or plain text."
        ) from error
    return reader(request)
