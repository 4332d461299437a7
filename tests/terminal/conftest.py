"""Commands keep what they keep in a folder of the test, not in the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, which is not there yet."""
    folder = tmp_path / "kept"
    monkeypatch.setenv("PULLQUOTE_DATA", str(folder))
    return folder
