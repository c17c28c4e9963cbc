"""The start of the stack, from nothing to a store that can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dev.control import Control
from dev.stack import Stack

DEMO_NAME = "Lanna Gadgets"

if TYPE_CHECKING:
    from dev.bootstrap import LocalStore
    from dev.place import Place


class Start:
    """Starts everything once; `store` is there when it is done."""

    def __init__(self, place: Place) -> None:
        self.stack = Stack(place)
        self.store: LocalStore | None = None

    def __call__(self) -> None:
        """Returns when the stack can be used.

        Raises:
            Misconfigured: the stack cannot start.
            StoreNotMade: the product did not make the first store.
        """
        stack = self.stack
        stack.start()
        control = Control(stack)
        gateway = stack.gateway()
        self.store = control.begin(gateway, DEMO_NAME if stack.place.seeded else "My store")
        if stack.place.seeded:
            from dev import demo  # noqa: PLC0415  costs half a second that an empty stack saves

            demo.seed(stack, self.store, stack.environment["TABLE_NAME"])
            control.connect_shop(self.store)
        stack.start_pumps()
        stack.aws.forget_usage()
        for simulator in stack.simulators:
            simulator.reset_counters()
        stack.open(lambda request: control(request, gateway))
