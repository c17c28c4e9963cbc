"""Merchants' own words for what customers are told (R28, R30): kept, shown, tried out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from retrack.domain.errors import FieldProblem, Invalid
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Order
from retrack.domain.plans import require_tracking
from retrack.domain.settings import Channel, Store
from retrack.domain.shipments import Shipment
from retrack.domain.templates import Template, TemplateName, TemplateVersion
from retrack.domain.times import to_text
from retrack.services.ports import (
    Clock,
    Email,
    OrderStore,
    Sms,
    StoreStore,
    TemplateBroken,
    TemplateStore,
)
from retrack.services.sample_order import sample_order


class TemplateWriter(Protocol):
    """Fills templates.

    Both may raise `TemplateBroken`.
    """

    def default(self, name: TemplateName) -> Template:
        """The built-in template."""
        ...

    def email_by(
        self, template: Template, name: TemplateName, store: Store, order: Order, shipment: Shipment
    ) -> Email:
        """The email by this very template."""
        ...

    def sms_by(self, template: Template, store: Store, order: Order, shipment: Shipment) -> Sms:
        """The text message by this very template."""
        ...


@dataclass(frozen=True, slots=True)
class EditTemplates:
    """What a merchant does with templates. What cannot be filled is refused and never saved."""

    stores: StoreStore
    orders: OrderStore
    templates: TemplateStore
    writer: TemplateWriter
    clock: Clock

    def keep(
        self, store_id: StoreId, wanted: Mapping[TemplateName, Template | None], *, actor: str
    ) -> dict[str, str]:
        """Keeps new versions; which is in force from now on, for `Store.templates`.

        None goes back to the built-in template, which has the version "".

        Raises:
            Invalid: one cannot be filled, with the line and the reason; none was kept.
        """
        if not wanted:
            return {}
        store, now = self.stores.load(store_id), self.clock.now()
        problems: list[FieldProblem] = []
        for name, template in wanted.items():
            if template:
                problems += self._problems(store, name, template)
        if problems:
            raise Invalid(*problems)
        kept = {}
        for name, template in wanted.items():
            kept[str(name)] = version = to_text(now) if template else ""
            if template:
                self.templates.add(store_id, TemplateVersion(name, version, template, now, actor))
        return kept

    def current(self, store: Store, name: TemplateName) -> Template:
        """The template in force."""
        version = store.templates.get(str(name))
        if not version:
            return self.writer.default(name)
        return self.templates.load(store.id, name, version).template

    def own(self, store: Store) -> dict[TemplateName, TemplateVersion]:
        """The templates that the store wrote itself, as they are in force."""
        names = {TemplateName.parse(text): version for text, version in store.templates.items()}
        return {n: self.templates.load(store.id, n, version) for n, version in names.items()}

    def preview(
        self,
        store_id: StoreId,
        name: TemplateName,
        template: Template | None = None,
        *,
        order_id: OrderId | None = None,
    ) -> Email | Sms:
        """What a customer would read: by this template or the one in force, of this or any order.

        Raises:
            PlanRequired: notifications are part of another plan.
            NotFound: there is no such order.
            Invalid: the template cannot be filled.
        """
        store = self.stores.load(store_id)
        require_tracking(store.plan)
        order = self.orders.load(store_id, order_id) if order_id else None
        if order is None or not order.shipments:
            order = sample_order(store, name, now=self.clock.now())
        try:
            return self._written(store, name, template or self.current(store, name), order)
        except TemplateBroken as exc:
            raise Invalid(_problem("template", exc)) from exc

    def _written(
        self, store: Store, name: TemplateName, template: Template, order: Order
    ) -> Email | Sms:
        shipment = order.shipments[-1]
        if name.channel is Channel.EMAIL:
            return self.writer.email_by(template, name, store, order, shipment)
        return self.writer.sms_by(template, store, order, shipment)

    def _problems(self, store: Store, name: TemplateName, template: Template) -> list[FieldProblem]:
        try:
            self._written(store, name, template, sample_order(store, name, now=self.clock.now()))
        except TemplateBroken as exc:
            return [_problem(f"templates.{name}", exc)]
        return []


def _problem(path: str, broken: TemplateBroken) -> FieldProblem:
    where = f"line {broken.line}: " if broken.line else ""
    field = f"{path}.{broken.part}" if broken.part else path
    return FieldProblem(field, f"{where}{broken.reason}")
