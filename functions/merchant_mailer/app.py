"""Mails merchants about their own stores, and looks how far their senders are proved.

Triggered by the merchant mail queue: at least once, in any order; the log of mails makes it once.
What is throttled comes back and is tried again, then goes to the dead-letter queue. A message that
is no task can never work: it is logged, counted and dropped.
Environment: see `MerchantMailerSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from retrack.domain.digests import MailState
from retrack.messaging.merchant_queue import merchant_task_from_json
from retrack.runtime import merchant, wiring
from retrack.runtime.batches import QueueBatch
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import MerchantMailerSettings
from retrack.services.merchant_ports import MerchantTask

logger = make_logger()
metrics = make_metrics()
settings = wiring.start(MerchantMailerSettings)
processor = QueueBatch(logger)
METRICS = {MailState.SENT: "MerchantMailSent", MailState.NOT_SENT: "MerchantMailNotSent"}


def record_handler(record: SQSRecord) -> None:
    """Carries out one task."""
    try:
        task = merchant_task_from_json(record.body)
    except ValueError:
        logger.warning("not a merchant task", message_id=record.message_id)
        metrics.add_metric("MessageUnreadable", MetricUnit.Count, 1)
        return
    outcome = done(task)
    if outcome in METRICS:
        metrics.add_metric(METRICS[outcome], MetricUnit.Count, 1)
    logger.info("merchant task", kind=task.kind, store_id=task.store_id, outcome=str(outcome))


def done(task: MerchantTask) -> Any:
    """What came of a task; of one that this version does not know, nothing."""
    match task.kind:
        case "digest" | "warning" | "all_clear":
            return mailed(task)
        case "identity":
            store = merchant.set_up_sender(settings).look_again(task.store_id)
            return store.identity.state if store.identity else None
        case _:
            return None


def mailed(task: MerchantTask) -> MailState | None:
    """What became of a mail."""
    mail = merchant.mail_merchant(settings)
    kinds = {"digest": mail.digest, "warning": mail.warning, "all_clear": mail.all_clear}
    return kinds[task.kind](task.store_id, task.subject)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """The queue's entry."""
    return process_partial_response(event, record_handler, processor, context)
