"""What all tests share."""

import os
import signal

import pytest
from hypothesis import HealthCheck, settings

from tests.store.databases import emptied, fresh, postgresql

__all__ = ["emptied", "fresh", "postgresql"]

# Machines that run tests are shared: how long an example takes says nothing about the code.
SHARED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", SHARED)
settings.register_profile("quick", SHARED, max_examples=30)

# A program that is started in the background ignores Ctrl-C, and so does what it starts; the
# commands that the tests interrupt should not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--thorough",
        action="store_true",
        help="run what takes long as well, and every shape of text with every piece of work",
    )


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """More than there are cores: half of the tests wait for a process, a socket or a clock.

    Those that take long are busy themselves.
    """
    cores = os.cpu_count() or 1
    return cores if config.getoption("--thorough") else 2 * cores


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("thorough" if config.getoption("--thorough") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--thorough"):
        return
    long = [item for item in items if item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if not item.get_closest_marker("thorough")]
