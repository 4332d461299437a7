from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.site import Site, open_site

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as site:
        yield site
