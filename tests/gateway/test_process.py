import asyncio
import signal

from tests.gateway.conftest import Pullquote
from tests.gateway.protocol import Close, Op
from tests.gateway.server import LoopbackDiscord
from tests.payload import check_command

START = 20.0  # seconds that a process may take to start on a busy machine
STOP = 5.0  # seconds that a stopped process may take to end

# discord.py closes with 1000, but when its reader wakes first it says 4000. Lost would be 1006.
GOODBYES = (Close.NORMAL, 4000)


async def test_a_terminated_bot_says_goodbye_and_ends(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run")
    await connected(process, server)

    process.send_signal(signal.SIGTERM)

    async with asyncio.timeout(STOP):
        _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    assert b"Traceback" not in errors
    assert await server.gateway.closed.wait_for() in GOODBYES


async def test_an_interrupted_bot_ends_without_a_traceback(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run")
    await connected(process, server)

    process.send_signal(signal.SIGINT)

    async with asyncio.timeout(STOP):
        _, errors = await process.communicate()
    assert b"Traceback" not in errors


async def test_a_wrong_token_is_reported_in_one_sentence_that_does_not_show_it(
    pullquote: Pullquote,
) -> None:
    process = await pullquote("run", token="mistyped")  # noqa: S106 - opens nothing

    async with asyncio.timeout(START):
        _, errors = await process.communicate()
    assert process.returncode == 2
    *_log, sentence = errors.decode().strip().splitlines()
    assert sentence.startswith("pullquote: ")
    assert "DISCORD_TOKEN" in sentence
    assert b"Traceback" not in errors
    assert b"mistyped" not in errors


async def test_sync_publishes_commands_that_discord_accepts(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    process = await pullquote("sync")

    async with asyncio.timeout(START):
        _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    published = server.world.commands[""]
    assert "ask" in {command["name"] for command in published}
    assert not [violation for command in published for violation in check_command(command)]
    assert not server.gateway.identifies


async def connected(process: asyncio.subprocess.Process, server: LoopbackDiscord) -> None:
    """Wait until the process has read READY: a later heartbeat of it carries a sequence number."""
    connected = asyncio.create_task(
        server.gateway.received.wait_for(
            lambda message: message.op == Op.HEARTBEAT and message.data is not None, within=START
        )
    )
    ended = asyncio.create_task(process.wait())
    await asyncio.wait({connected, ended}, return_when=asyncio.FIRST_COMPLETED)
    if ended.done():
        connected.cancel()
        _, errors = await process.communicate()
        raise AssertionError(f"ended before it connected:\n{errors.decode()}")
    ended.cancel()
    await connected
