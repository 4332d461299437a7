"""A text file, and the metadata file beside it, to an article."""

from __future__ import annotations

import codecs
import re
import tomllib
import unicodedata
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from index.boilerplate import is_boilerplate, source_line
from index.errors import ArticleError
from index.model import Article, revision_of

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 10_000_000
"""Largest file that is read: some twelve times "War and Peace" would fit in four."""
_LONGEST_TITLE = 120
_BOMS = (
    # UTF-32 first: its little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a metadata file may say of an article; every key is optional."""

    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None
    url: str | None = None


def read_article(path: Path) -> Article:
    """Return the article in a text file, with the metadata of the ``.toml`` file beside it.

    Without metadata the id is made from the text, the title is its first line, and the source is
    what a line such as "Via Financial Times" says, or the file's name. Raise ArticleError when
    the file cannot be read as text, and say why.
    """
    text = read_text(path)
    metadata = read_metadata(path.with_suffix(".toml"))
    via = source_line(text)
    return Article(
        id=metadata.id or revision_of(text)[:8],
        title=metadata.title or _first_line(text) or path.stem,
        text=text,
        source=metadata.publisher or (via[0] if via else path.name),
        url=metadata.url,
        author=metadata.author,
        published=metadata.published,
        language=metadata.language or "en",
    )


def read_text(path: Path) -> str:
    """Return the text of a file in NFC with LF line ends, otherwise as it is."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise ArticleError(f"{path} is a folder; give a text file.")
        if size > MAX_BYTES:
            raise ArticleError(
                f"{path} has {size / 1e6:.0f} MB; an article may have {MAX_BYTES / 1e6:.0f} MB."
            )
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)  # a device has no size, and no end
    except FileNotFoundError:
        raise ArticleError(f"There is no file {path}.") from None
    except OSError as error:
        raise ArticleError(f"{path} cannot be read: {error.strerror}.") from error
    text = decode(raw, name=str(path))
    if not text.strip():
        raise ArticleError(f"{path} is empty; an article needs some text.")
    return text


def decode(raw: bytes, *, name: str) -> str:
    """Return bytes as text in NFC with LF line ends; ``name`` is for the error."""
    text = re.sub(r"\r\n?", "\n", _decode(raw, name))
    return unicodedata.normalize("NFC", text)


def _decode(raw: bytes, name: str) -> str:
    encoding = next((encoding for bom, encoding in _BOMS if raw.startswith(bom)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = _guess(raw, name)
    if "\0" in text:
        raise ArticleError(f"{name} is not a text file: it holds null bytes.")
    return text


def _guess(raw: bytes, name: str) -> str:
    """Return text in an encoding that nothing names: Windows' Western one wherever it is plausible.

    Several 8-bit encodings decode the same bytes without a complaint ("été" is "été" in two and
    "brûlé" is "brűlé" in one of them); among those that are equally plausible, cp1252 is by far
    the most common.
    """
    # Imported here because nearly every file is UTF-8.
    from charset_normalizer import from_bytes  # noqa: PLC0415 - late on purpose, see above

    matches = [] if b"\0" in raw else list(from_bytes(raw))
    if not matches:
        raise ArticleError(f"{name} is not a text file that can be read; save it as UTF-8 text.")
    least = min(match.chaos for match in matches)
    plausible = [match for match in matches if match.chaos <= least]
    western = (match for match in plausible if "cp1252" in match.could_be_from_charset)
    return str(next(western, matches[0]))


def read_metadata(path: Path) -> Metadata:
    """Return the metadata in a TOML file; all of it is unknown where there is no such file."""
    try:
        raw = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Metadata()
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{path} cannot be read: {error}.") from error
    try:
        found = tomllib.loads(raw)
    except tomllib.TOMLDecodeError as error:
        raise ArticleError(f"{path} is not valid TOML: {error}.") from error
    allowed = [field.name for field in fields(Metadata)]
    for key, value in found.items():
        if key not in allowed:
            raise ArticleError(f"{path} has “{key}”; the keys are {', '.join(allowed)}.")
        if not isinstance(value, str) or not value.strip():
            raise ArticleError(f"{path}: “{key}” has to be text in quotation marks, not empty.")
    return Metadata(**found)


def _first_line(text: str) -> str | None:
    via = source_line(text)
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        bare = re.sub(r"^\s*#+\s*", "", line).strip()
        if bare and not is_boilerplate(line) and (via is None or start != via[1]):
            if len(bare) <= _LONGEST_TITLE:
                return bare
            return bare[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return None
