"""Once an hour, goes through all stores: whose digest is due, and whose sender is to be checked.

Triggered by EventBridge Scheduler: at least once; one at a time, since its concurrency is reserved.
Rounds that fail are made again, and whatever was missed is caught up with by the next ones.
Environment: see `MerchantRoundsSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from retrack.runtime import merchant, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import MerchantRoundsSettings

settings = wiring.start(MerchantRoundsSettings)
logger = make_logger()
metrics = make_metrics()


def made() -> dict[str, Any]:
    """Makes the rounds up to the present hour."""
    queued = merchant.merchant_rounds(settings)()
    metrics.add_metric("MerchantTaskQueued", MetricUnit.Count, queued)
    logger.info("rounds", extra={"queued": queued})
    return {"queued": queued}


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """The schedule's entry."""
    return made()
