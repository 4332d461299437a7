"""`/article add`: files, a page, or a pasted text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.articles.adding import add_all
from bot.commands.articles.sources import from_address, from_attachment, from_text
from bot.interaction import Command, Interaction
from bot.views.paste import PasteForm
from bot.views.respond import respond_with_form
from index.errors import ArticleError
from index.ingest import Overrides
from index.ingest.metadata import LONGEST_LINE

if TYPE_CHECKING:
    from bot.service import Service


def add_command(service: Service) -> Command:
    """Return the command, wired to a service."""

    @app_commands.command(
        name="add", description="Add files or a page; without them, paste a text."
    )
    @app_commands.describe(
        file="A text, Markdown, HTML, PDF or office file, an e-book, a table or subtitles.",
        file2="A second file.",
        file3="A third file.",
        file4="A fourth file.",
        file5="A fifth file.",
        url="The address of a page.",
        title="Its title (for a single file or page).",
        private="Show the result only to you.",
    )
    async def add(  # noqa: PLR0917 - Discord's options, which it gives by name
        interaction: Interaction,
        file: discord.Attachment | None = None,
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
        file4: discord.Attachment | None = None,
        file5: discord.Attachment | None = None,
        url: str | None = None,
        title: app_commands.Range[str, 1, LONGEST_LINE] | None = None,
        private: bool = False,
    ) -> None:
        overrides = Overrides(title=title)
        files = [given for given in (file, file2, file3, file4, file5) if given]
        sources = [from_attachment(service, given, overrides) for given in files]
        if url:
            sources.append(from_address(service, url, overrides))
        if title and len(sources) > 1:
            raise ArticleError(f"A title can be given to one article; you sent {len(sources)}.")
        if sources:
            await add_all(interaction, service, sources, private=private)
        else:
            await _paste(interaction, service, title, private=private)

    return add


async def _paste(
    interaction: Interaction, service: Service, title: str | None, *, private: bool
) -> None:
    async def take(submitted: Interaction, text: str, titled: str | None) -> None:
        source = from_text(service, text, Overrides(title=titled))
        await add_all(submitted, service, [source], private=private)

    await respond_with_form(interaction, PasteForm("Add an article", take, title=title or ""))
