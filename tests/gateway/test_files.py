"""Files that people upload: fetched from where Discord keeps them, within bounds, in turn."""

import asyncio
from collections.abc import AsyncIterator

import discord
import pytest

from index.ingest import Limits
from tests.gateway.bot_under_test import QUESTION, QUOTED, running
from tests.gateway.conftest import ClientFactory, Pullquote
from tests.gateway.files import Upload
from tests.gateway.interactions import Interaction
from tests.gateway.protocol import Op, Payload
from tests.gateway.server import LoopbackDiscord
from tests.hostile import slow_pdf
from tests.payload import shown_text
from tests.processes import children, environment_of, eventually, is_running

ZEBRA = b"The zebra sleeps in the blue barn."
MEGABYTE = b"The zebra sleeps. " * 58_255
START = 20.0  # seconds that a process may take to start on a busy machine


def give(server: LoopbackDiscord, *files: Upload, by: str = "stranger") -> Interaction:
    """Let somebody add files to the articles of their direct messages."""
    names = ("file", "file2", "file3", "file4", "file5")
    options: dict[str, object] = dict(zip(names, files, strict=False))
    direct = server.world.direct(server.world.user(by))
    return server.slash("article add", by=by, where=direct, **options)


async def told(given: Interaction) -> str:
    """Return what came of it in the end: an answer that is not about its progress."""
    message = await given.messages.wait_for(
        lambda message: not shown_text(message).startswith(("Reading", "Waiting")), within=30.0
    )
    return shown_text(message)


async def test_a_file_is_added_and_the_next_question_is_answered_from_it(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    added = await told(give(server, server.files.upload("zebra.txt", ZEBRA)))
    assert "**Added: The zebra sleeps in the blue barn.**" in added
    direct = server.world.direct(server.world.user("stranger"))
    asked = server.say("Where does the zebra sleep?", by="stranger", where=direct)
    assert ZEBRA.decode() in shown_text(await server.reply(asked))


async def test_of_a_file_that_is_larger_than_announced_no_more_is_read(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    async def much() -> AsyncIterator[bytes]:
        for _ in range(270):
            yield MEGABYTE

    upload = server.files.upload("zebra.txt", much, size=30)
    says = await told(give(server, upload))
    assert "zebra.txt is larger than Discord has announced. Send it again." in says
    _, sent = await server.files.sent.wait_for()
    assert sent < 20 * len(MEGABYTE)  # what fits between the two


async def test_a_file_that_says_itself_that_it_is_larger_is_not_read_at_all(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    upload = server.files.upload("zebra.txt", MEGABYTE, size=30)
    says = await told(give(server, upload))
    assert "zebra.txt is larger than Discord has announced. Send it again." in says


async def test_a_file_that_does_not_come_is_given_up_and_nobody_else_waits_for_it(
    server: LoopbackDiscord, client_factory: ClientFactory
) -> None:
    gone = asyncio.Event()

    async def nothing() -> AsyncIterator[bytes]:
        yield b"The zebra"
        await gone.wait()

    async with running(client_factory(reading=Limits(download_seconds=3.0))):
        files = [server.files.upload(f"zebra{number}.txt", nothing, size=30) for number in (1, 2)]
        given = give(server, *files)
        small = give(server, server.files.upload("yak.txt", b"A yak dances."), by="moderator")
        assert "**Added: A yak dances.**" in await told(small)
        assert not [m for m in given.messages.entries if "Not added" in shown_text(m)]
        says = await told(given)
        assert "zebra1.txt did not come from Discord within 3 seconds. Send it again." in says
        assert "zebra2.txt did not come from Discord within 3 seconds. Send it again." in says
        gone.set()


async def test_a_file_that_breaks_off_is_one_sentence(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    async def half() -> AsyncIterator[bytes]:
        yield ZEBRA[:9]
        raise ConnectionResetError

    async def less() -> AsyncIterator[bytes]:
        yield ZEBRA[:9]

    for cut in (half, less):
        says = await told(give(server, server.files.upload("zebra.txt", cut, size=len(ZEBRA))))
        assert "zebra.txt broke off on its way from Discord. Send it again." in says


async def test_a_file_that_discord_no_longer_has_is_one_sentence(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    upload = server.files.upload("zebra.txt", ZEBRA)
    server.files.delete(upload)
    says = await told(give(server, upload))
    assert "zebra.txt is no longer available from Discord. Please upload it again." in says


async def test_what_is_compressed_on_the_way_is_not_inflated(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    upload = server.files.upload("zebra.txt", ZEBRA)
    await told(give(server, upload))
    (headers,) = server.files.asked
    assert headers["Accept-Encoding"] == "identity"


async def test_a_small_file_is_added_while_a_stranger_gives_slow_ones_and_questions_are_answered(
    server: LoopbackDiscord, bot: discord.Client
) -> None:
    slow = [
        give(server, server.files.upload(f"slow{number}.pdf", slow_pdf(number)))
        for number in range(6)
    ]
    for pdf in slow[:2]:
        await pdf.response()

    small = server.slash(
        "article add", file=server.files.upload("yak.txt", b"A yak dances."), by="moderator"
    )
    assert "**Added: A yak dances.**" in await told(small)
    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION, by="reader").answer())
    assert not any(_ended(pdf) for pdf in slow)


def _ended(given: Interaction) -> list[Payload]:
    return [m for m in given.messages.entries if "dded" in shown_text(m)]


@pytest.mark.thorough
async def test_a_bot_that_is_terminated_does_not_wait_for_a_reader(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    process = await pullquote("run")
    reader = await _reading(server, process.pid)

    process.terminate()

    async with asyncio.timeout(12.0):  # the file takes longer, and leaving Discord may take some
        await process.wait()
    assert await asyncio.to_thread(eventually, lambda: not is_running(reader))


async def test_a_reader_ends_with_a_bot_that_is_killed_and_never_knew_its_token(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    process = await pullquote("run")
    reader = await _reading(server, process.pid)
    told_it = environment_of(reader)

    process.kill()

    await process.wait()
    assert await asyncio.to_thread(eventually, lambda: not is_running(reader))
    assert b"TOKEN" not in told_it


@pytest.fixture(autouse=True)
def _heartbeats(server: LoopbackDiscord) -> None:
    server.gateway.heartbeat_interval = 0.5


async def _reading(server: LoopbackDiscord, pid: int) -> int:
    """Let a bot read a slow file; return the process that does."""
    await server.gateway.received.wait_for(
        lambda message: message.op == Op.HEARTBEAT and message.data is not None, within=START
    )
    give(server, server.files.upload("slow.pdf", slow_pdf(1)))
    assert await asyncio.to_thread(eventually, lambda: children(pid))
    return children(pid)[0]
