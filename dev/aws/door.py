"""The one way into the emulated AWS: takes requests one at a time, counts them, keeps the mail.

moto is not made for several threads: two conditional writes at once could both win, and a message
sent while another is deleted could be lost. A long poll therefore waits outside.
"""

from __future__ import annotations

import io
import json
import re
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from moto.sqs.models import sqs_backends

from dev.aws import outbox
from dev.aws.mailroom import Mailroom
from dev.aws.meter import Meter
from dev.place import ACCOUNT, OWN_CALLS, REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Answer = tuple[str, list[tuple[str, str]], bytes]
GOOD = 300  # statuses below are
_CREDENTIAL = re.compile(r"Credential=[^/]+/[^/]+/[^/]+/([^/]+)/")


class Door:
    """A WSGI application around moto's."""

    def __init__(self, moto: Callable[..., Iterable[bytes]]) -> None:
        self._moto = moto
        self.turn = threading.RLock()
        self.tables = threading.Condition(self.turn)  # told when a table may have changed
        self.queues = threading.Condition(self.turn)  # told when anything else did
        self.meter = Meter()
        self.messages: list[outbox.Message] = []
        self.mailroom = Mailroom()
        self.clock_offset = 0.0  # seconds by which the stack's clock is ahead of the wall's

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answers one request of an AWS SDK."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if environ["REQUEST_METHOD"] == "PUT" and "form" in environ.get("CONTENT_TYPE", ""):
            # What curl says of any file; moto would take it for a form, and keep nothing.
            environ = {**environ, "CONTENT_TYPE": "application/octet-stream"}
        service, operation = _asked(environ, body)
        if service == "sqs" and operation == "ReceiveMessage":
            status, headers, answer = self._long_poll(environ, body)
        else:
            with self.turn:
                status, headers, answer = self._ask(environ, body)
                self._note(environ, service, operation, body, (status, headers, answer))
                (self.tables if service == "dynamodb" else self.queues).notify_all()
        start_response(status, headers)
        return [answer]

    def _ask(self, environ: dict[str, Any], body: bytes) -> Answer:
        heard: list[Any] = []
        environ = {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        chunks = self._moto(environ, lambda status, headers, *_: heard.append((status, headers)))
        answer = b"".join(chunks)
        status, headers = heard[-1]
        return status, headers, answer

    def _long_poll(self, environ: dict[str, Any], body: bytes) -> Answer:
        """Asks without waiting, whenever something changed, until a message is there."""
        asked = json.loads(body)
        until = time.monotonic() + float(asked.get("WaitTimeSeconds") or 0)
        body = json.dumps({**asked, "WaitTimeSeconds": 0}).encode()
        with self.turn:
            while True:
                got = self._ask(environ, body)
                left = until - time.monotonic()
                if left <= 0 or not got[0].startswith("200") or json.loads(got[2]).get("Messages"):
                    self._note(environ, "sqs", "ReceiveMessage", body, got)
                    return got
                self._wait_for_message(str(asked.get("QueueUrl")), until)

    def _wait_for_message(self, queue_url: str, until: float) -> None:
        """Waits until something changed and the queue shows a message, or the time is over.

        A look at the queue costs a hundredth of asking moto, and every poller wakes at each change.
        """
        while (left := until - time.monotonic()) > 0:
            self.queues.wait(min(left, 1))  # a delay or a visibility timeout ends unannounced
            if _shows_message(queue_url):
                return

    def _note(
        self, environ: dict[str, Any], service: str, operation: str, body: bytes, got: Answer
    ) -> None:
        status, _, answer = got
        code = int(status.split()[0])
        if OWN_CALLS not in environ.get("HTTP_USER_AGENT", ""):
            request = json.loads(body) if service == "dynamodb" else None
            self.meter.count(service, operation, request, code)
        if code >= GOOD:
            return
        message = None
        if (service, operation) == ("sesv2", "SendEmail"):
            message = outbox.email_in(body, answer, self._now())
        elif (service, operation) == ("sns", "Publish"):
            message = outbox.sms_in(body, answer, self._now())
        if message:
            self.messages.append(message)
        if message and message.configuration_set:
            self.mailroom.took(message)

    def _now(self) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + self.clock_offset))


def _shows_message(queue_url: str) -> bool:
    """Whether a queue has a message that is not hidden; of a queue that is not there, that it has.

    moto then says what is to be said: of a FIFO queue, nothing may be received all the same.
    """
    queue = sqs_backends[ACCOUNT][REGION].queues.get(queue_url.rpartition("/")[2])
    return queue is None or bool(queue.messages)


def _asked(environ: dict[str, Any], body: bytes) -> tuple[str, str]:
    """The service and operation of a request, in AWS's words."""
    found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    service = found[1] if found else ""
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        if target.startswith("DynamoDBStreams"):
            service = "dynamodbstreams"
        elif "CognitoIdentityProvider" in target:
            service = "cognito-idp"  # signing in is not signed
        return service, target.rpartition(".")[2]
    if environ["PATH_INFO"].startswith("/v2/email"):
        sends = environ["PATH_INFO"] == "/v2/email/outbound-emails"
        return "sesv2", "SendEmail" if sends else environ["PATH_INFO"]
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return service, parse_qs(body.decode()).get("Action", ["?"])[0]
    return service or "web", f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
