"""Records what became of emails, as the mail service reports it.

Triggered by the mail events queue, which EventBridge fills: at least once, late, in any order; each
kind of report is recorded once for each email. An event that is none can never work: it is logged,
counted and dropped, as is one of a message that we do not know.
Environment: see `MailEventsSettings`.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from retrack.domain.feedback import FeedbackKind
from retrack.messaging.mail_events import mail_report_from_json
from retrack.runtime import mail, wiring
from retrack.runtime.batches import QueueBatch
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import MailEventsSettings
from retrack.services.apply_mail_report import Applied
from retrack.services.mail_ports import MailReport, MerchantMailReport

wiring.start(MailEventsSettings)
logger = make_logger()
metrics = make_metrics()
METRICS = {
    FeedbackKind.DELIVERED: "EmailDelivered",
    FeedbackKind.DELAYED: "EmailDelayed",
    FeedbackKind.OPENED: "EmailOpened",
    FeedbackKind.FAILED: "EmailFailed",
    FeedbackKind.REJECTED: "EmailRejected",
    FeedbackKind.SOFT_BOUNCED: "EmailSoftBounced",
    FeedbackKind.BOUNCED: "EmailBounced",
    FeedbackKind.COMPLAINED: "EmailComplained",
}
processor = QueueBatch(logger)


def record_handler(record: SQSRecord) -> None:
    """Records one report."""
    try:
        report = mail_report_from_json(record.body)
    except ValueError:
        logger.warning("no event of the mail service", message_id=record.message_id)
        metrics.add_metric("MessageUnreadable", MetricUnit.Count, 1)
        return
    if isinstance(report, MailReport):
        told_customer(report)
    elif report:
        told_merchant(report)


def told_customer(report: MailReport) -> None:
    """Records one report on an email to a customer."""
    kind, outcome = report.feedback.kind, mail.apply_report()(report)
    counted = {Applied.RECORDED: METRICS[kind], Applied.STRANGE: "MailReportStrange"}.get(outcome)
    if counted:
        metrics.add_metric(counted, MetricUnit.Count, 1)
    facts = {"kind": kind, "detail": report.feedback.detail, "outcome": outcome}
    facts |= {"store_id": report.key.store_id, "order_id": report.key.order_id}
    logger.info("mail report", extra=facts)


def told_merchant(report: MerchantMailReport) -> None:
    """Records one report on a mail to a store's own people."""
    outcome = mail.merchant_returns().apply(report)
    if outcome is Applied.RECORDED:
        metrics.add_metric("MerchantMailReturned", MetricUnit.Count, 1)
    facts = {"kind": report.feedback.kind, "detail": report.feedback.detail, "outcome": outcome}
    logger.info("merchant mail report", store_id=report.store_id, extra=facts)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """The queue's entry."""
    return process_partial_response(event, record_handler, processor, context)
