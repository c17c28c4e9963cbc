"""POST requests that may be repeated: the header Idempotency-Key."""

import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.api_gateway import Response
from aws_lambda_powertools.event_handler.middlewares import BaseMiddlewareHandler, NextMiddleware

from retrack.domain.errors import FieldProblem, InProgress, Invalid, RetrackError
from retrack.domain.identifiers import OrderId, StoreId
from retrack.http.identity import identity_of
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
        store_id = identity_of(event).store_id
        log = self._requests()
        earlier = self._begin(log, store_id, key, event)
        if earlier is not None:
            return _repeated(earlier)
        try:
            answer = next_middleware(app)
        except RetrackError:
            log.forget(store_id, key)
            raise
        order_id = answer.headers.get(ABOUT_ORDER)
        kept = Answer(
            answer.status_code, str(answer.body), OrderId(str(order_id)) if order_id else None
        )
        log.finish(store_id, key, kept, now=self._clock.now())
        return _without_note(answer)

    def _begin(
        self, log: RequestLog, store_id: StoreId, key: str, event: dict[str, Any]
    ) -> Answer | None:
        material = f"{event['rawPath']}\n".encode() + body_bytes(event)
        request_hash = hashlib.sha256(material).hexdigest()
        earlier = log.begin(store_id, key, request_hash=request_hash, now=self._clock.now())
        if earlier is None:
            return None
        if earlier.request_hash != request_hash:
            message = "was used for another request; use a new one"
            raise Invalid(FieldProblem("Idempotency-Key", message))
        if earlier.answer is None:
            raise InProgress
        return earlier.answer


def _repeated(earlier: Answer) -> Response[Any]:
    """Refusals are not kept, so what is none of success is about an order that was erased."""
    headers: dict[str, Any] = {"Cache-Control": "no-store"}
    if earlier.status == GONE.status:
        body = document(GONE, "The order in this answer was erased since.")
        return Response(GONE.status, MEDIA_TYPE, body, headers=headers)
    return Response(earlier.status, "application/json", earlier.body, headers=headers)


def _without_note(answer: Response[Any]) -> Response[Any]:
    answer.headers.pop(ABOUT_ORDER, None)
    return answer
