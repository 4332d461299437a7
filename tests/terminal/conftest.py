"""Commands keep what they keep in a folder of the test, not in the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.terminal.command import Start

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True, scope="session")
def _from_nothing(pytestconfig: pytest.Config) -> None:
    """Whether each command has to begin from nothing."""
    Start.from_nothing = pytestconfig.getoption("--thorough")


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, which is not there yet."""
    folder = tmp_path / "kept"
    monkeypatch.setenv("PULLQUOTE_DATA", str(folder))
    return folder
