"""Tells the API who is calling.

Triggered by API Gateway before every call of an authorised route, without caching. Lets every
request through with what was found out in its context: the handlers answer 401 themselves, since
the gateway's own refusals could not be problem documents.
Environment: see `AuthorizerSettings`.
"""

from typing import Any

from retrack.domain.errors import Unauthenticated, Unreadable
from retrack.http.authorizing import context_of, refusal_context
from retrack.runtime import access, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import AuthorizerSettings

logger = make_logger()
metrics = make_metrics()
authenticate = access.authenticate(wiring.start(AuthorizerSettings))


def context_for(headers: dict[str, str]) -> dict[str, str]:
    """Who these headers are from, or why that cannot be told."""
    try:
        return context_of(authenticate(headers))
    except (Unauthenticated, Unreadable) as refusal:
        logger.info("refused", kind=type(refusal).__name__)
        return refusal_context(refusal)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """API Gateway's entry: a simple response of payload format 2.0."""
    return {"isAuthorized": True, "context": context_for(event.get("headers", {}))}
