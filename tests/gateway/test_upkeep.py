"""What a server has is kept as long as Discord says that the bot is in it."""

from datetime import timedelta

import pytest

from bot.client import PullquoteClient
from index.model import Article, CollectionId
from tests.gateway.bot_under_test import running
from tests.gateway.conftest import ClientFactory
from tests.gateway.server import LoopbackDiscord
from tests.payload import shown_text
from tests.store.articles import NOW

YAK = "The yak dances in the green meadow."


@pytest.mark.parametrize("in_order", [True, False])
async def test_a_server_of_ready_is_one_that_the_bot_is_in_whether_it_is_in_order_or_not(
    server: LoopbackDiscord, client_factory: ClientFactory, *, in_order: bool
) -> None:
    client = client_factory()
    assert isinstance(client, PullquoteClient)
    library = client.service._library
    here = CollectionId("server", int(server.world.guild_id))
    library.add(here, Article("", "Yaks", YAK, "The Zoo"), by=1, now=NOW)
    library.server_left(here.number, now=NOW - timedelta(days=10_000))
    server.gateway.server_is_in_order = in_order

    async with running(client):
        question = server.say("Where does the yak dance?", mention=True)
        assert YAK in shown_text(await server.reply(question))
        await client._upkeep._purge_servers()
        assert library.usage(here).articles == 1
        assert library.servers_left() == {}


async def test_what_others_have_deleted_leaves_the_memory_within_one_round(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    client = client_factory()
    assert isinstance(client, PullquoteClient)
    library = client.service._library
    here = CollectionId("server", int(server.world.guild_id))
    record = library.add(here, Article("", "Yaks", YAK, "The Zoo"), by=1, now=NOW).record
    async with running(client):
        question = server.say("Where does the yak dance?", mention=True)
        assert YAK in shown_text(await server.reply(question))
        library._store.remove(here, record.id, now=NOW)
        assert here in library._cache.open_collections
        await client._upkeep._purge_removed()
        assert here not in library._cache.open_collections
