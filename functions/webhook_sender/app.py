"""Tells stores at their webhooks what happened to their orders.

Triggered by the webhook queue: at least once, in any order. A happening becomes a delivery for each
webhook that wants it, and each delivery is attempted in a message of its own, which goes round the
queue until its time comes. A receiver may so hear the same id twice, never two for one happening.
A message that is neither can never work: it is logged, counted and dropped.
Environment: see `WebhookSenderSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from retrack.domain.webhooks import DeliveryState
from retrack.messaging.webhook_queue import told_by
from retrack.runtime import webhooks, wiring
from retrack.runtime.batches import QueueBatch
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import WebhookSenderSettings
from retrack.services.webhook_ports import WebhookTask

settings = wiring.start(WebhookSenderSettings)
logger = make_logger()
metrics = make_metrics()
METRICS = {
    DeliveryState.DELIVERED: "WebhookDelivered",
    DeliveryState.PENDING: "WebhookRetried",
    DeliveryState.FAILED: "WebhookFailed",
}
processor = QueueBatch(logger)


def record_handler(record: SQSRecord) -> None:
    """Begins the deliveries of a happening, or attempts one."""
    try:
        told = told_by(record.body)
    except ValueError:
        logger.warning("neither a happening nor a delivery", message_id=record.message_id)
        metrics.add_metric("MessageUnreadable", MetricUnit.Count, 1)
        return
    if not isinstance(told, WebhookTask):
        webhooks.tell_webhooks(settings)(told)
        return
    done = webhooks.send_webhook(settings)(told)
    if done:
        metrics.add_metric(METRICS[done.state], MetricUnit.Count, 1)
        facts = {"webhook_id": done.webhook_id, "delivery_id": done.id, "answer": done.answer}
        facts |= {"state": done.state, "problem": done.problem, "attempts": done.attempts}
        logger.info("webhook", store_id=told.store_id, extra=facts)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """The queue's entry."""
    return process_partial_response(event, record_handler, processor, context)
