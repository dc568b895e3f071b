"""The feed within one process."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chargehand.model.snapshot import Change

Listener = Callable[[Sequence[Change]], None]


class LocalFeed:
    """Hands changes to listeners in the same process at once, in the order of publishing."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def publish(self, changes: Sequence[Change]) -> None:
        for listener in tuple(self._listeners):
            listener(changes)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave
