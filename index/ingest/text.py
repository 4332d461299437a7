"""Bytes to text: encodings, line ends, and one form of Unicode."""

from __future__ import annotations

import codecs
import re
import unicodedata

from index.errors import ArticleError
from index.text.unicode import MOST_COMPOSED, MOST_MARKS, pile_of_marks

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
_SMALL = 65_536
"""Most bytes that are decoded where they are. The worst of that size, 200 accents on each letter,
take 16 ms, in which no other thread runs; to ask another process takes 3 ms, and 0.2 s at first."""


def is_small_text(raw: bytes, *, charset: str | None = None) -> bool:
    """Tell whether to `decode` some bytes takes next to no time: few, with nothing to guess."""
    if len(raw) > _SMALL:
        return False
    if codec_of(charset) is not None:
        return True
    try:
        raw.decode(_marked(raw) or "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def decode(raw: bytes, *, name: str, charset: str | None = None, most: int | None = None) -> str:
    """Return bytes as text in NFC with LF line ends, otherwise as it is.

    ``charset`` is what the sender of the bytes says; a byte order mark goes before it, and UTF-8
    where it is unknown. Raise ArticleError, which names ``name``, when it is not text or has more
    than ``most`` characters.
    """
    text = characters(raw, name=name, charset=charset)
    if "\0" in text:
        raise ArticleError(
            f"{name} is not a text file: it holds null bytes. "
            "Give a text, Markdown, HTML or PDF file."
        )
    return normal(text, name=name, most=most)


def normal(text: str, *, name: str, most: int | None = None) -> str:
    """Return text in NFC with LF line ends.

    Raise ArticleError where it has more than ``most`` characters, or too many accents on a letter.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    composable = 1 if text.isascii() else MOST_COMPOSED
    if most is not None and len(text) > composable * most:
        raise too_long(name, len(text), most)
    if (pile := pile_of_marks(text)) is not None:
        raise ArticleError(
            f"{name} has more than {MOST_MARKS} accents on one letter, at character "
            f"{pile:,}; remove them and add it again."
        )
    text = unicodedata.normalize("NFC", text)
    if most is not None and len(text) > most:
        raise too_long(name, len(text), most)
    return text


def too_long(name: str, characters: int, most: int) -> ArticleError:
    """Return the error that says how long a text is, and how long it may be."""
    return ArticleError(
        f"{name} has {characters:,} characters of text; an article may have {most:,}. "
        "Split it into several."
    )


def characters(raw: bytes, *, name: str, charset: str | None = None) -> str:
    """Return bytes as text exactly as they spell it; raise ArticleError when nothing fits."""
    encoding = _marked(raw)
    declared = codec_of(charset)
    if encoding is None and declared is not None:
        return raw.decode(declared, errors="replace")
    try:
        return raw.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return _guess(raw, name)


def _marked(raw: bytes) -> str | None:
    """Return the encoding that a byte order mark names, if there is one."""
    return next((encoding for bom, encoding in _BOMS if raw.startswith(bom)), None)


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
