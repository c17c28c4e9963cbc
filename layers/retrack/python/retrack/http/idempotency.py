"""POST requests that may be repeated: the header Idempotency-Key.

A request is done and then its answer is recorded, since the two cannot be one write for all that a
request may do. Where a function dies in between, the key says for a minute that the request is
still running, and then it is free: the same request is done again. What has a name of
the client's (an order) is then refused as being there; what has a fresh name is made again.
"""

import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.api_gateway import Response
from aws_lambda_powertools.event_handler.middlewares import BaseMiddlewareHandler, NextMiddleware

from retrack.domain.errors import FieldProblem, InProgress, Invalid, RetrackError
from retrack.domain.identifiers import OrderId
from retrack.http.identity import Identity, identity_of
from retrack.http.problems import GONE, MEDIA_TYPE, document
from retrack.http.requests import body_bytes
from retrack.services.ports import Answer, Clock, RequestLog

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver

_HEADER = "idempotency-key"
_KEY = re.compile(r"[\x20-\x7e]{1,255}")
ABOUT_ORDER = "Retrack-About-Order"
"""A header between a route and this middleware: whose personal data an answer holds."""


class Idempotency(BaseMiddlewareHandler["APIGatewayHttpResolver"]):
    """Answers a repeated request as the first time, without doing it again.

    What was refused is not remembered: a corrected request may use the same key.
    """

    def __init__(self, requests: Callable[[], RequestLog], clock: Clock) -> None:
        """Remembers requests in this log."""
        self._requests, self._clock = requests, clock

    def handler(
        self, app: "APIGatewayHttpResolver", next_middleware: NextMiddleware
    ) -> Response[Any]:
        """Runs the request, or repeats its answer.

        Raises:
            Invalid: the key was used for another request, or is too long.
            InProgress: the same request is still running.
        """
        event = app.current_event.raw_event
        key = event.get("headers", {}).get(_HEADER)
        if event["requestContext"]["http"]["method"] != "POST" or not key:
            return _without_note(next_middleware(app))
        if not _KEY.fullmatch(key):
            raise Invalid.field("Idempotency-Key", "1 to 255 characters of ASCII")
        identity, log = identity_of(event), self._requests()
        store_id = identity.store_id
        earlier = self._begin(log, identity, key, event)
        if earlier is not None:
            return _repeated(earlier)
        try:
            answer = next_middleware(app)
        except RetrackError:
            log.forget(store_id, key)
            raise
        log.finish(store_id, key, _kept(answer), now=self._clock.now())
        return _without_note(answer)

    def _begin(
        self, log: RequestLog, identity: Identity, key: str, event: dict[str, Any]
    ) -> Answer | None:
        # The role is part of it: what an owner was answered, staff cannot have repeated.
        material = f"{identity.role}\n{event['rawPath']}\n".encode() + body_bytes(event)
        request_hash, now = hashlib.sha256(material).hexdigest(), self._clock.now()
        earlier = log.begin(identity.store_id, key, request_hash=request_hash, now=now)
        if earlier is None:
            return None
        if earlier.request_hash != request_hash:
            message = "was used for another request; use a new one"
            raise Invalid(FieldProblem("Idempotency-Key", message))
        if earlier.answer is None:
            raise InProgress
        return earlier.answer


def _kept(answer: Response[Any]) -> Answer:
    headers = {name: str(value) for name, value in answer.headers.items()}
    order_id = headers.pop(ABOUT_ORDER, None)
    about = OrderId(order_id) if order_id else None
    return Answer(answer.status_code, str(answer.body), about, headers)


def _repeated(earlier: Answer) -> Response[Any]:
    """Refusals are not kept, so what is none of success is about an order that was erased."""
    if earlier.status == GONE.status:
        body = document(GONE, "The order in this answer was erased since.")
        return Response(GONE.status, MEDIA_TYPE, body, headers={"Cache-Control": "no-store"})
    return Response(earlier.status, body=earlier.body, headers=dict(earlier.headers))


def _without_note(answer: Response[Any]) -> Response[Any]:
    answer.headers.pop(ABOUT_ORDER, None)
    return answer
