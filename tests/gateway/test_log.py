"""Nothing that people ask, and no token, is ever written to the log."""

import asyncio
import signal

import pytest

from tests.gateway.bot_under_test import QUOTED
from tests.gateway.conftest import Pullquote
from tests.gateway.server import TOKEN, LoopbackDiscord
from tests.gateway.test_process import connected
from tests.payload import custom_ids, shown_text

SECRET = "xylophone"
ASKED = f"How many Katyusha rockets struck Camp Taji, {SECRET}?"


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
async def test_neither_questions_nor_tokens_are_logged(
    server: LoopbackDiscord, pullquote: Pullquote, level: str
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run", PULLQUOTE_LOG_LEVEL=level)
    await connected(process, server)
    direct = server.world.direct(server.world.user("ada"))

    command = server.slash("ask", question=ASKED)
    assert QUOTED in shown_text(await command.answer())
    answer = await server.reply(server.say(ASKED, mention=True))
    pressed = server.click(answer, custom_ids(answer)[0])
    await pressed.answer()
    await server.reply(server.say(ASKED, where=direct))
    typing = server.autocomplete("ask", "article", SECRET, question=ASKED)
    await typing.response()
    server.rest.rate_limit("POST", r"^/interactions/", retry_after=0.05)
    limited = server.slash("ask", question=ASKED)
    await limited.answer()
    server.rest.fail("POST", r"^/interactions/", status=400, code=50035, times=2)
    failed = server.slash("ask", question=ASKED)
    await server.rest.requests.wait_for(lambda each: each.status == 400, nth=2)

    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(15):
        _, errors = await process.communicate()
    log = errors.decode()
    assert "Stopping" in log
    assert SECRET not in log
    assert TOKEN not in log
    for interaction in (command, pressed, typing, limited, failed):
        assert interaction.token not in log
