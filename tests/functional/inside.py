"""The emulated account from inside: quicker than its API, which a test pays for at each call."""

from __future__ import annotations

from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.sqs.models import Queue, sqs_backends
from moto.ssm.models import ssm_backends

from dev.place import ACCOUNT, REGION


def empty_table(name: str) -> None:
    """As if the table had just been made: without items, and with a stream that begins."""
    table = _table(name)
    table.items.clear()
    table.set_stream_specification(table.stream_specification)


def items(name: str) -> list[dict[str, Any]]:
    """All items of a table, as a client is told them."""
    return [
        {attribute: _told(value) for attribute, value in item.attrs.items()}
        for item in _table(name).all_items()
    ]


def empty_queue(url: str) -> None:
    """Takes every message away, those that are being worked on as well."""
    queue = _queue(url)
    queue._messages.clear()
    queue._pending_messages.clear()


def waiting(url: str) -> int:
    """How many messages a queue holds that may be received."""
    return len(_queue(url).messages)


def parameters(path: str) -> dict[str, tuple[str, int]]:
    """Value and version of every parameter below a path, in clear."""
    kept = ssm_backends[ACCOUNT][REGION]._parameters
    found = [kept[name][-1] for name in kept.get_keys_beginning_with(f"{path}/", recursive=True)]
    return {p.name: (str(p.decrypt(p.value)), p.version) for p in found}


def forget_parameter(name: str) -> None:
    """Removes a parameter, if it is there."""
    ssm_backends[ACCOUNT][REGION]._parameters.pop(name, None)


def _table(name: str) -> Table:
    return dynamodb_backends[ACCOUNT][REGION].get_table(name)


def _queue(url: str) -> Queue:
    return sqs_backends[ACCOUNT][REGION].get_queue(url.rpartition("/")[2])


def _told(value: DynamoType) -> dict[str, Any]:
    held: Any = value.value
    if value.is_map():
        held = {name: _told(member) for name, member in held.items()}
    elif value.is_list():
        held = [_told(member) for member in held]
    return {value.type: held}
