"""Batches of queue messages: what fails is handed back alone, and leaves a line in the log.

The line has the kind of error and where it arose, not its words: those may hold an address.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Protocol

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from retrack.services.ports import MessageDelayed


class _PutOff(Protocol):
    def __call__(self, receipt: str, *, message_id: str, receives: int) -> None: ...


_Failure = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class QueueBatch(BatchProcessor):
    """Messages in any order."""

    def __init__(self, log: Logger) -> None:
        """Writes to this log."""
        self._log = log
        super().__init__(EventType.SQS, raise_on_entire_batch_failure=False)

    def failure_handler(self, record: Any, exception: Any) -> Any:
        """Tells of it, and goes on with the next."""
        _tell(self._log, record, exception)
        return super().failure_handler(record, exception)


class PatientBatch(QueueBatch):
    """Messages in any order; what is delayed is put off, for longer each time."""

    def __init__(self, log: Logger, put_off: Callable[[], _PutOff]) -> None:
        """Writes to this log; puts off by what is made when the first message needs it."""
        super().__init__(log)
        self._put_off = put_off

    def failure_handler(self, record: Any, exception: Any) -> Any:
        """Tells of it, puts it off, and goes on with the next."""
        if isinstance(exception[1], MessageDelayed):
            receives = int(record.attributes.approximate_receive_count or 1)
            self._put_off()(record.receipt_handle, message_id=record.message_id, receives=receives)
        return super().failure_handler(record, exception)


class FifoBatch(SqsFifoPartialProcessor):
    """Messages of several groups: after a failure the rest of its group waits, no other does."""

    def __init__(self, log: Logger) -> None:
        """Writes to this log."""
        self._log = log
        super().__init__(skip_group_on_error=True)
        self.raise_on_entire_batch_failure = False

    def failure_handler(self, record: Any, exception: Any) -> Any:
        """Tells of it, and goes on with the next group."""
        _tell(self._log, record, exception)
        return super().failure_handler(record, exception)


@contextmanager
def at_last(record: SQSRecord, *, tries: int, give_up: Callable[[], None]) -> Iterator[None]:
    """Work on a message; `give_up` if that fails and the queue will not hand it over again.

    The failure goes on from here, so that the message still reaches the dead-letter queue.
    """
    try:
        yield
    except Exception:
        if int(record.attributes.approximate_receive_count) >= tries:
            give_up()
        raise


def _tell(log: Logger, record: Any, failure: _Failure) -> None:
    kind, _, trace = failure
    frames = traceback.extract_tb(trace)
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else None
    name = kind.__name__ if kind else None
    log.warning("handed back", message_id=record.message_id, kind=name, where=where)
