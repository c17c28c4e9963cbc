"""Applies what shops said: orders, fulfilments, and what privacy asks for.

Triggered by the queue of shops' messages, first in first out for each order: at least once, and
again it changes nothing more. What fails comes back, then goes to the dead-letter queue; but an
import of earlier orders stops on its last try, and says so to its merchant. A message that cannot
be read, or is of no store, can never work: it is logged and dropped.
Environment: see `ShopEventsSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from retrack.domain.errors import NotFound, Unreadable
from retrack.runtime import shops, wiring
from retrack.runtime.batches import FifoBatch
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import ShopEventsSettings
from retrack.services.import_from_shop import TRIES
from retrack.services.shop_messages import ShopEvent

logger = make_logger()
metrics = make_metrics()
settings = wiring.start(ShopEventsSettings)
processor = FifoBatch(logger)


def record_handler(record: SQSRecord) -> None:
    """Applies one message."""
    try:
        event = ShopEvent.from_json(record.body)
        said = shops.shop_said(event)
    except (ValueError, Unreadable) as exc:
        drop(record, exc)
        return
    count = int(record.attributes.approximate_receive_count or 1)
    try:
        if said is not None:
            shops.apply_shop_event(settings)(event, said, last_try=count >= TRIES)
    except NotFound as exc:
        drop(record, exc)
        return
    metrics.add_metric("ShopEventApplied", MetricUnit.Count, 1)
    facts = {"store_id": event.store_id, "shop": event.shop, "topic": event.topic}
    logger.info("shop event", order_id=event.subject, outcome=type(said).__name__, extra=facts)


def drop(record: SQSRecord, reason: Exception) -> None:
    """Tells of a message that can never be applied."""
    metrics.add_metric("ShopEventDropped", MetricUnit.Count, 1)
    logger.warning("dropped", message_id=record.message_id, reason=type(reason).__name__)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """The queue's entry."""
    return process_partial_response(event, record_handler, processor, context)
