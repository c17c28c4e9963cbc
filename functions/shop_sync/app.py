"""Tells shops what became of their parcels.

Triggered by a queue of the happenings topic, filtered to changes of status: at least once, in any
order; a record makes it once. While a shop is busy its message comes back, in the end to the
dead-letter queue; a shop that refuses the token is marked as disconnected. A message that is no
happening can never work: it is logged and dropped.
Environment: see `ShopSyncSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from retrack.messaging.happenings import happening_from_json
from retrack.runtime import shops, wiring
from retrack.runtime.batches import QueueBatch
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import ShopSyncSettings

logger = make_logger()
metrics = make_metrics()
settings = wiring.start(ShopSyncSettings)
processor = QueueBatch(logger)


def record_handler(record: SQSRecord) -> None:
    """Tells a shop of one change."""
    try:
        happening = happening_from_json(record.body)
    except ValueError:
        logger.warning("not a happening", message_id=record.message_id)
        metrics.add_metric("MessageUnreadable", MetricUnit.Count, 1)
        return
    count = int(record.attributes.approximate_receive_count or 1)
    outcome = shops.tell_shopify(settings)(happening, again=count > 1)
    metrics.add_metric("ShopTold", MetricUnit.Count, int(outcome == "told"))
    facts = {"order_id": happening.order_id, "shipment_id": happening.shipment_id}
    logger.info("shop sync", store_id=happening.store_id, outcome=outcome, extra=facts)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """The queue's entry."""
    return process_partial_response(event, record_handler, processor, context)
