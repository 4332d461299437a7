"""Draw the pictures in the documents: real conversations in a simulated Discord.

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

import discord
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
_TEXTS = (
    "The harbour reopened on Monday after two years of work, which cost 41 million euros.",
    "Ferries to the islands leave every forty minutes, the first of them at 5:20 in the morning.",
    "READ ALSO: What the fishermen say",
)
_TITLES = (
    "a-bridge-for-the-old-town",
    "ferries-every-forty-minutes",
    "how-the-lighthouse-was-saved",
    "the-harbour-reopens",
    "what-the-fishermen-say",
    "who-owns-the-promenade",
    "winter-timetable",
    "yachts-pay-more",
)


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
        managing = discord.Permissions(manage_guild=True)
        role = guild.create_role("Editors", permissions=managing, color=0x1F8B4C)
        self.alice = guild.add_member(env.create_user("alice"), roles=[role])
        assert guild.me is not None
        self.me = guild.me

    async def article(self, verb: str, **options: object) -> discord.Message:
        """Use a command about articles; return what came of it."""
        result = await self.alice.slash(self.channel, f"article {verb}", **options)
        assert result.response is not None
        return result.response.message

    async def slash(self, question: str, **options: object) -> None:
        """Ask by slash command."""
        await self.alice.slash(self.channel, "ask", question=question, **options)

    async def say(self, text: str) -> None:
        """Send a message."""
        await self.alice.send(self.channel, text.replace("@Pullquote", self.me.mention))


async def _draw(
    name: str, folder: Path, scene: Scene, library: Library, height: int = _SIZE[1]
) -> None:
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
            height=height,
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


RULES = """# Server rules

## Voice channels

1. Push to talk while others are speaking.
2. Music bots stay in the music room.

## Moderation

1. A first offence is a warning.
2. The second time for spam, you are muted for a day.
3. Appeals go to the form, not to direct messages.

## Ranks

| Rank | Needs | May |
|---|---|---|
| Deckhand | 10 messages | post pictures |
| Captain | 500 messages and a year | open threads |

## Questions

### How do I change my nickname?

Open the menu of the server and choose "Edit server profile". It shows at once.
"""


async def places(channel: Channel) -> None:
    """Ask for a rule, a row of a table, and the answer of a FAQ."""
    await channel.article("add", file=("server-rules.md", RULES.encode()))
    await channel.slash("What happens the second time for spam?")
    await channel.slash("What does a captain need?")
    await channel.slash("How do I change my nickname?")


def file(name: str) -> tuple[str, bytes]:
    """Return a made-up article as a file."""
    title = name.rsplit(".", maxsplit=1)[0].replace("-", " ").capitalize()
    return name, "\n\n".join((title, *_TEXTS)).encode()


async def adding(channel: Channel) -> None:
    """Give several files at once, one of which is none."""
    await channel.article(
        "add",
        file=file("the-harbour-reopens.txt"),
        file2=file("a-bridge-for-the-old-town.txt"),
        file3=("minutes.docx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00[Content_Types].xml"),
    )


async def pasting(channel: Channel) -> None:
    """Make an article of a message."""
    message = await channel.alice.send(channel.channel, _TEXTS[1])
    await channel.alice.context_menu(channel.channel, "Add as article", message)


async def listing(channel: Channel) -> None:
    """List some articles, one of them hidden."""
    for name in _TITLES:
        await channel.article("add", file=file(f"{name}.txt"), private=True)
    await channel.article("hide", article="iraq-strikes")
    await channel.article("list")


async def sources(channel: Channel) -> None:
    """List what can be asked."""
    for name in _TITLES[:3]:
        await channel.article("add", file=file(f"{name}.txt"), private=True)
    await channel.alice.slash(channel.channel, "sources")


async def showing(channel: Channel) -> None:
    """Say what an article is."""
    await channel.article("show", article="iraq-strikes")


async def removing(channel: Channel) -> None:
    """Remove an article: the question, and what follows."""
    await channel.article("add", file=file("the-harbour-reopens.txt"), private=True)
    await channel.article("remove", article="The harbour reopens")
    asked = await channel.article("remove", article="The harbour reopens")
    await channel.alice.click(asked, label="Remove")


async def privacy(channel: Channel) -> None:
    """Say what is kept."""
    await channel.article("add", file=file("the-harbour-reopens.txt"), private=True)
    await channel.alice.slash(channel.channel, "privacy")


async def main(folder: Path) -> None:
    """Draw every picture into a folder."""
    _use_chromium()
    scenes: dict[str, Scene] = {
        "answer": lambda c: c.say("@Pullquote when is the full damage assessment due?"),
        "several": lambda c: c.slash("Who blamed the militias?"),
        "does-not-say": lambda c: c.slash("Who was Iran's strongest general in the Ottoman wars?"),
        "only-named": lambda c: c.slash("When was Donald Trump born?"),
        "private": lambda c: c.slash("Where is Camp Taji?", private=True),
        "context": in_context,
        "adding": adding,
        "message": pasting,
        "showing": showing,
        "sources": sources,
        "privacy": privacy,
    }
    for name, scene in scenes.items():
        await _draw(name, folder, scene, Library.open())
    await _draw("places", folder, places, Library.open(), height=900)
    await _draw("listing", folder, listing, Library.open(), height=715)
    await _draw("removing", folder, removing, Library.open(), height=560)
    await _draw("error", folder, lambda c: c.slash("Where is Camp Taji?"), BrokenLibrary())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    pictures = Path(sys.argv[1])
    pictures.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(pictures))
