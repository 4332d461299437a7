"""SIGHUP lets a running bot take over other settings, and say so."""

import asyncio
import re
import signal
from pathlib import Path

from tests.gateway.bot_under_test import QUESTION, QUOTED
from tests.gateway.conftest import Pullquote
from tests.gateway.interactions import Interaction
from tests.gateway.server import LoopbackDiscord
from tests.gateway.test_process import START, STOP, connected
from tests.payload import shown_text

NOT_SAID = "does not say"


async def logged(process: asyncio.subprocess.Process, pattern: str) -> str:
    """Wait for a line of the log; return all up to it."""
    assert process.stderr
    lines = ""
    async with asyncio.timeout(START):
        while not re.search(pattern, lines):
            line = (await process.stderr.readline()).decode()
            assert line, f"the process ended:\n{lines}"
            lines += line
    return lines


async def last_told(command: Interaction) -> str:
    """Return what a person reads when what they gave was read, whatever they read meanwhile."""
    message = await command.messages.wait_for(
        lambda each: not shown_text(each).startswith("Reading: "), within=START
    )
    return shown_text(message)


def write(file: Path, settings: str) -> None:
    file.write_text(settings, encoding="utf-8")


async def reload(process: asyncio.subprocess.Process, file: Path, settings: str) -> str:
    """Write the configuration file and have it read; return what was logged about that."""
    write(file, settings)
    process.send_signal(signal.SIGHUP)
    return await logged(process, "The settings were read again|All settings stay")


async def test_a_running_bot_takes_over_what_can_change_and_names_what_cannot(
    server: LoopbackDiscord, pullquote: Pullquote, tmp_path: Path
) -> None:
    file = tmp_path / "pullquote.toml"
    write(file, "user_questions = 100\n")
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run", PULLQUOTE_CONFIG=str(file))
    await connected(process, server)
    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())

    log = await reload(
        process,
        file,
        "user_questions = 100\nthreshold = 1\narticle_characters = 1000\n"
        'log_level = "warning"\nlog_level = "debug"\n',
    )
    assert "All settings stay as they are" in log, "TOML has each key once"
    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION, by="bob").answer())

    log = await reload(
        process,
        file,
        "threshold = 1\nuser_questions = 1\narticle_characters = 1000\nworkers = 3\n"
        'log_level = "debug"\ntoken = "another"\n',
    )
    assert "threshold is 1.0 now; it was the default" in log
    assert "user_questions is 1 now; it was 100" in log
    assert "article_characters is 1000 now; it was 2000000" in log
    assert "log_level is DEBUG now; it was INFO" in log
    assert "workers has changed; restart the bot for that" in log
    assert "another" not in log
    assert NOT_SAID in shown_text(await server.slash("ask", question=QUESTION, by="eve").answer())
    again = await server.slash("ask", question=QUESTION, by="eve").answer()
    assert "That was a lot in a short time." in shown_text(again)
    long = server.files.upload("long.txt", b"A yak danced. " * 100)
    told = await last_told(server.slash("article add", by="ada 2", file=long))
    assert "an article may have 1,000" in told

    log = await reload(process, file, 'user_questions = 100\nlog_level = "info"\n')
    assert "threshold is the default now; it was 1.0" in log
    assert "workers" not in log
    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION, by="eve").answer())

    log = await reload(process, file, 'user_questions = 100\nlog_level = "info"\n')
    assert log.splitlines()[-1].endswith("The settings were read again; nothing has changed")

    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(STOP + 10):
        await process.communicate()
    assert process.returncode == 0


async def test_limits_that_another_process_sets_hold_in_a_running_bot(
    server: LoopbackDiscord, pullquote: Pullquote
) -> None:
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run")
    await connected(process, server)
    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
    note = server.files.upload("note.txt", b"The heron of Lindow is eleven years old.")
    assert "Added" in await last_told(server.slash("article add", by="bob", file=note))

    limits = ("--articles", "1", "--user-questions", "1")
    setting = await pullquote("limit", server.world.guild_id, *limits)
    _, errors = await setting.communicate()
    assert setting.returncode == 0, errors.decode()
    # Of articles at once, whoever asked; of questions when they are read again.
    more = server.files.upload("more.txt", b"The otter of Lindow eats nine eels a day.")
    told = await last_told(server.slash("article add", by="cleo", file=more))
    assert "This collection is full: 1 article" in told
    process.send_signal(signal.SIGHUP)
    await logged(process, "The settings were read again")

    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION, by="dan").answer())
    again = await server.slash("ask", question=QUESTION, by="dan").answer()
    assert "That was a lot in a short time." in shown_text(again)
    direct = server.world.direct(server.world.user("dan"))
    elsewhere = await server.reply(server.say(QUESTION, by="dan", where=direct))
    assert QUOTED in shown_text(elsewhere)


async def test_what_is_wrong_is_named_and_changes_nothing(
    server: LoopbackDiscord, pullquote: Pullquote, tmp_path: Path
) -> None:
    file = tmp_path / "pullquote.toml"
    write(file, "")
    server.gateway.heartbeat_interval = 0.1
    process = await pullquote("run", PULLQUOTE_CONFIG=str(file))
    await connected(process, server)

    log = await reload(process, file, "threshold = 1\nuser_questions = 0\n")

    assert "All settings stay as they are: user_questions in " in log
    assert "allowed is a whole number from 1 to 600" in log
    assert QUOTED in shown_text(await server.slash("ask", question=QUESTION).answer())
