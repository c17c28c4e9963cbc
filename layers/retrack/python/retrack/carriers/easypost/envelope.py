"""What is round every answer of EasyPost, and how a call can fail.

An answer is the object itself; a failure has an HTTP status that says what kind it is, and
`{"error": {"code", "message", "errors"}}`. Source: EasyPost API v2, "Errors".
"""

import json
from http import HTTPStatus
from typing import NoReturn

from retrack.carriers.connection import Reply
from retrack.carriers.leaves import Tree, text, tree
from retrack.domain.errors import CarrierRefused, CarrierUnavailable, QuotaGone
from retrack.domain.identifiers import TrackingNumber
from retrack.domain.reports import Rejected, Rejection

_DONE = {HTTPStatus.OK, HTTPStatus.CREATED}
_REFUSED_STATUSES = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def read_answer(reply: Reply) -> Tree:
    """The object in an answer.

    Raises:
        CarrierRefused: the account is refused, or has nothing left to pay with.
        CarrierUnavailable: any other failure, or not EasyPost's format.
    """
    if reply.status not in _DONE:
        _fail(reply)
    answer = _parsed(reply.body)
    if not answer:
        msg = "EasyPost gave an answer in no known format; nothing was changed."
        raise CarrierUnavailable(msg)
    return answer


def read_refusal(number: TrackingNumber, reply: Reply, *, carrier_named: bool) -> Rejected | None:
    """Why EasyPost will not follow a number; None when it does.

    `carrier_named`: it was told the carrier. Its codes for this are nowhere listed, so what it was
    told decides: a number that is wrong for its carrier, or one that fits none.

    Raises:
        CarrierRefused: the account is refused.
        CarrierUnavailable: any other failure, or not EasyPost's format.
    """
    if reply.status == HTTPStatus.PAYMENT_REQUIRED:
        return Rejected(number, Rejection.QUOTA_EXHAUSTED, _words(reply))
    if reply.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        named = Rejection.INVALID_NUMBER
        reason = named if carrier_named else Rejection.CARRIER_NOT_DETECTED
        return Rejected(number, reason, _words(reply))
    read_answer(reply)
    return None


def _fail(reply: Reply) -> NoReturn:
    if reply.status in _REFUSED_STATUSES:
        raise CarrierRefused
    if reply.status == HTTPStatus.PAYMENT_REQUIRED:
        raise QuotaGone
    code = _error(reply).get("code")
    told = f" ({code})" if isinstance(code, str) and code.isprintable() else ""
    msg = f"EasyPost answered with HTTP status {reply.status}{told}; nothing was changed."
    raise CarrierUnavailable(msg)


def _words(reply: Reply) -> str:
    return text(_error(reply).get("message")) or ""


def _error(reply: Reply) -> Tree:
    try:
        return tree(_parsed(reply.body).get("error"))
    except CarrierUnavailable:  # the status says enough
        return {}


def _parsed(body: bytes) -> Tree:
    try:
        return tree(json.loads(body))
    except (ValueError, RecursionError) as exc:
        msg = "EasyPost's answer could not be read; nothing was changed."
        raise CarrierUnavailable(msg) from exc
