"""Where moto differs from AWS in ways that matter here, it is mended once, before it starts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

import moto.dynamodb.models as dynamodb
import moto.sqs.models as sqs
from moto.ses.models import SESBackend

from dev.aws.quick_answers import write_values_at_once
from dev.aws.senders import mend_identities
from dev.aws.table import IndexedTable

if TYPE_CHECKING:
    from moto.dynamodb.models.dynamo_type import Item

DEDUPLICATION = 300  # seconds; Source: SQS developer guide, "Exactly-once processing"
# Reserved for examples and tests (RFC 2606): nobody's, so everybody may send from there.
TEST_DOMAINS = (".example", ".test", "example.com", "example.net", "example.org")


def mend() -> None:
    """Puts the mended parts in place of moto's."""
    vars(dynamodb)["Table"] = IndexedTable  # moto makes its tables by this name
    _update = dynamodb.DynamoDBBackend.update_item
    _transact = dynamodb.DynamoDBBackend.transact_write_items
    _verified = SESBackend._is_verified_address  # noqa: SLF001

    def update_item(
        self: Any, table_name: str, key: dict[str, Any], *rest: Any, **more: Any
    ) -> Any:
        table = cast("IndexedTable", self.get_table(table_name))
        if table.get_item(*self.get_keys_value(table, key)) is not None:
            return _update(self, table_name, key, *rest, **more)
        return _made(
            table,
            self.get_keys_value(table, key),
            lambda: _update(self, table_name, key, *rest, **more),
        )

    def transact_write_items(self: Any, transact_items: list[dict[str, Any]]) -> None:
        tables = [table for table in self.tables.values() if isinstance(table, IndexedTable)]
        marks = [table.begin() for table in tables]
        try:
            _transact(self, transact_items)
        except Exception:
            for table, mark in zip(tables, marks, strict=True):
                table.undo(mark)
            raise
        finally:
            for table in tables:
                table.end()

    def is_verified(self: Any, source: str) -> bool:
        domain = source.rpartition("@")[2].strip("> ").lower()
        return domain.endswith(TEST_DOMAINS) or bool(_verified(self, source))

    dynamodb.DynamoDBBackend.update_item = update_item  # type: ignore[method-assign]  # wraps it
    dynamodb.DynamoDBBackend.transact_write_items = transact_write_items  # type: ignore[method-assign]  # wraps it
    SESBackend._is_verified_address = is_verified  # type: ignore[method-assign]  # noqa: SLF001  # wraps it
    _remember_duplicates()
    mend_identities()
    write_values_at_once()


def _made(table: IndexedTable, key: Any, update: Any) -> Item:
    """An update that makes its item: moto announces the bare key first."""
    with table.silence():
        try:
            item: Item = update()
        except Exception:
            table.items[key[0]].pop(key[1], None)
            raise
    table.shard.add(None, item)
    return item


_seen: dict[tuple[str, str, str], float] = {}


def forget_duplicates() -> None:
    """As if five minutes had passed: the stack's clock was moved."""
    _seen.clear()


def _remember_duplicates() -> None:
    """FIFO queues know a duplicate for five minutes, also when the first was received and deleted.

    moto looks only at what still is in the queue, and across groups.
    """
    _add = sqs.Queue.add_message

    def add_message(self: Any, message: Any) -> None:
        if self.fifo_queue and message.deduplication_id:
            key = (self.name, message.group_id, message.deduplication_id)
            now = time.monotonic()
            if now - _seen.get(key, -DEDUPLICATION) < DEDUPLICATION:
                return
            _seen[key] = now
        _add(self, message)

    sqs.Queue.add_message = add_message  # type: ignore[method-assign]  # wraps it
