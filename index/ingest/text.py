"""Bytes to text: encodings, line ends, and one form of Unicode."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import lru_cache

from index.errors import ArticleError

_BOMS = (
    # UTF-32 first: its little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Only names of character sets: Python also decodes "punycode", "unicode_escape" and the like.
_CHARSET = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|iso-?8859-\d{1,2}|(?:windows-|cp)(?:125\d|874|932|949)|koi8-[ru]"
    r"|shift_jis|euc-(?:jp|kr)|iso-2022-(?:jp|kr)|gb2312|gbk|gb18030|big5|tis-620|mac-?roman"
)
# What the web means by these names (the Encoding standard of the WHATWG).
_MEANT = {
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii"), "cp1252"
    ),
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "windows-932": "cp932",
    "windows-949": "cp949",
    "windows-874": "cp874",
    "euc-kr": "cp949",
    "macintosh": "mac-roman",
}
_MOST_MARKS = 200
"""Most combining marks on one letter: putting n of them into order takes Unicode n² steps."""
# What a run of marks looks like: none is a letter, a digit, white space or ASCII. The marks
# themselves take 15 ms to list, and hardly any text needs that.
_PERHAPS_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1}}}")


def decode(raw: bytes, *, name: str, charset: str | None = None) -> str:
    """Return bytes as text in NFC with LF line ends, otherwise as it is.

    ``charset`` is what the sender of the bytes says; a byte order mark and UTF-8 go before it only
    where it is unknown. Raise ArticleError, which names ``name``, when it is not text.
    """
    text = characters(raw, name=name, charset=charset)
    if "\0" in text:
        raise ArticleError(
            f"{name} is not a text file: it holds null bytes. "
            "Give a text, Markdown, HTML or PDF file."
        )
    return normal(text, name=name)


def normal(text: str, *, name: str) -> str:
    """Return text in NFC with LF line ends; raise ArticleError where that would take forever."""
    text = re.sub(r"\r\n?", "\n", text)
    if text.isascii():
        return text
    if _PERHAPS_MARKS.search(text) and (pile := _marks().search(text)):
        raise ArticleError(
            f"{name} has more than {_MOST_MARKS} accents on one letter, at character "
            f"{pile.start():,}; remove them and add it again."
        )
    return unicodedata.normalize("NFC", text)


def characters(raw: bytes, *, name: str, charset: str | None = None) -> str:
    """Return bytes as text exactly as they spell it; raise ArticleError when nothing fits."""
    encoding = next((encoding for bom, encoding in _BOMS if raw.startswith(bom)), None)
    declared = codec_of(charset)
    if encoding is None and declared is not None:
        return raw.decode(declared, errors="replace")
    try:
        return raw.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return _guess(raw, name)


def codec_of(charset: str | None) -> str | None:
    """Return Python's name of a character set, or None if it is unknown."""
    label = (charset or "").strip("\"' ").lower()
    label = _MEANT.get(label, label)
    if not _CHARSET.fullmatch(label):
        return None
    try:
        return codecs.lookup(label).name
    except LookupError:
        return None


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


@lru_cache(maxsize=1)
def _marks() -> re.Pattern[str]:
    """Return a pattern of too many combining marks in a row; all of them are below U+1F000."""
    marks = "".join(char for char in map(chr, range(0x1F000)) if unicodedata.combining(char))
    return re.compile(f"[{marks}]{{{_MOST_MARKS + 1},}}")
