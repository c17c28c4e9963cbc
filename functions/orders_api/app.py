"""Orders and their shipments: `/v1/orders` and below; also answers unknown addresses of the API.

Triggered by API Gateway. Every change is one conditional write; what follows from it starts at the
table's stream. A POST with an Idempotency-Key may be repeated.
Environment: see `OrdersApiSettings`.
"""

from typing import Any

from retrack.domain.identifiers import OrderId, ShipmentId
from retrack.http import answers, order_answers, order_requests, requests
from retrack.http.resolver import Answer, api_resolver
from retrack.runtime import mail, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import OrdersApiSettings
from retrack.services.saving import change_order

wiring.start(OrdersApiSettings)
logger = make_logger()
metrics = make_metrics()
clock = wiring.clock()
app = api_resolver(logger, requests=wiring.requests, clock=clock)


@app.post("/v1/orders")
def create_order() -> Answer:
    """Takes an order in."""
    from retrack.http.schemas import OrderBody  # noqa: PLC0415  only routes with a body wait for it

    store_id = app.identity.store_id
    body = requests.read_body(app.current_event.raw_event, OrderBody)
    new = order_requests.new_order(body, wiring.randomness().identifier())
    return order_answers.order_answer(app, clock, wiring.take_order()(store_id, new), status=201)


@app.get("/v1/orders")
def list_orders() -> Answer:
    """A page of a list, newest first."""
    identity, query = app.identity, requests.query_of(app.current_event.raw_event)
    wanted = order_requests.read_filter(query, identity, clock)
    after = order_requests.read_cursor(query, identity)
    limit = requests.read_limit(query)
    page = wiring.list_orders()(identity.store_id, wanted, limit=limit, after=after)
    following = order_requests.next_cursor(page.next_after, query, identity)
    return order_answers.list_answer(app, clock, page.rows, next_cursor=following)


@app.get("/v1/orders/<order_id>")
def read_order(order_id: str) -> Answer:
    """One order, with the messages to its customer."""
    me, wanted, orders = app.identity, OrderId(order_id), wiring.orders()
    shown, why = orders.show(me.store_id, wanted), None
    if requests.read_flag(requests.query_of(app.current_event.raw_event), "suppressions"):
        why = mail.suppress().of_order(orders.load(me.store_id, wanted), key=me.cursor_key).values()
    return order_answers.shown_answer(app, clock, shown, why)


@app.patch("/v1/orders/<order_id>")
def change(order_id: str) -> Answer:
    """Changes customer, address or payment."""
    from retrack.http.schemas import OrderChangeBody  # noqa: PLC0415

    store_id, version = app.identity.store_id, answers.wanted_version(app)
    body = requests.read_body(app.current_event.raw_event, OrderChangeBody)
    changed = order_requests.order_change(body, now=clock.now())
    orders = wiring.orders()
    order = change_order(orders, store_id, OrderId(order_id), changed, version=version)
    return order_answers.order_answer(app, clock, order)


@app.delete("/v1/orders/<order_id>")
def erase_order(order_id: str) -> Answer:
    """Erases an order with all its personal data."""
    orders = wiring.orders()
    orders.erase(orders.load(app.identity.store_id, OrderId(order_id)))
    return answers.nothing()


@app.post("/v1/orders/<order_id>/shipments")
def add_shipment(order_id: str) -> Answer:
    """Adds a shipment: the order is fulfilled, or partly."""
    from retrack.http.schemas import ShipmentBody  # noqa: PLC0415

    store_id = app.identity.store_id
    body = requests.read_body(app.current_event.raw_event, ShipmentBody)
    order = wiring.ship().add(store_id, OrderId(order_id), order_requests.new_shipment(body))
    return order_answers.shipment_answer(app, clock, order, order.shipments[-1], status=201)


@app.get("/v1/orders/<order_id>/shipments/<shipment_id>")
def read_shipment(order_id: str, shipment_id: str) -> Answer:
    """The details of a shipment: its events, and who changed its status."""
    file = wiring.orders().load_file(app.identity.store_id, OrderId(order_id))
    shipment = file.order.shipment(ShipmentId(shipment_id))
    events = file.events_of(shipment)
    return order_answers.shipment_answer(app, clock, file.order, shipment, checkpoints=events)


@app.patch("/v1/orders/<order_id>/shipments/<shipment_id>")
def correct_shipment(order_id: str, shipment_id: str) -> Answer:
    """Corrects the code or the carrier, and tracks afresh."""
    from retrack.http.schemas import ShipmentChangeBody  # noqa: PLC0415

    ids = app.identity.store_id, OrderId(order_id), ShipmentId(shipment_id)
    body = requests.read_body(app.current_event.raw_event, ShipmentChangeBody)
    order = wiring.ship().correct(*ids, **body.model_dump())
    return order_answers.shipment_answer(app, clock, order, order.shipment(ShipmentId(shipment_id)))


@app.delete("/v1/orders/<order_id>/shipments/<shipment_id>")
def remove_shipment(order_id: str, shipment_id: str) -> Answer:
    """Takes a shipment off its order."""
    store_id = app.identity.store_id
    wiring.ship().remove(store_id, OrderId(order_id), ShipmentId(shipment_id))
    return answers.nothing()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
