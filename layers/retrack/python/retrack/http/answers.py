"""Answers: JSON bodies, and the views that several routes share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.api_gateway import Response

from retrack.domain.errors import PreconditionFailed
from retrack.domain.times import to_text
from retrack.http.resolver import Answer, Resolver
from retrack.services.json_text import compact

if TYPE_CHECKING:
    from retrack.domain.notifications import Notification
    from retrack.services.ports import Job
    from retrack.services.summarise import Summary

_ETAG = re.compile(r'(?:W/)?"([0-9]{1,18})"')


def answer(body: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON answer; text is taken for JSON that is ready."""
    text = body if isinstance(body, str) else compact(body)
    return Response(
        status, "application/json", text, headers={"Cache-Control": "no-store", **(headers or {})}
    )


def nothing() -> Answer:
    """204."""
    return Response(204)


def etag(version: int) -> str:
    """The ETag of something saved with a version."""
    return f'"{version}"'


def wanted_version(app: Resolver) -> int | None:
    """The version that If-Match names; None without the header, or for any version.

    Raises:
        PreconditionFailed: it is none of our ETags, so it cannot be the present one.
    """
    given = app.current_event.headers.get("if-match", "*").strip()
    if given == "*":
        return None
    version = _ETAG.fullmatch(given)
    if version is None:
        raise PreconditionFailed
    return int(version[1])


def summary_view(summary: Summary) -> dict[str, Any]:
    """The counts of a period."""
    return {
        "by_status": summary.by_status,
        "attention": summary.attention,
        "attention_reasons": summary.attention_reasons,
        "total": summary.total,
    }


def job_view(job: Job) -> dict[str, Any]:
    """A job's progress."""
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "failed": job.failed,
        "problem": job.problem or None,
        "created_at": to_text(job.created_at),
    }


def notification_view(notification: Notification) -> dict[str, Any]:
    """A message to the customer, and what became of it."""
    return {
        "shipment_id": notification.key.shipment_id,
        "trigger": notification.key.trigger,
        "channel": notification.key.channel,
        "state": notification.state,
        "reason": notification.reason,
        "at": to_text(notification.at),
        "outcome": notification.outcome.kind if notification.outcome else None,
        "feedback": [
            {"kind": told.kind, "at": to_text(told.at), "detail": told.detail or None}
            for told in notification.feedback
        ],
    }
