"""Makes a store with its first API key, and invites its owner.

Invoked by an operator, never by the web: `{"name": ..., "plan": "basic" | "boss", "email": ...}`,
the e-mail optional. Not safe to repeat: each call makes another store.
Environment: see `CreateStoreSettings`.
"""

from typing import Any

from retrack.domain.plans import Plan
from retrack.runtime import access, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import CreateStoreSettings

logger = make_logger()
metrics = make_metrics()
settings = wiring.start(CreateStoreSettings)


def made(event: dict[str, Any]) -> dict[str, Any]:
    """The new store's id, and its API key, which is shown this once."""
    plan = Plan(event.get("plan", Plan.BASIC))
    create_store = access.create_store(settings)
    store, api_key = create_store(event["name"], plan, owner_email=event.get("email"))
    logger.info("store created", store_id=store.id, plan=store.plan)
    return {"store_id": store.id, "api_key": api_key}


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """The operator's entry."""
    return made(event)
