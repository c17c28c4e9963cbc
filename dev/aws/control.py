"""What the rest of the stack asks of the emulated AWS beyond AWS: under `/_local/`, same port."""

from __future__ import annotations

import base64
import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends

from dev.aws import mended, senders
from dev.aws.outbox import joined
from dev.place import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dev.aws.door import Door
    from dev.aws.table import IndexedTable

PREFIX = "/_local/"
PUT_OFF = 30  # seconds of delay up to which a message is waited for


class Control:
    """A WSGI application beside the door to moto."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._answers: dict[str, Callable[..., Any]] = {
            "GET usage": lambda **_: door.meter.to_json(),
            "DELETE usage": lambda **_: door.meter.reset(),
            "GET outbox": lambda **_: joined(door.messages),
            "DELETE outbox": lambda **_: door.messages.clear(),
            "GET backlog": self._backlog,
            "GET stream": self._stream,
            "PUT clock": self._clock,
            "PUT mail": self._mail,
            "PUT sender": senders.script,
            "DELETE mail": lambda **_: door.mailroom.forget_scripts(),
            "PUT destination": self._destination,
        }

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answers one request of the stack."""
        if not environ["PATH_INFO"].startswith(PREFIX):
            return self._door(environ, start_response)
        name = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO'].removeprefix(PREFIX)}"
        wishes = {k: v[0] for k, v in parse_qs(environ.get("QUERY_STRING", "")).items()}
        answer = self._answers.get(name)
        with self._door.turn:
            result = answer(**wishes) if answer else {"error": f"there is no {name}"}
        body = json.dumps(result, default=_binary).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response("200 OK" if answer else "404 Not Found", headers)
        return [body]

    def _backlog(self) -> dict[str, Any]:
        """The messages in each queue, waiting or in work; the last record of each stream.

        Those that were put off for longer are left out until they are due: who waits for them waits
        in vain.
        """
        queues = sqs_backends[ACCOUNT][REGION].queues.values()
        return {
            "queues": {
                queue.name: sum(not _is_put_off(message) for message in queue._messages)  # noqa: SLF001
                for queue in queues
            },
            "streams": {table.name: _last(table) for table in _tables()},
        }

    def _stream(self, table: str, after: str, limit: str = "100", wait: str = "0") -> Any:
        """The records of a stream after a position, as soon as there are any."""
        until = time.monotonic() + float(wait)
        shard = _table(table).shard
        while _last(_table(table)) <= int(after) and time.monotonic() < until:
            self._door.tables.wait(max(0, until - time.monotonic()))
        return shard.get(max(int(after) + 1, shard.starting_sequence_number), int(limit))

    def _mail(self, name: str, outcome: str) -> dict[str, Any]:
        """What becomes of an email, by its id, or of those to an address from now on."""
        if "@" in name:
            self._door.mailroom.script(name, outcome)
            return {"address": name}
        sent = [message for message in self._door.messages if message.message_id == name]
        for message in sent:
            self._door.mailroom.report(message, outcome)
            self._door.queues.notify_all()
        return {"message_id": name} if sent else {}

    def _destination(self, configuration_set: str, kinds: str) -> None:
        """What is sent through a configuration set is reported on."""
        self._door.mailroom.switch_on(configuration_set, kinds.split(","))

    def _clock(self, offset: str) -> None:
        """The stack's clock was moved to so many seconds ahead of the wall's."""
        self._door.clock_offset = float(offset)
        mended.forget_duplicates()


def _is_put_off(message: Any) -> bool:
    """Whether a message is not due yet, and was sent with a long delay; moto has milliseconds."""
    if time.time() * 1000 >= message.delayed_until:
        return False
    delay: float = (message.delayed_until - message.sent_timestamp) / 1000
    return round(delay) > PUT_OFF


def _last(table: IndexedTable) -> int:
    return table.shard.starting_sequence_number + len(table.shard.items) - 1


def _tables() -> list[IndexedTable]:
    return list(dynamodb_backends[ACCOUNT][REGION].tables.values())  # type: ignore[arg-type]  # all are ours


def _table(name: str) -> IndexedTable:
    return dynamodb_backends[ACCOUNT][REGION].get_table(name)  # type: ignore[return-value]  # all are ours


def _binary(value: object) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).timestamp()  # moto's times are naive and in UTC
    return str(value)
