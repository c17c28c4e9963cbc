"""Many tracking numbers pasted at once: shown first, and only brought in once that is confirmed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from retrack.domain.carriers import Candidate, candidates, detected
from retrack.domain.errors import Invalid, NotFound, TooLarge
from retrack.domain.identifiers import CarrierSlug, OrderId, StoreId, TrackingNumber
from retrack.domain.orders import Order
from retrack.domain.tracking_numbers import normalise
from retrack.services.bring_in_order import BringInOrder
from retrack.services.file_ports import OrderNames, SheetEntry
from retrack.services.ports import OrderIndex, OrderStore
from retrack.services.ship import NewShipment
from retrack.services.take_order import NewOrder

MAX_LINES = 200
_SOURCE = "paste"
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class PastedLine:
    """What one line means.

    `order_id` is the order that gets the shipment, None where a new one is made. `carrier` is what
    the number's form speaks for, or was chosen; None is doubtful. `problem` says why nothing can
    come of it, `duplicate_of` names the order or the line that has this number already.
    """

    line: int
    text: str
    order_name: str = ""
    number: TrackingNumber | None = None
    candidates: tuple[Candidate, ...] = ()
    carrier: CarrierSlug | None = None
    order_id: OrderId | None = None
    duplicate_of: str = ""
    problem: str = ""
    was_added: bool = False

    @property
    def can_be_added(self) -> bool:
        """Whether confirming it does something."""
        return self.number is not None and not self.problem and not self.duplicate_of


class _Split(NamedTuple):
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class PasteNumbers:
    """Reads a pasted text, and brings in what it says."""

    orders: OrderStore
    index: OrderIndex
    names: OrderNames
    bring_in: BringInOrder

    def preview(
        self, store_id: StoreId, text: str, chosen: Mapping[int, str] | None = None
    ) -> list[PastedLine]:
        """What each line means; nothing is written. `chosen` are carriers by line.

        Raises:
            TooLarge: more lines than are taken at once.
        """
        lines = [(n, t.strip()) for n, t in enumerate(text.splitlines(), start=1) if t.strip()]
        if len(lines) > MAX_LINES:
            msg = f"At most {MAX_LINES} lines at a time; import a file for more."
            raise TooLarge(msg)
        return list(self._meant(store_id, lines, chosen or {}))

    def confirm(
        self, store_id: StoreId, text: str, chosen: Mapping[int, str] | None = None
    ) -> list[PastedLine]:
        """Brings in what can be; the lines as they are then. Saying so again changes nothing."""
        return [
            self._added(store_id, line) if line.can_be_added else line
            for line in self.preview(store_id, text, chosen)
        ]

    def _meant(
        self, store_id: StoreId, lines: list[tuple[int, str]], chosen: Mapping[int, str]
    ) -> Iterator[PastedLine]:
        seen: dict[TrackingNumber, int] = {}
        for line, text in lines:
            name, pasted = split(text)
            try:
                number = normalise(pasted)
            except Invalid as exc:
                yield PastedLine(line, text, name, problem=exc.problems[0].message)
                continue
            found = candidates(number)
            carrier = CarrierSlug(chosen[line]) if chosen.get(line) else detected(number)
            read = PastedLine(line, text, name, number, found, carrier)
            if number in seen:
                yield replace(read, duplicate_of=f"line {seen[number]}")
                continue
            seen[number] = line
            yield self._placed(store_id, read, number)

    def _placed(self, store_id: StoreId, read: PastedLine, number: TrackingNumber) -> PastedLine:
        """The line with the order that it goes to."""
        holder = self._holder(store_id, number)
        if holder:
            return replace(read, order_id=holder.id, duplicate_of=holder.name)
        if not read.order_name:
            return read
        if len(read.order_name) > _MAX_NAME or not read.order_name.isprintable():
            return replace(read, problem=f"an order name has at most {_MAX_NAME} characters")
        named = self.names.named(store_id, read.order_name)
        if len(named) > 1:
            return replace(read, problem="several orders have this name")
        return replace(read, order_id=named[0] if named else None)

    def _holder(self, store_id: StoreId, number: TrackingNumber) -> Order | None:
        for order_id in self.index.with_number(store_id, number):
            try:
                order = self.orders.load(store_id, order_id)
            except NotFound:
                continue
            if any(s.tracking_number == number for s in order.shipments):
                return order
        return None

    def _added(self, store_id: StoreId, line: PastedLine) -> PastedLine:
        number = str(line.number)
        name = line.order_name or number
        order = NewOrder(OrderId(f"paste-{number}"), name, source=_SOURCE)
        if line.order_id:
            order = replace(order, id=line.order_id)
        shipment = NewShipment(number, carrier=line.carrier or "")
        entry = SheetEntry(order, shipment, has_own_id=bool(line.order_id or not line.order_name))
        try:
            saved = self.bring_in(store_id, entry)
        except Invalid as exc:
            return replace(line, problem=exc.problems[0].message)
        return replace(line, order_id=saved.id, was_added=True)


def split(text: str) -> _Split:
    """The order's name, if there is one, and the number: `#1001 RR123456785CN`.

    Between tabs, commas or semicolons stands what it is; between blanks the last word is the
    number, unless the whole line is one that is written with blanks.
    """
    parts = [part.strip() for part in re.split(r"[\t,;]", text) if part.strip()]
    if len(parts) == 1:
        parts = parts[0].split()
        if len(parts) > 1 and _is_a_number(text):
            parts = [text]
    if not parts:
        return _Split("", text)
    if len(parts) > 1 and parts[-1][:1] == _MARK:  # the name came last
        parts = [*parts[1:], parts[0]]
    return _Split(" ".join(parts[:-1]), parts[-1])


_MARK = chr(35)  # with which shops begin the names of orders


def _is_a_number(text: str) -> bool:
    try:
        return detected(normalise(text)) is not None
    except Invalid:
        return False
