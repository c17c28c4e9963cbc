"""What customers were told, written as a table: one row a message."""

from collections.abc import Iterable, Iterator

from retrack.domain.notifications import Notification
from retrack.domain.times import to_text
from retrack.shops.csv.writing import text_of

COLUMNS = (
    "order_id", "order_name", "shipment_id", "trigger", "channel", "state", "reason", "detail",
    "outcome", "outcome_detail", "outcome_at", "first_at", "at", "attempts", "message_id",
)  # fmt: skip


def message_sheet(messages: Iterable[Notification]) -> Iterator[bytes]:
    """`MessageSheet`: as orders are written."""
    return text_of(COLUMNS, map(_row, messages))


def _row(message: Notification) -> list[object]:
    key, outcome = message.key, message.outcome
    return [
        key.order_id,
        message.order_name,
        key.shipment_id,
        key.trigger,
        key.channel,
        message.state,
        message.reason,
        message.detail,
        outcome.kind if outcome else None,
        outcome.detail if outcome else None,
        to_text(outcome.at) if outcome else None,
        to_text(message.first_at),
        to_text(message.at),
        message.attempts,
        message.message_id,
    ]
