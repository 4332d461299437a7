"""What can be made of any question set, by the name that the command line has for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.evaluate.attributes import attributes
from index.evaluate.elsewhere import elsewhere
from index.evaluate.forms import key_words, lower_case, slips, two_in_one, untitled

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.evaluate.questions import QuestionSet

SUITES: dict[str, Callable[[QuestionSet], QuestionSet]] = {
    "elsewhere": elsewhere,
    "attributes": attributes,
    "lower-case": lower_case,
    "slips": slips,
    "key-words": key_words,
    "two-in-one": two_in_one,
    "untitled": untitled,
}
