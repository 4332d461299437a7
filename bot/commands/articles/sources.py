"""Attachments, addresses and texts that people give, as sources of articles."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.commands.articles.intake import Source
from bot.names import names_in
from bot.reading.downloads import download
from bot.wording import with_names
from index.ingest import Overrides

if TYPE_CHECKING:
    import discord

    from bot.reading.turns import Giver
    from bot.service import Service
    from index.model import Article

_PLAIN = frozenset({"", ".txt", ".text", ".log"})
"""Ends of the names of files that look like plain text; what they are is told by their content."""
_ADDRESS = re.compile(r"<?(https?://[^\s<>]+)>?")


def from_attachment(
    service: Service, attachment: discord.Attachment, overrides: Overrides
) -> Source:
    """Return an uploaded file as a source; it is downloaded only if it is not too large."""
    # Discord guesses the character set, and would be believed; the bytes know better.
    content_type = (attachment.content_type or "").partition(";")[0] or None

    async def read(giver: Giver) -> Article:
        service.check_size(attachment.filename, attachment.size)
        raw = await download(attachment, seconds=service.limits.download_seconds)
        return await service.read_file(
            raw,
            giver=giver,
            name=attachment.filename,
            content_type=content_type,
            overrides=overrides,
        )

    suffix = PurePosixPath(attachment.filename).suffix.lower()
    plain = content_type == "text/plain" or suffix in _PLAIN
    return Source(attachment.filename, read, size=attachment.size, plain=plain)


def from_address(service: Service, url: str, overrides: Overrides) -> Source:
    """Return a page as a source."""

    async def read(giver: Giver) -> Article:
        return await service.read_page(url, giver=giver, overrides=overrides)

    return Source(url, read, size=service.limits.fetch_bytes, plain=False)


def from_text(service: Service, text: str, overrides: Overrides) -> Source:
    """Return a text as a source."""

    async def read(_: Giver) -> Article:
        return await service.read_text(text, overrides=overrides)

    return Source("The text", read, size=len(text), plain=True)


def from_message(service: Service, message: discord.Message) -> list[Source]:
    """Return what a message has: its text, or the page if that is but an address, and its files.

    Forwarded messages and embeds are parts of it. The text has the names that a reader sees, and
    says where it comes from and when; who wrote it is one click away, and not stored.
    """
    forwarded = message.message_snapshots
    files = [*message.attachments, *(file for each in forwarded for file in each.attachments)]
    sources = [from_attachment(service, file, Overrides()) for file in files]
    if address := _ADDRESS.fullmatch(message.content.strip()):
        return [from_address(service, address[1], Overrides()), *sources]
    contents = [message.content, *(each.content for each in forwarded)]
    embeds = [*message.embeds, *(embed for each in forwarded for embed in each.embeds)]
    parts = [*contents, *(_text_of(embed) for embed in embeds if embed.type == "rich")]
    if text := with_names("\n\n".join(filter(None, map(str.strip, parts))), names_in(message)):
        channel = getattr(message.channel, "name", None)
        overrides = Overrides(
            source=f"a message in #{channel}" if channel else "a message",
            url=message.jump_url,
            published=message.created_at.date().isoformat(),
        )
        return [from_text(service, text, overrides), *sources]
    return sources


def _text_of(embed: discord.Embed) -> str:
    """Return what stands in an embed."""
    fields = [f"{field.name}\n{field.value}" for field in embed.fields]
    footer = embed.footer.text
    return "\n\n".join(filter(None, (embed.title, embed.description, *fields, footer)))
