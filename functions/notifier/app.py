"""Tells customers by email and SMS, once each.

Triggered by the notification queue: at least once, in any order; the notification log makes it
once. What is throttled comes back after a pause that grows, then goes to the dead-letter queue; so
does what there is no time left for, since a function that is stopped in mid-send leaves it open
whether the message went out. A message that is no happening can never work: it is logged, counted
and dropped.
Environment: see `NotifierSettings`.
"""

from functools import partial
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from retrack.domain.notifications import NotificationState
from retrack.messaging.happenings import happening_from_json
from retrack.runtime import messages, wiring
from retrack.runtime.batches import PatientBatch
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import NotifierSettings
from retrack.services.ports import MessageDelayed

logger = make_logger()
metrics = make_metrics()
settings = wiring.start(NotifierSettings)
METRICS = {
    NotificationState.SENT: "NotificationSent",
    NotificationState.NOT_SENT: "NotificationNotSent",
    NotificationState.WAITING: "NotificationHeld",
}
TIME_FOR_ONE = 8_000  # milliseconds: a mail service that takes its time, and the records of it
processor = PatientBatch(logger, partial(messages.put_off, settings))


def record_handler(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Sends what one happening owes its customer."""
    if lambda_context.get_remaining_time_in_millis() < TIME_FOR_ONE:
        raise MessageDelayed
    try:
        happening = happening_from_json(record.body)
    except ValueError:
        logger.warning("not a happening", message_id=record.message_id)
        metrics.add_metric("MessageUnreadable", MetricUnit.Count, 1)
        return
    for done in messages.notify(settings)(happening):
        metrics.add_metric(METRICS[done.state], MetricUnit.Count, 1)
        facts = {"order_id": done.key.order_id, "shipment_id": done.key.shipment_id}
        facts |= {
            "channel": done.key.channel,
            "trigger": done.key.trigger,
            "outcome": done.reason or "sent",
        }
        logger.info("notification", extra=facts)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """The queue's entry."""
    return process_partial_response(event, record_handler, processor, context)
