"""What is round every answer of 17TRACK, and the three ways in which a call can fail.

Transport: an HTTP status other than 200. The call as a whole: a `code` that is not 0, or errors in
`data.errors`, which also come with code 0. Single numbers: `data.rejected`.
Source: 17TRACK API v2.4, "Response"; https://help.17track.net/hc/en-us/articles/37570440168473.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import NoReturn

from retrack.carriers.leaves import Tree, rows, tree, whole_number
from retrack.carriers.seventeentrack import codes
from retrack.domain.errors import CarrierRefused, CarrierUnavailable, QuotaGone

_REFUSED_STATUSES = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


@dataclass(frozen=True, slots=True)
class Answer:
    """A call that worked as a whole; single numbers may still be among the rejected."""

    data: Tree

    @property
    def accepted(self) -> Sequence[Tree]:
        """What is said of each number that was taken."""
        return rows(self.data.get("accepted"))

    @property
    def rejected(self) -> Sequence[Tree]:
        """Each number that was not taken, with its error."""
        return rows(self.data.get("rejected"))


def read_answer(status: int, body: bytes) -> Answer:
    """The answer in an HTTP response.

    Raises:
        CarrierRefused: the account is refused.
        CarrierUnavailable: any other failure of the whole call, or not 17TRACK's format.
    """
    if status in _REFUSED_STATUSES:
        raise CarrierRefused
    if status != HTTPStatus.OK:
        msg = f"17TRACK answered with HTTP status {status}; nothing was changed."
        raise CarrierUnavailable(msg)
    envelope = _parsed(body)
    data = tree(envelope.get("data"))
    failures = [whole_number(envelope.get("code"))]
    failures += [whole_number(error.get("code")) for error in rows(data.get("errors"))]
    if any(code != codes.OK for code in failures) or data.get("errors"):
        _fail(failures)
    if not isinstance(envelope.get("data"), dict):
        _fail([])
    return Answer(data)


def _parsed(body: bytes) -> Tree:
    try:
        return tree(json.loads(body))
    except (ValueError, RecursionError) as exc:
        msg = "17TRACK's answer could not be read; nothing was changed."
        raise CarrierUnavailable(msg) from exc


def _fail(failures: Sequence[int | None]) -> NoReturn:
    known = {code for code in failures if code}
    if known & codes.ACCOUNT_REFUSED:
        raise CarrierRefused
    if known & codes.QUOTA_GONE:
        raise QuotaGone
    told = ", ".join(map(str, sorted(known)))
    reason = f"answered with error {told}" if told else "gave an answer in no known format"
    msg = f"17TRACK {reason}; nothing was changed."
    raise CarrierUnavailable(msg)
