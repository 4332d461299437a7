"""Documents that are several files in a ZIP archive: its parts, within bounds, and their XML."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote

from lxml import etree

from index.errors import ArticleError
from index.ingest.document import Said

if TYPE_CHECKING:
    from lxml.etree import _Element

_LARGEST_PART = 40_000_000
"""Bytes of a part when it is inflated: some twenty million characters of text with markup."""
_LARGEST = 150_000_000
"""Bytes of all parts that are read."""
_PIECE = 1_000_000
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_CORE = "docProps/core.xml"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"


class Archive:
    """The parts of a document; ``name`` is that of the file, for the errors."""

    def __init__(self, raw: bytes, name: str) -> None:
        self._name = name
        self._left = _LARGEST
        try:
            self._file = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self._damaged() from error
        self._names = set(self._file.namelist())

    def __contains__(self, part: str) -> bool:
        """Tell whether there is a part of this name."""
        return part in self._names

    def bytes_of(self, part: str) -> bytes:
        """Return a part, inflated; raise ArticleError when it is too large, missing or damaged."""
        most = min(_LARGEST_PART, self._left)
        found = bytearray()
        try:
            with self._file.open(part) as file:
                while piece := file.read(_PIECE):
                    found += piece
                    if len(found) > most:
                        raise ArticleError(
                            f"{self._name} grows to more than {most // 1_000_000} MB when it is "
                            "unpacked. Split it into several, or give its text as a text file."
                        )
        except KeyError as error:
            raise self._damaged() from error
        except RuntimeError as error:  # what zipfile says of a password
            raise ArticleError(
                f"{self._name} is protected by a password. Save a copy without one and give that."
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise self._damaged() from error
        self._left -= len(found)
        return bytes(found)

    def root_of(self, part: str) -> _Element:
        """Return the XML of a part; raise ArticleError as above, and where it declares entities."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            root = etree.fromstring(self.bytes_of(part), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._damaged() from error
        # Office programs write none, and its entities could be anything, from anywhere.
        if root.getroottree().docinfo.internalDTD is not None:
            raise self._damaged()
        return root

    def root_if_any(self, part: str) -> _Element | None:
        """Return the XML of a part as above; None where there is no such part."""
        return self.root_of(part) if part in self else None

    def relations_of(self, part: str) -> dict[str, tuple[str, str]]:
        """Return what a part of an office document refers to: by id, its kind and its name."""
        folder, _, file = part.rpartition("/")
        root = self.root_if_any(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        found: dict[str, tuple[str, str]] = {}
        for one in () if root is None else root.iter(f"{_RELATIONS}Relationship"):
            kind = (one.get("Type") or "").rpartition("/")[2]
            if one.get("TargetMode") != "External":
                found[one.get("Id") or ""] = (kind, joined(folder, one.get("Target") or ""))
        return found

    def properties(self) -> Said:
        """Return what an office document says of itself, by the fields of a Document.

        Not its language: that is the one of the program it was written with.
        """
        root = self.root_if_any(_CORE)
        if root is None:
            return Said()
        said = {
            "title": root.findtext(f"{_DUBLIN}title"),
            "author": root.findtext(f"{_DUBLIN}creator"),
            "published": root.findtext(f"{_TERMS}created") or root.findtext(f"{_TERMS}modified"),
        }
        return cast("Said", {key: value for key, value in said.items() if value})

    def _damaged(self) -> ArticleError:
        return ArticleError(
            f"{self._name} is damaged, or made in a way that Pullquote cannot read; save it again, "
            "or save it as PDF."
        )


def joined(folder: str, target: str) -> str:
    """Return the name of the part that a part in ``folder`` calls ``target``."""
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
