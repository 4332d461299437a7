"""Decode bytes where nothing, or not enough, says how they are encoded.

UTF-8 with a few bytes that are none stays UTF-8: a line that was pasted from an old program does
not make the rest of a file another language. What else is not UTF-8 is guessed, and is said to be.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from index.errors import ArticleError

_BOMS = (
    # UTF-32 first: its little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LETTERS_A_STRAY_BYTE = 4
"""Letters in UTF-8 beyond ASCII that there have to be for each byte that is not UTF-8. Two bytes of
Chinese in GBK are a letter of UTF-8 by accident one time in seven, those of other encodings less
often."""
_SAMPLE = 100_000
"""Bytes that are looked at for a guess: of the lines that are not ASCII, which alone tell."""
_UNSURE = 0.1
"""A guess below this is worth less than that Windows' Western encoding is the most common one."""
_FIRST_OF_SEVERAL = 0xC2
"""Smallest byte that begins a letter of several in UTF-8."""
_ASCII = bytes(range(128))
# Encodings in which people have texts; a library that knows seventy more finds one in any bytes.
_COMMON = """
    utf-8 utf-16-le utf-16-be gb18030 big5hkscs cp932 euc-jp iso-2022-jp cp949
    iso-2022-kr cp874 tis-620 koi8-r koi8-u cp866 cp437 cp850 cp852 mac-roman mac-cyrillic
    windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256
    windows-1257 windows-1258 iso-8859-1 iso-8859-2 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8
    iso-8859-9 iso-8859-13 iso-8859-15 iso-8859-16
""".split()
# Only names of character sets: Python also decodes "punycode", "unicode_escape" and the like.
_CHARSET = re.compile(
    r"utf-?8|utf-?16(?:-?[lb]e)?|iso-?8859-\d{1,2}|(?:windows-|cp|ibm)(?:125\d|874|932|949|866|437"
    r"|85\d)|koi8-[ru]|shift_jis|euc-(?:jp|kr)|iso-2022-(?:jp|kr)|gb2312|gbk|gb18030|big5(?:hkscs)?"
    r"|big5-hkscs|tis-620|mac-?(?:roman|cyrillic)"
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
    "tis-620": "cp874",
    "euc-kr": "cp949",
    "macintosh": "mac-roman",
    "macroman": "mac-roman",
    "maccyrillic": "mac-cyrillic",
}
_SHOWN = re.compile(r"^cp(?=125\d$|874$)")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters of a file, and what their reader should know of how they were found."""

    text: str
    warning: str | None = None


def decoded(raw: bytes, *, name: str, charset: str | None = None) -> Decoded:
    """Return bytes as the text that they most likely are; raise ArticleError if they are no text.

    ``charset`` is what the sender of the bytes says; a byte order mark goes before it, and so do
    the bytes where it is UTF-8 and they are not. ``name`` is for the error. The time is linear.
    """
    marked = next((encoding for bom, encoding in _BOMS if raw.startswith(bom)), None)
    declared = marked or codec_of(charset)
    if declared not in {None, "utf-8", "utf-8-sig"}:
        return Decoded(raw.decode(declared, errors="replace"))
    if marked:
        raw = raw.removeprefix(codecs.BOM_UTF8)
    escaped = b"\x1b$" in raw[:_SAMPLE] or _is_utf16(raw)
    if not escaped:
        try:
            return Decoded(raw.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    if not escaped and (stray := _stray_bytes(raw)) is not None:
        return Decoded(raw.decode("utf-8", errors=_REPAIR), _strays(stray))
    encoding = _guess(raw)
    if encoding is None:
        raise ArticleError(f"{name} is not a text file that can be read; save it as UTF-8 text.")
    shown = _SHOWN.sub("windows-", encoding)
    return Decoded(
        raw.decode(encoding, errors="replace"),
        f"The file does not say how its letters are encoded; {shown} is a guess. "
        "If letters are wrong, save the file as UTF-8 and add it again.",
    )


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


def _stray_bytes(raw: bytes) -> int | None:
    """Return how many bytes of a text in UTF-8 are none; None where it is not UTF-8 at all."""
    valid = raw.decode("utf-8", errors="ignore")
    stray = len(raw) - len(valid.encode())
    letters = len(valid) - len(valid.encode("ascii", errors="ignore"))
    return stray if letters >= _LETTERS_A_STRAY_BYTE * stray else None


def _strays(count: int) -> str:
    what = "One byte is" if count == 1 else f"{count:,} bytes are"
    return f"{what} not UTF-8, as the rest of the file is; what they stand for is a guess."


def _guess(raw: bytes) -> str | None:
    if b"\0" in raw and not _is_utf16(raw):
        return None
    # Imported here because nearly every file is UTF-8.
    import chardet  # noqa: PLC0415 - late on purpose, see above

    sample = _telling(raw)
    found = chardet.detect(
        sample,
        max_bytes=len(sample) or 1,
        include_encodings=_COMMON,
        no_match_encoding="windows-1252",
    )
    encoding = found["encoding"]
    if encoding is None or b"\0" in raw:
        return encoding
    sure = found["confidence"] >= _UNSURE or _is_wide(encoding)
    return codec_of(encoding) if sure else "cp1252"


def _telling(raw: bytes) -> bytes:
    """Return the first lines of a file that are not all ASCII, as far as they are needed."""
    if b"\0" in raw or b"\x1b" in raw[:_SAMPLE]:
        return raw[:_SAMPLE]  # of UTF-16, or with escapes that say what the bytes after them mean
    found = bytearray()
    for line in raw.split(b"\n"):
        if line.translate(None, _ASCII):
            found += line[: _SAMPLE - len(found)] + b"\n"
            if len(found) >= _SAMPLE:
                break
    return bytes(found)


def _is_utf16(raw: bytes) -> bool:
    """Tell whether every other byte is zero so often that this is UTF-16 without a mark."""
    head = raw[:_SAMPLE]
    for first in (0, 1):
        zeros = head[first::2].count(0)
        if zeros > 0.4 * len(head) / 2 and head[1 - first :: 2].count(0) == 0:
            return len(raw) % 2 == 0
    return False


def _is_wide(encoding: str) -> bool:
    """Tell whether an encoding is one of those that hardly any other text decodes in."""
    return encoding.lower().startswith(("utf", "gb", "big5", "euc", "iso-2022", "cp949", "cp932"))


def _repaired(error: UnicodeError) -> tuple[str, int]:
    """Return what a byte that is not UTF-8 means in windows-1252, whose bytes are the usual ones.

    The beginning of a letter whose end is missing becomes a replacement character.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    is_cut = error.end == len(error.object) and broken[0] >= _FIRST_OF_SEVERAL
    if len(broken) > 1 or is_cut:
        return "\ufffd", error.end
    return broken.decode("cp1252", errors="replace"), error.end


_REPAIR = "pullquote.windows-1252"
codecs.register_error(_REPAIR, _repaired)
