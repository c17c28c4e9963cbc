"""Takes in signed pushes of tracking providers and shops: `POST /hooks/{provider}/{store}`.

Triggered by API Gateway without its authorizer: the signature over the body is the credential. A
good push is queued and answered at once; a bad one is answered 401, and nothing is written.
Environment: see `HooksApiSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from retrack.domain.identifiers import StoreId
from retrack.http.answers import answer
from retrack.http.requests import body_bytes
from retrack.http.resolver import Answer, make_resolver
from retrack.runtime import shops, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import HooksApiSettings

logger = make_logger()
metrics = make_metrics()
settings = wiring.start(HooksApiSettings)
app = make_resolver(logger)


@app.post("/hooks/<provider>/<store>")
def push(provider: str, store: str) -> Answer:
    """Queues a push."""
    event = app.current_event
    receive = shops.receiver(settings, provider)
    receive(provider, StoreId(store), body_bytes(event.raw_event), event.headers)
    metrics.add_metric("PushReceived", MetricUnit.Count, 1)
    return answer({"received": True})


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
