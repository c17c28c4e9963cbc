"""What writing one email costs, once its template was read."""

import statistics
import time

from bench.budgets import Line, within
from bench.orders import START
from retrack.domain.identifiers import StoreId
from retrack.domain.plans import Plan
from retrack.domain.settings import Channel, Store, Trigger
from retrack.domain.templates import TemplateName
from retrack.senders.default_templates import default_template
from retrack.senders.words import LiquidWriter
from retrack.services.sample_order import sample_order

_ROUNDS = 200
LIMIT_MS = 5.0


def lines() -> list[Line]:
    """One line: subject, HTML and text of a shipping email."""
    name = TemplateName(Trigger.SHIPPED, Channel.EMAIL, "en")
    store = Store(id=StoreId("s1"), name="A store", plan=Plan.BOSS)
    order, writer = sample_order(store, name, now=START), LiquidWriter("https://example.com")
    template, shipment = default_template(name), order.shipments[0]

    def cost() -> float:
        begun = time.process_time()
        writer.email_by(template, name, store, order, shipment)
        return (time.process_time() - begun) * 1000

    cost()
    spent = statistics.median(cost() for _ in range(_ROUNDS))
    return [within("one email written, warm, CPU", spent, LIMIT_MS, unit=" ms")]
