"""Once an hour, queues the parcels whose hour has come.

Triggered by EventBridge Scheduler: at least once; one at a time, since its concurrency is reserved.
A sweep that fails is tried again, and whatever was missed is caught up with by the next one.
Environment: see `SweepSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from retrack.runtime import tracking, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import SweepSettings

logger = make_logger()
metrics = make_metrics()
settings = wiring.start(SweepSettings)


def swept() -> dict[str, Any]:
    """Sweeps up to the present."""
    done = tracking.sweep(settings)()
    result = {"hours": done.hours, "parcels": done.parcels, "messages": done.messages}
    metrics.add_metric("ParcelsQueued", MetricUnit.Count, done.parcels)
    logger.info("swept", extra=result)
    return result


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """The schedule's entry."""
    return swept()
