"""Tries templates out: `/v1/settings/templates/preview` and `/v1/settings/templates/test`.

Triggered by API Gateway. Nothing is saved. A test goes to the store's own address, or as a text
message to a number, a few times a minute.
Environment: see `TemplatesApiSettings`.
"""

from typing import Any

from retrack.domain.identifiers import OrderId
from retrack.http import answers, requests
from retrack.http.idempotency import ABOUT_ORDER
from retrack.http.resolver import Answer, api_resolver
from retrack.http.template_requests import message_view, tried
from retrack.runtime import messages, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import TemplatesApiSettings

settings = wiring.start(TemplatesApiSettings)
logger = make_logger()
metrics = make_metrics()
app = api_resolver(logger, requests=wiring.requests, clock=wiring.clock())


@app.post("/v1/settings/templates/preview")
def preview() -> Answer:
    """What a customer would read, and for an SMS its parts."""
    from retrack.http.template_schemas import TryTemplateBody  # noqa: PLC0415  loads slowly

    store_id, edit = app.identity.store_id, messages.edit_templates(settings)
    body = requests.read_body(app.current_event.raw_event, TryTemplateBody)
    (name, template), order = tried(body), OrderId(body.order_id) if body.order_id else None
    message = edit.preview(store_id, name, template, order_id=order)
    return answers.answer(message_view(message), headers={ABOUT_ORDER: order} if order else {})


@app.post("/v1/settings/templates/test")
def send_test() -> Answer:
    """Sends it: an email to where the store's customers answer, a text message to a number."""
    from retrack.http.template_schemas import TryTemplateBody  # noqa: PLC0415  as above

    store_id, send = app.identity.store_id, messages.send_test(settings)
    body = requests.read_body(app.current_event.raw_event, TryTemplateBody)
    (name, template), order = tried(body), body.order_id
    about = OrderId(order) if order else None
    to = send(store_id, name, template, order_id=about, to=body.to)
    return answers.answer({"sent_to": to}, status=202)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
