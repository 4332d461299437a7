"""`/article update`: another text for an article, which keeps its id and its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.commands.articles.intake import in_turn
from bot.commands.articles.sources import from_address, from_attachment, from_text
from bot.commands.completing import completes
from bot.interaction import Command, Interaction, client_of
from bot.place import place_of
from bot.reading.turns import Giver
from bot.render.articles import edited_layout, reading, updated_layout
from bot.views.added import added_view
from bot.views.paste import MOST_PASTED, PasteForm
from bot.views.respond import respond, respond_with_form, respond_with_text, with_progress
from index.errors import ArticleError, EditedError
from index.ingest import Overrides
from index.ingest.article import known_of
from index.ingest.metadata import LONGEST_LINE

if TYPE_CHECKING:
    from bot.commands.articles.intake import Source
    from bot.service import Service
    from bot.views.respond import Tell
    from index.model import Record


def update_command(service: Service) -> Command:
    """Return the command, wired to a service."""

    @app_commands.command(
        name="update", description="Give an article another text: a file, a page, or pasted."
    )
    @app_commands.describe(
        article="Its title.",
        file="A text, Markdown, HTML or PDF file.",
        url="The address of a page.",
        title="Another title; without one it keeps its own.",
    )
    @app_commands.autocomplete(article=completes(service, lambda record: not record.shared))
    async def update(
        interaction: Interaction,
        article: str,
        file: discord.Attachment | None = None,
        url: str | None = None,
        title: app_commands.Range[str, 1, LONGEST_LINE] | None = None,
    ) -> None:
        if file and url:
            raise ArticleError("Give a file or an address, not both: an article has one text.")
        collection_id = place_of(interaction).collection_id
        old = await service.look(lambda library: library.find(collection_id, article, exact=True))
        overrides = Overrides(title=title, before=known_of(old))
        if file:
            source = from_attachment(service, file, overrides)
            await _update(interaction, service, old, source)
        elif url:
            await _update(interaction, service, old, from_address(service, url, overrides))
        else:
            await _paste(interaction, service, old, title)

    return update


async def _paste(
    interaction: Interaction, service: Service, old: Record, titled: str | None
) -> None:
    """Show the text for editing, if a form can hold it; else an empty form."""

    async def take(submitted: Interaction, text: str, title: str | None) -> None:
        overrides = Overrides(title=title or titled, source=old.source, before=known_of(old))
        source = from_text(service, text, overrides)
        try:
            await _update(submitted, service, old, source, edited=article.revision)
        except EditedError as error:
            await respond_with_text(submitted, edited_layout(str(error)), text)

    collection_id = place_of(interaction).collection_id
    article = await service.look(lambda library: library.article(old.id, collection_id))
    shown = article.text if len(article.text) <= MOST_PASTED else ""
    form = PasteForm("Update an article", take, title=titled or old.title, text=shown)
    await respond_with_form(interaction, form)


async def _update(
    interaction: Interaction,
    service: Service,
    old: Record,
    source: Source,
    *,
    edited: str | None = None,
) -> None:
    """Read a source and give an article its text, unless it is not the revision that was edited."""
    if await client_of(interaction).asking.too_soon(interaction):
        return

    async def work(tell: Tell) -> tuple[Record, bool]:
        giver = Giver(interaction.user.id, interaction.guild_id)
        collection_id = place_of(interaction).collection_id
        async with in_turn(service, giver, source, reading(source.name, 1, 1), tell):
            before = await service.look(lambda library: library.article(old.id, collection_id))
            renewed = await source.read(giver)
            record = await service.update(
                collection_id,
                old.id,
                renewed,
                by=interaction.user.id,
                now=interaction.created_at,
                edited=edited,
            )
            after = await service.look(lambda library: library.article(old.id, collection_id))
        return record, (after.text, after.outline) != (before.text, before.outline)

    record, changed = await with_progress(interaction, work, private=True)
    view = added_view(updated_layout(record, changed=changed))
    await respond(interaction, view, private=True)
