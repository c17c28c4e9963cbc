"""Many orders at once: as a file out and in, and pasted tracking numbers.

Triggered by API Gateway. Files larger than an answer may be, and all that come in, go through a
bucket and by links that run out. A POST with an Idempotency-Key may be repeated.
Environment: see `BulkApiSettings`.
"""

from typing import Any

from retrack.http import answers, file_requests, order_answers, order_requests, requests
from retrack.http.resolver import Answer, api_resolver
from retrack.runtime import files, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import BulkApiSettings

settings = wiring.start(BulkApiSettings)
logger = make_logger()
metrics = make_metrics()
clock = wiring.clock()
app = api_resolver(logger, requests=wiring.requests, clock=clock)


@app.get("/v1/orders.csv")
def export_orders() -> Answer:
    """The orders of a list as a file."""
    me, query = app.identity, requests.query_of(app.current_event.raw_event)
    wanted = order_requests.read_filter(query, me, clock)
    name = file_requests.export_name(clock.now(), me.time_zone)
    export = files.export_orders(settings)
    made = export(me.store_id, wanted, order_answers.reader(app, clock), shown_as=name)
    return file_requests.export_answer(made, name)


@app.get("/v1/imports/template.csv")
def import_template() -> Answer:
    """A table to fill in, for whoever belongs to a store."""
    return file_requests.template_answer(app.identity, files.import_template())


@app.post("/v1/imports")
def begin_import() -> Answer:
    """An address to upload a file to."""
    from retrack.http.paste_requests import ImportBody  # noqa: PLC0415

    store_id, event = app.identity.store_id, app.current_event.raw_event
    body = requests.read_body(event, ImportBody) if event.get("body") else ImportBody()
    new, upload_url = files.begin_import(settings)(store_id, size=body.size)
    view = file_requests.import_view(new, None) | {"upload_url": upload_url}
    return answers.answer(view, status=201, headers={"Location": f"/v1/imports/{new.id}"})


@app.post("/v1/imports/<import_id>/start")
def start_import(import_id: str) -> Answer:
    """Has the uploaded file read."""
    started = files.start_import(settings)(app.identity.store_id, import_id)
    return answers.answer(file_requests.import_view(started, None), status=202)


@app.get("/v1/imports/<import_id>")
def read_import(import_id: str) -> Answer:
    """How far an import has come."""
    shown, refused_url = files.show_import(settings)(app.identity.store_id, import_id)
    return answers.answer(file_requests.import_view(shown, refused_url))


@app.post("/v1/tracking/paste")
def paste() -> Answer:
    """What pasted tracking numbers mean; with `confirm` they are brought in."""
    from retrack.http.paste_requests import PasteBody, pasted_view  # noqa: PLC0415

    store_id, use = app.identity.store_id, files.paste_numbers()
    body = requests.read_body(app.current_event.raw_event, PasteBody)
    carry_out = use.confirm if body.confirm else use.preview
    return answers.answer(pasted_view(carry_out(store_id, body.text, body.chosen())))


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
