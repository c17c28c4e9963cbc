"""Asks carriers about parcels and saves what changed.

Triggered by the tracking queue, first in first out for each carrier account: at least once, and
doing a task twice changes nothing more. When a provider gives no answer at all the task comes back,
then goes to the dead-letter queue; its parcels have their next hour all the same. Where the store's
account is refused only the merchant can help, so the task is done with. A message that is no task
can never work: it is logged, counted and dropped.
Environment: see `TrackerSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from retrack.domain.errors import CarrierRefused
from retrack.runtime import tracking, wiring
from retrack.runtime.batches import FifoBatch
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import TrackerSettings
from retrack.services.tasks import TrackingTask

logger = make_logger()
metrics = make_metrics()
settings = wiring.start(TrackerSettings)
processor = FifoBatch(logger)


def record_handler(record: SQSRecord) -> None:
    """Carries out one task."""
    try:
        task = TrackingTask.from_json(record.body)
    except ValueError:
        logger.warning("not a tracking task", message_id=record.message_id)
        metrics.add_metric("MessageUnreadable", MetricUnit.Count, 1)
        return
    try:
        tracked = tracking.track_parcels(settings)(task)
    except CarrierRefused:
        logger.info("account refused", kind=task.kind, store_id=task.store_id)
        metrics.add_metric("AccountRefused", MetricUnit.Count, 1)
        return
    metrics.add_metric("ParcelsChecked", MetricUnit.Count, tracked.checked)
    metrics.add_metric("ShipmentChanged", MetricUnit.Count, tracked.changed)
    metrics.add_metric("ParcelsFailed", MetricUnit.Count, tracked.failed)
    counts = {"checked": tracked.checked, "changed": tracked.changed, "failed": tracked.failed}
    logger.info("tracked", kind=task.kind, store_id=task.store_id, extra=counts)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """The queue's entry."""
    return process_partial_response(event, record_handler, processor, context)
