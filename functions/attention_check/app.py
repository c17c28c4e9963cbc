"""Once an hour, announces the orders that nothing but time made need attention.

Triggered by EventBridge Scheduler: at least once; one at a time, since its concurrency is reserved.
A check that fails is tried again, and whatever was missed is caught up with by the next one.
Environment: see `AttentionCheckSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from retrack.runtime import webhooks, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import AttentionCheckSettings

settings = wiring.start(AttentionCheckSettings)
logger = make_logger()
metrics = make_metrics()


def checked() -> dict[str, Any]:
    """Checks up to the present hour."""
    announced = webhooks.check_attention(settings)()
    metrics.add_metric("AttentionAnnounced", MetricUnit.Count, announced)
    logger.info("checked", extra={"announced": announced})
    return {"announced": announced}


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """The schedule's entry."""
    return checked()
