"""Draw the pictures of the README: real conversations in a simulated Discord, as people see them.

    pip install -e ".[pictures]" && python -m tests.pictures docs/pictures

needs a Chromium (Debian's, or the one that ``CHROMIUM`` names).
"""

from __future__ import annotations

import asyncio
import os
import sys
from functools import partialmethod
from pathlib import Path
from typing import TYPE_CHECKING

import simcord
from playwright.async_api import BrowserType

from bot.client import PullquoteClient
from bot.service import Service
from bot.settings import load
from index.library import Library

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Scene = Callable[["Channel"], Awaitable[object]]

_CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
_SIZE = (760, 640)


class BrokenLibrary(Library):
    """A library whose disk has died, for the picture of an unexpected error."""

    def ask(self, *_: object, **__: object) -> None:  # type: ignore[override]  # it never answers
        """Fail as a broken disk does."""
        raise OSError("Input/output error")


class Channel:
    """A channel of a simulated server with one member."""

    def __init__(self, env: simcord.Env, name: str) -> None:
        self.env = env
        guild = env.create_guild("Newsroom")
        self.channel = guild.create_text_channel(name)
        self.alice = guild.add_member(env.create_user("alice"))
        assert guild.me is not None
        self.me = guild.me

    async def slash(self, question: str, **options: object) -> None:
        """Ask by slash command."""
        await self.alice.slash(self.channel, "ask", question=question, **options)

    async def say(self, text: str) -> None:
        """Send a message."""
        await self.alice.send(self.channel, text.replace("@Pullquote", self.me.mention))


async def _draw(name: str, folder: Path, scene: Scene, library: Library) -> None:
    settings = load({"PULLQUOTE_DATA": str(folder)})
    client = PullquoteClient(service=Service(library, workers=1), settings=settings)
    async with simcord.run(client, check_errors=False) as env:
        await client.tree.sync()
        channel = Channel(env, "general")
        await channel.me.edit(nick="Pullquote")
        await scene(channel)
        async with env.preview(
            channel.channel,
            viewers=[channel.alice],
            layout="channel",
            display="fixed",
            width=_SIZE[0],
            height=_SIZE[1],
        ) as preview:
            await preview.screenshot(folder / f"{name}.png", mode="viewport", allow_incomplete=True)


def _use_chromium() -> None:
    """Let the preview start the Chromium of the system in place of a downloaded one."""
    # Where playwright is not installed, mypy has nothing to object to.
    BrowserType.launch = partialmethod(  # type: ignore[assignment, method-assign, unused-ignore]  # no other way in; see above
        BrowserType.launch, executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
    )


async def in_context(channel: Channel) -> None:
    """Ask, and press the button beside the citation."""
    await channel.slash("What did Iraqi security forces find?")
    message = channel.channel.last_message
    assert message is not None
    await channel.alice.click(message, label="In context")


async def main(folder: Path) -> None:
    """Draw every picture into a folder."""
    _use_chromium()
    scenes: dict[str, Scene] = {
        "answer": lambda c: c.say("@Pullquote when is the full damage assessment due?"),
        "several": lambda c: c.slash("Who was blamed for the rocket attack?"),
        "does-not-say": lambda c: c.slash("How many rockets did the British prime minister see?"),
        "private": lambda c: c.slash("Where is Camp Taji?", private=True),
        "context": in_context,
    }
    for name, scene in scenes.items():
        await _draw(name, folder, scene, Library.open())
    await _draw("error", folder, lambda c: c.slash("Where is Camp Taji?"), BrokenLibrary())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
