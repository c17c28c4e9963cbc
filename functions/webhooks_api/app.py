"""A store's outgoing webhooks: `/v1/webhooks`.

Triggered by API Gateway. For owners, since a webhook tells of every order.
Environment: see `WebhooksApiSettings`.
"""

from typing import Any

from retrack.http import answers, requests
from retrack.http.access_requests import owned_store
from retrack.http.resolver import Answer, api_resolver
from retrack.http.webhook_view import delivery_view, webhook_view
from retrack.runtime import webhooks, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import WebhooksApiSettings

settings = wiring.start(WebhooksApiSettings)
logger = make_logger()
metrics = make_metrics()
app = api_resolver(logger, requests=wiring.requests, clock=wiring.clock())


@app.get("/v1/webhooks")
def list_webhooks() -> Answer:
    """The store's webhooks, and whether they are on."""
    found = webhooks.webhooks(settings).of(owned_store(app.identity))
    return answers.answer({"items": [webhook_view(webhook) for webhook in found]})


@app.post("/v1/webhooks")
def make_webhook() -> Answer:
    """A new webhook; the answer alone shows its secret."""
    from retrack.http.access_schemas import WebhookBody  # noqa: PLC0415  only this route waits

    store_id = owned_store(app.identity)
    body = requests.read_body(app.current_event.raw_event, WebhookBody)
    new, secret = webhooks.webhooks(settings).make(store_id, body.url, body.events)
    return answers.answer(webhook_view(new) | {"secret": secret}, status=201)


@app.delete("/v1/webhooks/<webhook_id>")
def remove_webhook(webhook_id: str) -> Answer:
    """Forgets a webhook; one that is not there is no error."""
    webhooks.webhooks(settings).remove(owned_store(app.identity), webhook_id)
    return answers.nothing()


@app.post("/v1/webhooks/<webhook_id>/enable")
def enable(webhook_id: str) -> Answer:
    """Has a webhook that was switched off told again what happens from now on."""
    store_id = owned_store(app.identity)
    return answers.answer(webhook_view(webhooks.webhooks(settings).switch_on(store_id, webhook_id)))


@app.get("/v1/webhooks/<webhook_id>/deliveries")
def list_deliveries(webhook_id: str) -> Answer:
    """What it was sent lately, newest first."""
    found = webhooks.webhooks(settings).deliveries(owned_store(app.identity), webhook_id)
    return answers.answer({"items": [delivery_view(delivery) for delivery in found]})


@app.post("/v1/webhooks/<webhook_id>/deliveries/<delivery_id>/resend")
def send_again(webhook_id: str, delivery_id: str) -> Answer:
    """Has a message sent once more."""
    store_id = owned_store(app.identity)
    again = webhooks.webhooks(settings).send_again(store_id, webhook_id, delivery_id)
    return answers.answer(delivery_view(again), status=202)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
