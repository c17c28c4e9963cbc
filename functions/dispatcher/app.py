"""Announces every saved change of an order, and has new parcels followed.

Triggered by the table's stream, filtered to orders, in batches: at least once, in order for each
order. A batch that fails is halved and tried again, then named in a dead-letter queue. Everything
it does may be done twice. A record that is no order can never work: it is logged and passed over.
Environment: see `DispatcherSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit

from retrack.runtime import tracking, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import DispatcherSettings
from retrack.services.dispatch import Change
from retrack.storage.mapping import order_from_image

logger = make_logger()
metrics = make_metrics()
settings = wiring.start(DispatcherSettings)


def change_of(record: dict[str, Any]) -> Change | None:
    """The saved step that a stream record tells of; None for a record that is none."""
    told = record["dynamodb"]
    try:
        before, after = (
            order_from_image(told[image]) if image in told else None
            for image in ("OldImage", "NewImage")
        )
    except (KeyError, ValueError, TypeError):
        logger.warning("not an order", sequence_number=told.get("SequenceNumber"))
        metrics.add_metric("StreamRecordUnreadable", MetricUnit.Count, 1)
        return None
    return Change(str(told["SequenceNumber"]), before, after)


def record_handler(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Dispatches a batch as one, so that its parcels are registered in as few calls as possible."""
    changes = [change for record in records if (change := change_of(record))]
    announced = tracking.dispatch(settings)(changes)
    metrics.add_metric("HappeningAnnounced", MetricUnit.Count, announced)
    return {"batchItemFailures": []}


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """The stream's entry."""
    return record_handler(event["Records"])
