"""Reads uploaded files of orders, from checkpoint to checkpoint.

Triggered by the import queue: at least once, and rows brought in twice change nothing more. Near
the end of its time it queues what is left. A message that is no import can never work: it is logged
and dropped. One that fails to the last try goes to the dead-letter queue, and the import says that
it failed; starting it again goes on from its last checkpoint.
Environment: see `ImporterSettings`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from retrack.domain.errors import NotFound, StaleVersion
from retrack.messaging.import_queue import task_from_json
from retrack.runtime import files, wiring
from retrack.runtime.batches import at_last
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import ImporterSettings
from retrack.services.import_orders import TRIES

logger = make_logger()
metrics = make_metrics()
settings = wiring.start(ImporterSettings)
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def record_handler(record: SQSRecord, lambda_context: Any) -> None:
    """Goes on with one import."""
    try:
        task = task_from_json(record.body)
    except ValueError:
        logger.exception("not an import", message_id=record.message_id)
        return
    run = files.run_import(settings)
    with at_last(record, tries=TRIES, give_up=partial(run.give_up, *task)):
        try:
            read = run(*task, seconds_left=_seconds_left(lambda_context))
        except (NotFound, StaleVersion) as exc:
            logger.info("nothing to go on with", store_id=task.store_id, kind=type(exc).__name__)
            return
    if read.is_over:
        metrics.add_metric("RowsImported", MetricUnit.Count, read.done)
        metrics.add_metric("RowsRefused", MetricUnit.Count, read.failed)
    facts = {"state": read.state, "done": read.done, "failed": read.failed}
    logger.info("import", store_id=task.store_id, import_id=task.import_id, extra=facts)


def _seconds_left(context: Any) -> Callable[[], float]:
    return lambda: float(context.get_remaining_time_in_millis()) / 1000


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> Any:
    """The queue's entry."""
    return process_partial_response(event, record_handler, processor, context)
