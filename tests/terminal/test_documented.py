"""The documents have every command and option, and their links lead somewhere."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.terminal.arguments import parser

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")


def usages(command: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    """Each command with each of its options."""
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from usages(below)
        elif action.option_strings and action.dest not in ("help", "version"):
            yield command.prog, action.option_strings[-1]
        else:
            yield command.prog, command.prog


def test_every_command_and_option_is_documented() -> None:
    missing = {part for usage in usages(parser()) for part in usage if part not in PAGE}
    assert missing == set()


# `make docs` checks the links of the pages in `docs/`, as they are on the site.
@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_link_in_the_repository_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    assert links
    for link in links:
        path, _, heading = link.partition("#")
        target = ROOT / path
        assert target.exists(), link
        assert not heading or heading in headings(target), link


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as hosts of repositories and the site make them."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", line).lower().replace(" ", "-") for line in lines}


def test_every_path_that_the_documents_name_is_there() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
    for page in [*pages, *(ROOT / "docs").rglob("*.md")]:
        for named in re.findall(
            r"`((?:bot|docs|index|seeds|tests)/[a-z0-9_./]*)`", page.read_text(encoding="utf-8")
        ):
            assert (ROOT / named).exists(), f"{page.name}: {named}"


def test_the_map_has_every_folder() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    folders = {
        str(path.parent.relative_to(ROOT)) + "/"
        for top in ("index", "bot")
        for path in (ROOT / top).rglob("__init__.py")
    }
    assert {folder for folder in folders if f"`{folder}`" not in contributing} == set()
