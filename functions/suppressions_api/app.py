"""The addresses that a store sends nothing to: `/v1/suppressions`.

Triggered by API Gateway. Addresses come in bodies and are kept as hashes alone, so none is shown.
Environment: see `SuppressionsApiSettings`.
"""

from typing import Any

from retrack.http import answers, requests
from retrack.http.resolver import Answer, api_resolver
from retrack.http.suppression_view import next_suppressions, suppression_view, suppressions_after
from retrack.runtime import mail, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import SuppressionsApiSettings

wiring.start(SuppressionsApiSettings)
logger = make_logger()
metrics = make_metrics()
app = api_resolver(logger, requests=wiring.requests, clock=wiring.clock())


@app.get("/v1/suppressions")
def list_suppressions() -> Answer:
    """A page of them, in no order that means anything."""
    query = requests.query_of(app.current_event.raw_event)
    after, limit = suppressions_after(query, app.identity), requests.read_limit(query)
    found = mail.suppress().page(app.identity.store_id, after=after, limit=limit)
    following = next_suppressions(found, app.identity, limit=limit)
    return answers.answer(
        {"items": [suppression_view(one) for one in found], "next_cursor": following}
    )


@app.post("/v1/suppressions")
def suppress() -> Answer:
    """Has nothing sent to an address from now on."""
    from retrack.http.access_schemas import SuppressionBody  # noqa: PLC0415  only bodies wait

    who = app.identity
    body = requests.read_body(app.current_event.raw_event, SuppressionBody)
    made = mail.suppress().block(who.store_id, body.address, key=who.cursor_key, actor=who.actor)
    return answers.answer(suppression_view(made), status=201)


@app.delete("/v1/suppressions")
def allow() -> Answer:
    """Lets an address be written to again; one that is not suppressed is no error."""
    from retrack.http.access_schemas import AllowBody  # noqa: PLC0415  as above

    who, use = app.identity, mail.suppress()
    body = requests.read_body(app.current_event.raw_event, AllowBody)
    if body.id:
        use.allow_known(who.store_id, body.id)
    else:
        use.allow(who.store_id, body.address, key=who.cursor_key)
    return answers.nothing()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
