"""Properties are not measured for coverage: they run the same lines hundreds of times."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep `make cover` from taking twice the time here, for lines that other tests run."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.no_cover)
