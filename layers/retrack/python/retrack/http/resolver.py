"""The resolvers that HTTP functions are made with: routes, refusals, repeated requests.

How a refusal looks is the function's choice: the API answers problem documents, pages a page.
"""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler.api_gateway import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from retrack.domain.errors import Invalid, NotFound, RetrackError, TooLarge, TooSoon
from retrack.http.idempotency import Idempotency
from retrack.http.identity import Identity, identity_of
from retrack.http.problems import INTERNAL, MEDIA_TYPE, Problem, document, problem_of
from retrack.http.requests import MAX_BODY_BYTES, body_bytes
from retrack.services.ports import Clock, RequestLog

Answer = Response[str]
_SERVER_ERROR = 500


class Resolver(APIGatewayHttpResolver):
    """Powertools' resolver for HTTP API 2.0 events, answering as Retrack does."""

    _known: tuple[object, Identity] | None = None
    """Who the last event that somebody asked about was from: a request asks several times."""

    @property
    def identity(self) -> Identity:
        """Who the current request is from.

        Raises:
            Unauthenticated: nobody we know.
        """
        event = self.current_event.raw_event
        if self._known is None or self._known[0] is not event:
            self._known = event, identity_of(event)
        return self._known[1]

    @property
    def public_url(self) -> str:
        """The address under which the current request reached us, without a path."""
        event = self.current_event.raw_event  # its own headers are made anew at each look
        scheme = event.get("headers", {}).get("x-forwarded-proto", "https")
        return f"{scheme}://{event['requestContext']['domainName']}"


Refusal = Callable[[Resolver, Problem, RetrackError | None], Answer]
"""Makes the answer to what was refused; without an error it is our fault, a 500."""


def problem_document(_: Resolver, problem: Problem, error: RetrackError | None) -> Answer:
    """The API's way of refusing."""
    if error is None:
        detail = "Try again; if it stays, the logs of this time say why."
        return _answer(INTERNAL, document(INTERNAL, detail))
    fields = error.problems if isinstance(error, Invalid) else ()
    return _answer(problem, document(problem, error.message, *fields))


def api_resolver(logger: Logger, *, requests: Callable[[], RequestLog], clock: Clock) -> Resolver:
    """A resolver for routes of the API, without any: its POSTs honour `Idempotency-Key`."""
    app = make_resolver(logger)
    app.use([Idempotency(requests, clock)])
    return app


def make_resolver(logger: Logger, *, refusal: Refusal = problem_document) -> Resolver:
    """A resolver without routes, for pages and pushes."""
    app = Resolver()

    def refused(error: RetrackError) -> Answer:
        problem = problem_of(error)
        level = logger.error if problem.status >= _SERVER_ERROR else logger.info
        level("refused", kind=problem.slug, status=problem.status)
        answer = refusal(app, problem, error)
        if isinstance(error, TooSoon):
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer

    def broken(_: Exception) -> Answer:
        logger.exception("unexpected error")  # noqa: LOG004  called while it is handled
        return refusal(app, INTERNAL, None)

    def no_route(_: NotFoundError) -> Answer:
        error = NotFound("There is nothing at this address.")
        return refusal(app, problem_of(error), error)

    app.exception_handler(RetrackError)(refused)
    app.exception_handler(Exception)(broken)
    app.not_found(no_route)
    app.use([_refuse_large_bodies])
    return app


def _refuse_large_bodies(app: Resolver, next_middleware: NextMiddleware) -> Answer:
    if len(body_bytes(app.current_event.raw_event)) > MAX_BODY_BYTES:
        msg = f"A request's body is at most {MAX_BODY_BYTES // 1_000_000} MB."
        raise TooLarge(msg)
    answer: Answer = next_middleware(app)
    return answer


def _answer(problem: Problem, body: str) -> Answer:
    headers: dict[str, Any] = {"Cache-Control": "no-store"}
    return Response(problem.status, MEDIA_TYPE, body, headers=headers)
