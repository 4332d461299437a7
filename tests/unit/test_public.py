"""The public door of the library: its names are there, and importing it costs nothing."""

from __future__ import annotations

import doctest
import subprocess
import sys
from importlib import import_module

import pytest

import index

DOCUMENTED = (
    "index",
    "index.quote.anchor",
    "index.text.segment",
    "index.text.terms",
    "bot.render.markdown",
)
"""Modules whose docstrings have examples."""


@pytest.mark.parametrize("name", sorted({*index.__all__} - {"__version__"}))
def test_every_public_name_is_what_its_room_has(name: str) -> None:
    found = getattr(index, name)
    assert found.__module__.startswith("index.")
    assert name in dir(index)
    if isinstance(found, type):
        assert found.__name__ == name


def test_every_error_of_the_library_is_public() -> None:
    errors = vars(import_module("index.errors")).values()
    assert {error.__name__ for error in errors if isinstance(error, type)} <= {*index.__all__}


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Engine'"):
        index.Engine  # noqa: B018 - reading it is what fails


def test_importing_the_door_imports_nothing_behind_it() -> None:
    code = "import sys, index; print([name for name in sys.modules if name.startswith('index.')])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "['index.version']"


@pytest.mark.parametrize("name", DOCUMENTED)
def test_the_examples_of_docstrings_are_true(name: str) -> None:
    found = doctest.testmod(import_module(name))
    assert found.attempted > 0
    assert found.failed == 0
