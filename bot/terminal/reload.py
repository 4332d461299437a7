"""Reading the settings again at SIGHUP: what can change while the bot runs does."""

from __future__ import annotations

import asyncio
import logging
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.settings import SETTINGS, SettingsError, load
from bot.upkeep import read_limits

if TYPE_CHECKING:
    from bot.asking.asking import Asking
    from bot.settings import Setting, Settings

log = logging.getLogger(__name__)

_OURS = ("bot", "index")


def set_level(name: str) -> None:
    """Log what is of a level, by its name, or above; of what others wrote nothing below INFO.

    Libraries show in their DEBUG lines what is sent: discord.py questions, and tokens with which
    others could answer them.
    """
    level = logging.getLevelNamesMapping()[name]
    logging.getLogger().setLevel(max(level, logging.INFO))
    for ours in _OURS:
        logging.getLogger(ours).setLevel(level)


class Reloading:
    """Takes over what changed in the configuration file.

    The environment of a process stays as it was when it began, and goes before the file.
    """

    def __init__(self, asking: Asking, settings: Settings) -> None:
        """Change what was made by these settings."""
        self._asking = asking
        self._settings = settings
        self._task: asyncio.Task[None] | None = None

    def on_signal(self) -> None:
        """Read the settings again at each SIGHUP, where the system has that."""
        if hasattr(signal, "SIGHUP"):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._begin)

    def _begin(self) -> None:
        # One after another, so that what was written last holds.
        before = self._task
        self._task = asyncio.create_task(self._reload(before))

    async def _reload(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        await read_limits(self._asking.service)
        try:
            settings = await asyncio.to_thread(load)
        except SettingsError as error:
            log.error("All settings stay as they are: %s", error)  # noqa: TRY400 - it says enough
            return
        self._take_over(settings)

    def _take_over(self, settings: Settings) -> None:
        changed = [each for each in SETTINGS if _differs(each, self._settings, settings)]
        live = {each.key: getattr(settings, each.key) for each in changed if each.live}
        before, self._settings = self._settings, replace(self._settings, **live)
        self._apply()
        for setting in changed:
            old, new = getattr(before, setting.key), getattr(settings, setting.key)
            if not setting.live:
                log.warning("%s has changed; restart the bot for that", setting.key)
            else:
                log.info("%s is %s now; it was %s", setting.key, _shown(new), _shown(old))
        log.info("The settings were read again%s", "" if changed else "; nothing has changed")

    def _apply(self) -> None:
        settings, cooldown = self._settings, self._asking.cooldown
        set_level(settings.log_level)
        cooldown.user_questions = settings.user_questions
        cooldown.server_questions = settings.server_questions
        self._asking.service.configure(limits=settings.limits, threshold=settings.threshold)


def _differs(setting: Setting, before: Settings, after: Settings) -> bool:
    return bool(getattr(before, setting.key) != getattr(after, setting.key))


def _shown(value: object) -> object:
    return "the default" if value is None else value
