"""A store's sender, `/v1/settings/sender`: how far it is proved to be the store's own.

Triggered by API Gateway. To begin and to give up is for owners.
Environment: see `SenderApiSettings`.
"""

from typing import Any

from retrack.domain.settings import Store
from retrack.http import answers, requests
from retrack.http.access_requests import owned_store
from retrack.http.merchant_view import sender_view
from retrack.http.resolver import Answer, api_resolver
from retrack.runtime import merchant, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import SenderApiSettings

settings = wiring.start(SenderApiSettings)
logger = make_logger()
metrics = make_metrics()
app = api_resolver(logger, requests=wiring.requests, clock=wiring.clock())


@app.get("/v1/settings/sender")
def read_sender() -> Answer:
    """How far the sender is, as the mail service knows now."""
    return answers.answer(_view(merchant.set_up_sender(settings).look_again(app.identity.store_id)))


@app.post("/v1/settings/sender")
def set_up_sender() -> Answer:
    """Begins to prove an address, and makes it the sender."""
    from retrack.http.merchant_schemas import SenderSetUpBody  # noqa: PLC0415  loads slowly

    store_id, actor = owned_store(app.identity), app.identity.actor
    body = requests.read_body(app.current_event.raw_event, SenderSetUpBody)
    begin = merchant.set_up_sender(settings).begin
    return answers.answer(_view(begin(store_id, body.email, body.kind, actor=actor)), status=201)


@app.delete("/v1/settings/sender")
def remove_sender() -> Answer:
    """Gives it up; a store without one is no error."""
    merchant.set_up_sender(settings).remove(owned_store(app.identity))
    return answers.nothing()


def _view(store: Store) -> dict[str, Any]:
    return sender_view(store, merchant.senders(settings))


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
