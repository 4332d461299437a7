"""How large an article may be, and how much work it may take to read one."""

from __future__ import annotations

from dataclasses import dataclass

from index.limits import LONGEST_ARTICLE


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading an article may cost; the defaults are those of the bot."""

    article_bytes: int = 10_000_000
    """Largest file: some three times "War and Peace" as text."""
    article_characters: int = LONGEST_ARTICLE
    """Longest text; "War and Peace" has three million, a long novel one."""
    download_seconds: float = 30.0
    """For an uploaded file, from Discord, to its last byte."""
    fetch_bytes: int = 10_000_000
    """Largest page from the network, both as it travels and after decompression."""
    fetch_seconds: float = 10.0
    """For a page from the network in all: resolution, redirects, and the last byte of it."""
    redirects: int = 5
    pdf_pages: int = 1000
    parse_seconds: float = 30.0
    """For taking a file apart, and for analyzing an article."""
    parse_bytes: int = 1_500_000_000
    """Address space of the process that does so."""
