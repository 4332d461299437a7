"""A store whose calls are observed."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from bot.observing.observer import Observer
    from index.store.protocol import Store

_LENT = frozenset({"snapshot"})
"""Methods whose work is done when what they return is entered."""
_UNTIMED = frozenset({"export", "together", "close"})
"""Methods that take as long as whoever uses what they return."""


def observed_store(store: Store, observer: Observer) -> Store:
    """Return a store that does what another one does, and tells an observer of each call."""
    return cast("Store", _Observed(store, observer))


class _Observed:
    def __init__(self, store: Store, observer: Observer) -> None:
        self._store = store
        self._observer = observer

    def __getattr__(self, name: str) -> object:
        """Return a method of the store, which is then found without asking here again."""
        method = getattr(self._store, name)
        if name in _LENT:
            method = self._told_when_entered(name, method)
        elif name not in _UNTIMED:
            method = self._told(name, method)
        self.__dict__[name] = method
        return method

    def _told_when_entered(
        self, name: str, method: Callable[..., AbstractContextManager[object]]
    ) -> Callable[..., AbstractContextManager[object]]:
        @contextmanager
        def call(*arguments: object, **named: object) -> Iterator[object]:
            with ExitStack() as stack:
                lent = method(*arguments, **named)
                yield self._told(name, stack.enter_context)(lent)

        return call

    def _told(self, name: str, method: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            begun = perf_counter()
            try:
                result = method(*arguments, **named)
            except BaseException as error:
                self._observer.used_store(name, error, perf_counter() - begun)
                raise
            self._observer.used_store(name, result, perf_counter() - begun)
            return result

        return call
