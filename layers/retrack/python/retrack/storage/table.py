"""How the table is reached: which one, how its indexes are keyed, and what its errors mean."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pynamodb.connection.base import MetaTable
from pynamodb.connection.table import TableConnection
from pynamodb.exceptions import PynamoDBConnectionError, TransactWriteError
from pynamodb.expressions.condition import Condition

from retrack.storage.items import Item

BY_PROCESSED_DATE = "by-processed-date"
BY_STATUS = "by-status"
BY_FULFILLMENT_DATE = "by-fulfillment-date"
BY_ATTENTION = "by-attention"
BY_CHECK_SLOT = "by-check-slot"
INDEX_KEYS = {
    BY_PROCESSED_DATE: ("store_key", "processed_key"),
    BY_STATUS: ("status_key", "processed_key"),
    BY_FULFILLMENT_DATE: ("store_key", "fulfilled_key"),
    BY_ATTENTION: ("store_key", "attention_key"),
    BY_CHECK_SLOT: ("slot_key", "member_key"),
}
"""Partition key and sort key of each index; a test compares them with template.yaml."""

_CONDITION_FAILED = "ConditionalCheckFailedException"
_CANCELLED = "TransactionCanceledException"
# Of a part of a transaction; the second: somebody else writes the same item at this moment.
_NOT_HELD = {"ConditionalCheckFailed", "TransactionConflict"}

RawItem = Mapping[str, Mapping[str, Any]]


def bind_table(name: str, *, region: str | None = None, endpoint: str | None = None) -> None:
    """Says which table everything in this package is about, for the whole process.

    `endpoint` is for emulated AWS. Nothing is connected or even configured before the first call.
    """
    Item.Meta.table_name = name
    # Every entity finds the connection on their common ancestor: one client for all of them. Made
    # by pynamodb itself it would be one for each, and would not notice a change of endpoint.
    Item._connection = TableConnection(  # noqa: SLF001
        name,
        region=region,
        host=endpoint,
        connect_timeout_seconds=Item.Meta.connect_timeout_seconds,
        read_timeout_seconds=Item.Meta.read_timeout_seconds,
        max_retry_attempts=Item.Meta.max_retry_attempts,
        meta_table=MetaTable(_schema(name)),
    )


def query(
    partition: str,
    condition: Condition | None = None,
    *,
    index: str | None = None,
    attributes: Sequence[str] = (),
    newest_first: bool = False,
    limit: int | None = None,
) -> Iterator[RawItem]:
    """The items of a partition, as DynamoDB tells them, asked for as they are consumed.

    One request, unless the answer is longer than DynamoDB's 1 MB. Queries of the table itself are
    consistent; those of an index cannot be. Raw, because a model for each would double the cost.
    """
    start: Mapping[str, Any] | None = None
    while limit is None or limit > 0:
        answer = connection().query(
            partition,
            range_key_condition=condition,
            attributes_to_get=list(attributes),
            consistent_read=index is None,
            exclusive_start_key=start,
            index_name=index,
            limit=limit,
            scan_index_forward=not newest_first,
        )
        yield from answer["Items"]
        start = answer.get("LastEvaluatedKey")
        if start is None:
            return
        limit = None if limit is None else limit - len(answer["Items"])


def held(write: Callable[[], object]) -> bool:
    """Makes a conditional write; False when a condition did not hold and nothing was written.

    The one place where DynamoDB's errors are given a meaning; all others are let out.
    """
    try:
        write()
    except PynamoDBConnectionError as exc:
        if exc.cause_response_code == _CONDITION_FAILED:
            return False
        raise
    except TransactWriteError as exc:
        if _stood_on_a_condition(exc):
            return False
        raise
    return True


def _stood_on_a_condition(error: TransactWriteError) -> bool:
    """Whether a transaction came to nothing over its conditions alone."""
    codes = {reason.code for reason in error.cancellation_reasons if reason}
    return error.cause_response_code == _CANCELLED and bool(codes) and codes <= _NOT_HELD


def connection() -> TableConnection:
    """The connection to the bound table.

    Raises:
        RuntimeError: `bind_table` was not called.
    """
    bound: TableConnection | None = Item._connection  # noqa: SLF001  set by bind_table
    if bound is None:
        msg = "bind_table comes before everything else"
        raise RuntimeError(msg)
    return bound


def _schema(name: str) -> dict[str, Any]:
    pairs = [("PK", "SK"), *INDEX_KEYS.values()]
    return {
        "TableName": name,
        "KeySchema": _key_schema(*pairs[0]),
        "AttributeDefinitions": [
            {"AttributeName": attribute, "AttributeType": "S"}
            for attribute in dict.fromkeys(name for pair in pairs for name in pair)
        ],
        "GlobalSecondaryIndexes": [
            {"IndexName": index, "KeySchema": _key_schema(*pair)}
            for index, pair in INDEX_KEYS.items()
        ],
    }


def _key_schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]
