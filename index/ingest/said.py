"""What a document says of itself, as far as it can be believed: titles, authors, dates, languages.

Programs write names of files into titles, their own into authors, and dates that never were; pages
put menus and months beside a name. What is not a name or a date is left out.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import PurePosixPath

_ENDING = (
    r"docx?|dotx?|odt|rtf|tex|dvi|indd|pdf|pptx?|xlsx?|ods|odp|pages|html?|md|markdown|txt|rst|epub"
    r"|exe|qxd|qxp|pmd|fm|book|p65|cdr|ai|eps|ps|tif|png|jpe?g|wpd|sam|cgi|php|aspx?|tmp|csv|eml"
)
_FILE_NAME = re.compile(rf"(?i)(?:.*[\\/])?[^\\/]{{1,120}}\.(?:{_ENDING})")
_PROGRAM_TITLE = re.compile(
    r"(?i)microsoft (?:word|powerpoint|excel) - .*|untitled.*|document ?\d*|dokument ?\d*|doc\d*"
    r"|(?:power ?point )?presentation ?\d*|präsentation ?\d*|slide ?\d+|folie ?\d+|sheet ?\d+"
    r"|mappe ?\d*|book ?\d+|new document.*|no title|none|null|title|titel|unbenannt.*"
    r"|sans titre.*|n/?a|-+|print"
    r"|\(anonymous\)|anonymous|layout ?\d+|\W*|\d{5,}|(?:https?|file)://\S+|word document|template"
)
_MARKUP = (
    (re.compile(r"<[a-zA-Z/][^<>]{0,200}>"), ""),
    (re.compile(r"!?\[([^\[\]]{1,200})\]\([^()\s]{0,300}\)"), r"\1"),
    (re.compile(r"(\*\*|__|`|~~)(?=\S)(.{1,200}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]{1,200})(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"^\s*#{1,6}\s+|(?<!\s)(?:\s+#+\s*|\s*\{#[\w-]+\}\s*)$"), ""),
)
_LONGEST_TITLE = 200
"""Characters of a title; what is longer and has sentences is a paragraph."""
_SENTENCES = re.compile(r"[.!?。！？](?:\s|$)")
_BY = re.compile(
    r"(?i)^(?:written |posted |published |words |text )?(?:by|von|par|por|di|av|af|door|od|от)"
    r"[:\s]+(?=\S)|^(?:authors?|autor(?:en)?|auteurs?|autores?|autori|auteur)\s*:\s*"
)
_MONTHS = (
    "january february march april may june july august september october november december jan feb"
    " mar apr jun jul aug sept sep oct nov dec januar februar märz april mai juni juli oktober"
    " dezember janvier février mars avril juin juillet août septembre octobre novembre décembre"
    " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    " gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre"
)
_MONTH = "|".join(sorted(set(_MONTHS.split()), key=len, reverse=True))
_DATE_AFTER = re.compile(
    r"(?i)(?<![\s,;|·•–—-])[\s,;|·•–—-]+(?:(?:(?:on|am|le|el|the)\s+)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
    rf"(?:\d{{1,2}}(?:\.|st|nd|rd|th)?\s+)?(?:{_MONTH})\b\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?"
    rf"(?:,?\s*\d{{2,4}})?\s*$|\d{{1,4}}[-./]\d{{1,2}}[-./]\d{{1,4}}.*$)"
)
_TRAILING = re.compile(r"\s*[|·•].*$|\s*<[^<>]*>?\s*$|(?:^|\s)\S[^\s@]*@\S+\s*$")
_NO_AUTHOR = re.compile(
    r"(?i)python-docx|openpyxl|microsoft(?: office)?(?: user)?|windows user|office user|user ?\d*"
    r"|admin(?:istrator)?|root|owner|default|unknown|anonymous|nobody|none|null|n/?a|author|editor"
    r"|webmaster|staff|scanner|xerox.*|canon.*|hp|home|menu|about|contact|login|log in"
    r"|sign (?:in|up)|share|search|subscribe|comments?|follow|news|more|read more|apache poi"
    r"|libreoffice|adobe.*"
    r"|acrobat.*|calibre.*|pandoc|latex.*|tex|word|un-named|benutzer|utilisateur|usuario|\(.*\)"
)
_NAME = re.compile(r"[^\W\d_]")
_NO_NAME = re.compile(r"[\\/:;{}<>=@#$%^*_]|\.(?:com|org|net|exe|docx?)\b|\d{3,}", re.IGNORECASE)
_LONGEST_NAME = 80
_MOST_WORDS = 8
_MOST_NAMES = 12
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?=$|[T\s])")
_EARLIEST = 1000
_EPOCHS = frozenset({"1970-01-01", "1904-01-01", "1900-01-01", "1601-01-01", "1899-12-30"})
"""Days on which programs count from, and which they write where they know none."""
_NO_LANGUAGE = frozenset({"und", "zxx", "mul", "mis", "x-none", "c", "none", "unknown"})


def title_said(value: str | None) -> str | None:
    """Return a title without markup; None where it is a file's name, a program's word or prose."""
    bare = " ".join((value or "").split())
    for pattern, shown in _MARKUP:
        bare = pattern.sub(shown, bare)
    bare = bare.strip().strip("|·•–—").strip()
    if not bare or (len(bare) > _LONGEST_TITLE and _SENTENCES.search(bare[: 2 * _LONGEST_TITLE])):
        return None
    return None if _FILE_NAME.fullmatch(bare) or _PROGRAM_TITLE.fullmatch(bare) else bare


def author_said(value: str | None) -> str | None:
    """Return the names in what a document says of its author; None where there are none."""
    names = []
    parts = (part for part in re.split(r"[;\n]", value or "") if part.strip())
    for part in islice(parts, _MOST_NAMES):
        name = _one_author(part)
        if name and name not in names:
            names.append(name)
    return "; ".join(names) or None


def _one_author(part: str) -> str | None:
    bare = " ".join(part.split())
    for _ in range(2):  # a date may follow another sign
        bare = _without_date(_TRAILING.sub("", _BY.sub("", bare))).strip(" ,;|·•–—-")
    if not bare or len(bare) > _LONGEST_NAME * (1 + bare.count(",")) or not _NAME.search(bare):
        return None
    if _NO_AUTHOR.fullmatch(bare) or _NO_NAME.search(bare):
        return None
    if any(len(name.split()) > _MOST_WORDS for name in bare.split(",")):
        return None
    return None if re.fullmatch(rf"(?i)(?:{_MONTH})\W*\d*", bare) else bare


def _without_date(name: str) -> str:
    """Return a name without the date behind it; "Fredric March" has none."""
    match = _DATE_AFTER.search(name)
    if match is None or (not re.search(r"\d", match[0]) and " " not in name[: match.start()]):
        return name
    return name[: match.start()]


def date_said(value: str | None) -> str | None:
    """Return a date, or what is known of it in words; None for one that cannot be."""
    bare = " ".join((value or "").split())
    match = _ISO.match(bare)
    if match is None:
        return bare if re.search(r"[1-9]\d{3}|\d [^\W\d]", bare) else None
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    try:
        found = date(year, month, day)
    except ValueError:
        return match[1] if _EARLIEST <= year <= _next_year() else None
    if not _EARLIEST <= year <= _next_year() or found.isoformat() in _EPOCHS:
        return None
    parts = [f"{year:04}", f"{month:02}" if match[2] else "", f"{day:02}" if match[3] else ""]
    return "-".join(filter(None, parts))


def _next_year() -> int:
    return datetime.now(UTC).year + 1


def language_said(value: str | None) -> str | None:
    """Return the tag of a language, or None if it says that there is no language."""
    bare = (value or "").strip().partition(",")[0].partition(".")[0]
    return None if bare.lower() in _NO_LANGUAGE else bare or None


def title_of_name(name: str) -> str | None:
    """Return what the name of a file says of it, without its ending: "server_rules.md"."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    bare = " ".join(re.sub(r"[_+]|(?<=\w)-(?=\w)", " ", stem).split())
    return bare[:1].upper() + bare[1:] if re.search(r"[^\W\d_]{2}", bare) else None
