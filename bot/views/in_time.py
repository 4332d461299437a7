"""First responses to interactions in time: whatever is not answered soon is acknowledged."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.delivery import acknowledge
from bot.interaction import Interaction, client_of

if TYPE_CHECKING:
    from collections.abc import Mapping

WITHIN = 1.25
"""Seconds after which an interaction is acknowledged, whatever its handler waits for."""
_DEFERRAL = "deferral"
_PRIVATE = "private"
_ANSWERING = "answering"
"""What the extras of an interaction tell: its `Deferral`, whether its answer is for one person
alone, and whether a first response that is no deferral is on its way."""


@dataclass(frozen=True, slots=True)
class Deferral:
    """The first response that says that an answer takes longer."""

    private: bool
    in_place: bool
    """Whether it stands for the message whose button was pressed, and shows nothing itself."""
    sending: asyncio.Task[bool]

    async def arrived(self) -> None:
        """Wait until Discord has it; raise what discord.py raises when Discord does not take it."""
        await asyncio.wait({self.sending})
        self.sending.result()


def deferral_of(interaction: Interaction) -> Deferral | None:
    """Return the deferral of an interaction, on its way or there; None without one."""
    extras: Mapping[object, object] = interaction.extras
    deferral = extras.get(_DEFERRAL)
    return deferral if isinstance(deferral, Deferral) else None


def is_answered(interaction: Interaction) -> bool:
    """Tell whether an interaction has a first response, or one on its way."""
    return interaction.response.is_done() or bool(interaction.extras.get(_ANSWERING))


def answering(interaction: Interaction) -> None:
    """Note that the first response, which is the answer, is on its way."""
    interaction.extras[_ANSWERING] = True


def plan(interaction: Interaction, *, private: bool) -> None:
    """Note for whom the answer is, in case it takes longer; without it, for one person alone."""
    interaction.extras[_PRIVATE] = private


async def defer(interaction: Interaction, *, private: bool, in_place: bool = False) -> None:
    """Tell Discord that the response takes longer, once.

    People see "thinking ...", unless it is in place of the message whose button they pressed.
    """
    _begin(interaction, private=private, in_place=in_place)
    if deferral := deferral_of(interaction):
        await deferral.arrived()


def _begin(interaction: Interaction, *, private: bool, in_place: bool) -> None:
    if deferral_of(interaction) is None and not is_answered(interaction):
        sending = asyncio.create_task(_send(interaction, private=private, in_place=in_place))
        interaction.extras[_DEFERRAL] = Deferral(private, in_place, sending)


async def _send(interaction: Interaction, *, private: bool, in_place: bool) -> bool:
    with client_of(interaction).underway.deferring():
        return await acknowledge(
            lambda: interaction.response.defer(ephemeral=private, thinking=not in_place)
        )


def keep_in_time(interaction: Interaction) -> None:
    """Acknowledge an interaction in time if the current task has not answered it by then.

    A button is acknowledged without a trace: its answer may still take the place of its message.
    """
    handler = asyncio.current_task()
    if handler is None or interaction.type is discord.InteractionType.autocomplete:
        return
    watch = asyncio.create_task(_acknowledge_later(interaction))
    handler.add_done_callback(lambda _: watch.cancel())


async def _acknowledge_later(interaction: Interaction) -> None:
    await asyncio.sleep(WITHIN)
    private = bool(interaction.extras.get(_PRIVATE, True))
    in_place = interaction.type is discord.InteractionType.component
    _begin(interaction, private=private, in_place=in_place)
