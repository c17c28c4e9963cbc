"""Track again, statuses set by hand, summary and report: what the Boss plan adds to orders.

Triggered by API Gateway. Track again asks the carrier while the caller waits; where the carrier is
slow it is queued and answered 202.
Environment: see `TrackingApiSettings`.
"""

from typing import Any

from retrack.domain.identifiers import OrderId, ShipmentId
from retrack.domain.plans import require_tracking
from retrack.http import answers, order_answers, requests
from retrack.http.resolver import Answer, api_resolver
from retrack.runtime import tracking, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import TrackingApiSettings
from retrack.services.job_progress import seen

settings = wiring.start(TrackingApiSettings)
logger = make_logger()
metrics = make_metrics()
clock = wiring.clock()
app = api_resolver(logger, requests=wiring.requests, clock=clock)


@app.post("/v1/orders/<order_id>/shipments/<shipment_id>/track")
def track_again(order_id: str, shipment_id: str) -> Answer:
    """Asks the carrier about a shipment now."""
    identity, sid = app.identity, ShipmentId(shipment_id)
    require_tracking(identity.plan)
    track = tracking.track_again(settings)
    order, answered = track(identity.store_id, OrderId(order_id), sid)
    status = 200 if answered else 202
    return order_answers.shipment_answer(app, clock, order, order.shipment(sid), status=status)


@app.put("/v1/orders/<order_id>/shipments/<shipment_id>/status")
def set_status(order_id: str, shipment_id: str) -> Answer:
    """Sets a shipment's status by hand."""
    from retrack.http.schemas import StatusBody  # noqa: PLC0415  only routes with a body wait for it

    me, sid = app.identity, ShipmentId(shipment_id)
    require_tracking(me.plan)
    status = requests.read_body(app.current_event.raw_event, StatusBody).status
    order = wiring.manual_status().set(
        me.store_id, me.plan, OrderId(order_id), sid, status=status, actor=me.actor
    )
    return order_answers.shipment_answer(app, clock, order, order.shipment(sid))


@app.delete("/v1/orders/<order_id>/shipments/<shipment_id>/status")
def release_status(order_id: str, shipment_id: str) -> Answer:
    """Gives a status that was set by hand back to the carrier."""
    me, sid = app.identity, ShipmentId(shipment_id)
    release = wiring.manual_status().release
    order = release(me.store_id, me.plan, OrderId(order_id), sid, actor=me.actor)
    return order_answers.shipment_answer(app, clock, order, order.shipment(sid))


@app.post("/v1/tracking/track")
def track_many() -> Answer:
    """Queues many orders to be tracked again."""
    from retrack.http.schemas import TrackManyBody  # noqa: PLC0415

    identity = app.identity
    require_tracking(identity.plan)
    body = requests.read_body(app.current_event.raw_event, TrackManyBody)
    order_ids = [OrderId(order_id) for order_id in body.order_ids]
    job = tracking.track_many(settings)(identity.store_id, order_ids)
    headers = {"Location": f"/v1/jobs/{job.id}"}
    return answers.answer(answers.job_view(job), status=202, headers=headers)


@app.get("/v1/jobs/<job_id>")
def read_job(job_id: str) -> Answer:
    """How far a job has come."""
    job = seen(wiring.jobs().load(app.identity.store_id, job_id), clock.now())
    return answers.answer(answers.job_view(job))


@app.get("/v1/tracking/summary")
def summary() -> Answer:
    """How a period's orders stand."""
    identity = app.identity
    require_tracking(identity.plan)
    span = requests.read_span(requests.query_of(app.current_event.raw_event), identity, clock)
    counted = wiring.summarise()(identity.store_id, identity.plan, span)
    return answers.answer(answers.summary_view(counted))


@app.get("/v1/reports/fulfillment")
def report_fulfillment() -> Answer:
    """How a period's orders went."""
    from retrack.http.report_view import read_group_by, report_view  # noqa: PLC0415

    me, query = app.identity, requests.query_of(app.current_event.raw_event)
    require_tracking(me.plan)
    use, group_by = wiring.report_fulfillment(), read_group_by(query)
    span = requests.read_span(query, me, clock)
    report = use(me.store_id, me.plan, span, group_by={group_by}, time_zone=me.time_zone)
    shipped = use.shipped(me.store_id, me.plan, span)
    view = report_view(report, group_by, span, time_zone=me.time_zone, shipped=shipped)
    return answers.answer(view)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
