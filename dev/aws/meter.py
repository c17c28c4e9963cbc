"""Counts what is asked of the emulated AWS, and what DynamoDB would charge for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moto.dynamodb.models import dynamodb_backends

from dev.aws.sizes import item_size, read_units, write_units
from dev.place import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from moto.dynamodb.models.dynamo_type import Item

    from dev.aws.table import IndexedTable

REFUSED = 400


@dataclass(slots=True)
class Bill:
    """What one DynamoDB operation came to."""

    calls: int = 0
    read_units: float = 0
    write_units: float = 0

    def to_json(self) -> dict[str, float]:
        """For the answer of `/_dev/usage`."""
        return {
            "calls": self.calls,
            "read_units": self.read_units,
            "write_units": self.write_units,
        }


@dataclass(slots=True)
class Meter:
    """Calls by service and operation, and DynamoDB's units, since it was last reset."""

    bills: dict[str, Bill] = field(default_factory=dict)
    calls: dict[str, dict[str, int]] = field(default_factory=dict)

    def reset(self) -> None:
        """Forgets all."""
        self.bills.clear()
        self.calls.clear()

    def to_json(self) -> dict[str, Any]:
        """Everything counted, totals of DynamoDB included."""
        bills = self.bills.values()
        return {
            "dynamodb": {name: self.bills[name].to_json() for name in sorted(self.bills)},
            "read_units": sum(bill.read_units for bill in bills),
            "write_units": sum(bill.write_units for bill in bills),
            **{service: self.calls.get(service, {}) for service in ("sqs", "sns", "ses")},
            "other": {s: c for s, c in self.calls.items() if s not in {"sqs", "sns", "ses"}},
        }

    def count(self, service: str, operation: str, body: Any, status: int) -> None:
        """Adds one finished call. `body` is the request of DynamoDB, read; else it is not used."""
        if service == "dynamodb":
            self._charge(operation, body, refused=status >= REFUSED)
            return
        service = service.removesuffix("v2")
        counted = self.calls.setdefault(service, {})
        counted[operation] = counted.get(operation, 0) + 1

    def _charge(self, operation: str, body: Any, *, refused: bool) -> None:
        bill = self.bills.setdefault(operation, Bill())
        bill.calls += 1
        activity = [table.activity.take() for table in _tables()]
        read = [size for done in activity for size in done.read]
        written = sum(units for done in activity for units in done.written)
        if operation == "Query" and not refused:
            consistent = body.get("ConsistentRead", False)
            bill.read_units += sum(read_units(size, consistent=consistent) for size in read)
        elif operation == "Scan" and not refused:
            whole = sum(item_size(item) for item in _table(body["TableName"]).all_items())
            bill.read_units += read_units(whole, consistent=body.get("ConsistentRead", False))
        elif operation.endswith(("GetItem", "GetItems")):
            bill.read_units += sum(_gets(operation, body))
        elif operation.startswith("TransactWrite"):
            bill.write_units += 2 * (written or len(body["TransactItems"]))
        elif refused and "Key" in body | {"Key": body.get("Item")}:
            bill.write_units += _refused_write(body)
        elif operation in _WRITES:
            bill.write_units += written or 1  # deleting what is not there costs a unit


_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}


def _gets(operation: str, body: Any) -> Iterable[float]:
    if operation == "GetItem":
        return [_get(body["TableName"], body["Key"], consistent=body.get("ConsistentRead", False))]
    if operation == "BatchGetItem":
        return [
            _get(table, key, consistent=wish.get("ConsistentRead", False))
            for table, wish in body["RequestItems"].items()
            for key in wish["Keys"]
        ]
    gets = [entry["Get"] for entry in body["TransactItems"]]
    return [2 * _get(get["TableName"], get["Key"], consistent=True) for get in gets]


def _get(table: str, key: dict[str, Any], *, consistent: bool) -> float:
    return read_units(item_size(_find(table, key)), consistent=consistent)


def _refused_write(body: Any) -> int:
    """A write whose condition failed is charged by the item that was there."""
    if "Item" not in body and "Key" not in body:
        return 0
    found = _find(body["TableName"], body.get("Key") or body["Item"])
    return write_units(item_size(found))


def _find(table_name: str, key: dict[str, Any]) -> Item | None:
    table = _table(table_name)
    hash_key, range_key = dynamodb_backends[ACCOUNT][REGION].get_keys_value(table, key)
    return table.get_item(hash_key, range_key)


def _tables() -> list[IndexedTable]:
    return list(dynamodb_backends[ACCOUNT][REGION].tables.values())  # type: ignore[arg-type]  # all are ours


def _table(name: str) -> IndexedTable:
    return dynamodb_backends[ACCOUNT][REGION].get_table(name)  # type: ignore[return-value]  # all are ours
