"""Attachments, addresses and texts that people give, as sources of articles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord

from bot.commands.articles.intake import Source
from index.errors import ArticleError
from index.ingest import Overrides

if TYPE_CHECKING:
    from bot.service import Service
    from index.model import Article

_ADDRESS = re.compile(r"<?(https?://[^\s<>]+)>?")


def from_attachment(
    service: Service, attachment: discord.Attachment, overrides: Overrides
) -> Source:
    """Return an uploaded file as a source; it is downloaded only if it is not too large."""

    async def read() -> Article:
        service.check_size(attachment.filename, attachment.size)
        try:
            raw = await attachment.read()
        except discord.HTTPException as error:
            raise ArticleError(
                f"{attachment.filename} cannot be had from Discord any more. Send it again."
            ) from error
        # Discord guesses the character set, and would be believed; the bytes know better.
        content_type = (attachment.content_type or "").partition(";")[0] or None
        return await service.read_file(
            raw, name=attachment.filename, content_type=content_type, overrides=overrides
        )

    return Source(attachment.filename, read)


def from_address(service: Service, url: str, overrides: Overrides) -> Source:
    """Return a page as a source."""
    return Source(url, lambda: service.read_page(url, overrides=overrides))


def from_text(service: Service, text: str, overrides: Overrides) -> Source:
    """Return a text as a source."""
    return Source("The text", lambda: service.read_text(text, overrides=overrides))


def from_message(service: Service, message: discord.Message) -> list[Source]:
    """Return what a message has: its text, or the page if that is but an address, and its files.

    The text says where it comes from and when; who wrote it is one click away, and not stored.
    """
    sources = [from_attachment(service, file, Overrides()) for file in message.attachments]
    text = message.content.strip()
    if address := _ADDRESS.fullmatch(text):
        return [from_address(service, address[1], Overrides()), *sources]
    if text:
        channel = getattr(message.channel, "name", None)
        overrides = Overrides(
            source=f"a message in #{channel}" if channel else "a message",
            url=message.jump_url,
            published=message.created_at.date().isoformat(),
        )
        return [from_text(service, text, overrides), *sources]
    return sources
